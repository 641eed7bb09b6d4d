import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import signalWorker from "../../signal-worker/src/index.ts";

export interface AskOptions {
  /** Of the page; null: it is no browser. */
  origin?: string | null;
  /** Where it comes from: each test has an address of its own, so that none is slowed by another. */
  from?: string;
  method?: string;
  /** Of the signal-worker, besides those of all tests. */
  vars?: Record<string, string>;
}

export interface Answer {
  status: number;
  body: unknown;
  headers: Headers;
}

let addresses = 0;
/** One that no other test has. */
export const newAddress = () => `198.51.100.${(addresses += 1)}`;

/** Asks the rooms API as a page does. @param body undefined: GET */
export async function askRooms(path: string, body?: unknown, options: AskOptions = {}): Promise<Answer> {
  const { origin = "https://lobby.example", from = newAddress(), vars = {} } = options;
  const headers = new Headers({ "CF-Connecting-IP": from });
  if (origin !== null) headers.set("Origin", origin);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  const method = options.method ?? (body === undefined ? "GET" : "POST");
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const request = new Request(`https://call.example${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: text }),
  });
  const context = createExecutionContext();
  const response = await signalWorker.fetch(request, { ...env, ...vars }, context);
  await waitOnExecutionContext(context);
  return {
    status: response.status,
    body: await response.json().catch(() => undefined),
    headers: response.headers,
  };
}
