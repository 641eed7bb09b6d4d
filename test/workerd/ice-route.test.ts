import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import worker from "../../signal-worker/src/index.ts";
import * as page from "./page.ts";

const relay = { STUN_URLS: "none", TURN_URLS: "turn:turn.example", TURN_SECRET: "north" };

async function ask(body: unknown, variables: Record<string, string> = relay, origin?: string) {
  const headers = new Headers({ "Content-Type": "application/json" });
  if (origin !== undefined) headers.set("Origin", origin);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const request = new Request(new URL("/ice", page.origin), { method: "POST", headers, body: text });
  return worker.fetch(request, { ...env, ...variables }, createExecutionContext());
}

describe("POST /ice", () => {
  test("gives whoever has a token the servers of a join, not to be kept, and logs nothing", async () => {
    const logged = vi.spyOn(console, "info");
    const reply = await ask({ token: await page.token("r", "alice") });
    expect(reply.status).toBe(200);
    expect(reply.headers.get("Cache-Control")).toBe("no-store");
    expect(await reply.json()).toEqual({
      ice: [
        {
          urls: ["turn:turn.example"],
          username: expect.stringMatching(/^\d{10}:alice$/),
          credential: expect.stringMatching(/^[\w+/]{27}=$/),
        },
      ],
    });
    expect(logged).not.toHaveBeenCalled();
  });

  test.each<[string, unknown, number]>([
    ["no JSON", "{", 54003],
    ["no token", {}, 54003],
    ["a token that is none", { token: "x" }, 20101],
    ["too large a body", { token: "x".repeat(9_000) }, 54003],
  ])("%s gets a code and no servers", async (_, body, code) => {
    const reply = await ask(body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ code });
  });

  test("another origin gets none, and may read why", async () => {
    const token = await page.token("r", "alice");
    const variables = { ...relay, ALLOWED_ORIGINS: "https://a.example" };
    const refused = await ask({ token }, variables, "https://b.example");
    expect(refused.status).toBe(403);
    expect(refused.headers.get("Access-Control-Allow-Origin")).toBe("https://b.example");
    expect(await refused.json()).toMatchObject({ code: 54000 });
    expect((await ask({ token }, variables, "https://a.example")).status).toBe(200);
  });
});
