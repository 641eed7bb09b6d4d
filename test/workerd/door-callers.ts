import { exports } from "cloudflare:workers";
import { expect } from "vitest";
import type { ErrorReply } from "#protocol/token";
import * as page from "./page.ts";

/** Who stands at a room's door in the tests. ACCESS_JSON is in scripts/test-projects.ts. */

let rooms = 0;
export const roomOf = (policy: string) => `${policy}/${Date.now()} ${rooms++}`;
/** A network address. */
export const from = (address: string) => ({ headers: { "CF-Connecting-IP": address } });

export async function knockOn(
  room: string,
  identity: string,
  options: page.OpenOptions = {},
): Promise<page.Page> {
  return page.open(await page.token(room, identity, undefined, { guest: true }), { room, ...options });
}
export async function guest(
  room: string,
  identity: string,
  options: page.OpenOptions = {},
): Promise<page.Page> {
  return (await knockOn(room, identity, options)).welcomed();
}
export async function member(
  room: string,
  identity: string,
  options: page.OpenOptions = {},
): Promise<page.Page> {
  return (await page.open(await page.token(room, identity), { room, ...options })).welcomed();
}
export async function host(
  room: string,
  identity: string,
  options: page.OpenOptions = {},
): Promise<page.Page> {
  const jwt = await page.token(room, identity, undefined, { role: "host" });
  return (await page.open(jwt, { room, ...options })).welcomed();
}
export const refused = (code: number) => ({ code: 4000, reason: expect.stringMatching(`^${code} `) });
export async function closedWith(whom: Promise<page.Page>): Promise<number> {
  const { code, reason } = await (await whom).closed;
  expect(code).toBe(4000);
  return Number.parseInt(reason, 10);
}
export async function newsTo(whom: page.Page): Promise<unknown> {
  return (await whom.next("news")).mesh.news;
}
export function askToken(room: string, headers: Record<string, string> = {}): Promise<Response> {
  const body = JSON.stringify({ room, identity: "ana" });
  return exports.default.fetch(new Request(`${page.origin}/token`, { method: "POST", body, headers }));
}
export async function codeOf(answer: Response): Promise<number> {
  return (await answer.json<ErrorReply>()).code;
}

let acts = 0;
/** @returns what came of it, as the page is told */
export async function act(
  whom: page.Page,
  wanted: Record<string, unknown>,
): Promise<{ code?: number } & Record<string, unknown>> {
  const id = acts++;
  whom.send({ ...whom.head, mesh: { act: { id, act: wanted } } });
  return whom.news((news) => ("id" in news && news.id === id ? { ...news } : undefined));
}

/** Waits until a host hears that somebody of this identity knocks. @returns their knock */
export async function heard(whom: page.Page, identity: string): Promise<string> {
  return whom.news((news) => {
    const knocks = "knocks" in news ? (news.knocks as { sid: string; identity: string }[]) : [];
    return knocks.find((one) => one.identity === identity)?.sid;
  });
}
