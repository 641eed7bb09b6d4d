import { exports } from "cloudflare:workers";
import { keys, origin } from "./page.ts";

export interface RestAnswer {
  status: number;
  // What REST says is looked at field by field.
  body: Record<string, unknown>;
}

const ours = { user: keys.apiKeySid, password: keys.apiKeySecret };
/** Of the second account of scripts/test-projects.ts. */
export const theirs = { user: `SK${"2".repeat(32)}`, password: "secret of the second account, 1 of 2" };

/** Asks REST as a server does. @param form undefined: GET */
export async function askRest(
  path: string,
  form?: Record<string, string>,
  { method, login = ours }: { method?: string; login?: typeof ours } = {},
): Promise<RestAnswer> {
  const headers = { Authorization: `Basic ${btoa(`${login.user}:${login.password}`)}` };
  const body = form === undefined ? {} : { body: new URLSearchParams(form) };
  const request = new Request(`${origin}/v1/Rooms${path}`, {
    method: method ?? (form === undefined ? "GET" : "POST"),
    headers,
    ...body,
  });
  const response = await exports.default.fetch(request);
  const text = await response.text();
  const said: unknown = text === "" ? {} : JSON.parse(text);
  return { status: response.status, body: said as Record<string, unknown> };
}
