import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { IceServerJson } from "#protocol/announce";
import type { TokenReply } from "#protocol/token";
import worker from "../../signal-worker/src/index.ts";
import * as page from "./page.ts";

/** Cloudflare's TURN key API as its documentation has it, in place of the one on the network. */
class TurnKeyApi {
  readonly asked: { url: string; authorization: string | null; body: unknown }[] = [];
  answer: (signal: AbortSignal) => Promise<Response> = async () =>
    Response.json({ iceServers: documented(this.asked.length) }, { status: 201 });

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.method !== "POST") return new Response(null, { status: 405 });
    const authorization = request.headers.get("Authorization");
    this.asked.push({ url: request.url, authorization, body: await request.json() });
    return this.answer(init?.signal ?? request.signal);
  };
}

function documented(number: number): IceServerJson[] {
  return [
    { urls: ["stun:stun.cloudflare.com:3478", "stun:stun.cloudflare.com:53"] },
    {
      urls: [
        "turn:turn.cloudflare.com:3478?transport=udp",
        "turn:turn.cloudflare.com:53?transport=udp",
        "turn:turn.cloudflare.com:3478?transport=tcp",
        "turns:turn.cloudflare.com:5349?transport=tcp",
      ],
      username: `user ${number}`,
      credential: `credential ${number}`,
    },
  ];
}

function relay(number: number): IceServerJson {
  const urls = [
    "turn:turn.cloudflare.com:3478?transport=udp",
    "turn:turn.cloudflare.com:3478?transport=tcp",
    "turns:turn.cloudflare.com:5349?transport=tcp",
  ];
  return { urls, username: `user ${number}`, credential: `credential ${number}` };
}

let api: TurnKeyApi;
let logged: string[];
/** Another key for each test: credentials are kept for a while. */
let keys = 0;
let variables: Record<string, string>;

beforeEach(() => {
  api = new TurnKeyApi();
  vi.stubGlobal("fetch", api.fetch);
  logged = [];
  vi.spyOn(console, "error").mockImplementation((...parts: unknown[]) => void logged.push(parts.join(" ")));
  variables = { TURN_KEY_ID: `key${++keys}`, TURN_KEY_API_TOKEN: "the API's token", STUN_URLS: "stun:own" };
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function fromToken(more: Record<string, string> = {}): Promise<IceServerJson[]> {
  const body = JSON.stringify({ room: "ice", identity: "alice" });
  const headers = { "Content-Type": "application/json" };
  const request = new Request(`${page.origin}/token`, { method: "POST", headers, body });
  const response = await worker.fetch(request, { ...env, ...variables, ...more }, createExecutionContext());
  expect(response.status).toBe(200);
  return (await response.json<TokenReply>()).ice;
}

async function fromWelcome(): Promise<IceServerJson[]> {
  const request = page.upgradeRequest(await page.token("ice", `alice${keys}`), { room: "ice" });
  const response = await worker.fetch(request, { ...env, ...variables }, createExecutionContext());
  const alice = await new page.Page(response).welcomed();
  alice.stop();
  return alice.welcome.mesh.ice;
}

describe("a TURN key of Cloudflare's", () => {
  test("is exchanged for credentials that go to the page, without port 53, which browsers block", async () => {
    expect(await fromToken({ TURN_LIFE_SECONDS: "3600" })).toEqual([{ urls: ["stun:own"] }, relay(1)]);
    expect(api.asked).toEqual([
      {
        url: `https://rtc.live.cloudflare.com/v1/turn/keys/key${keys}/credentials/generate-ice-servers`,
        authorization: "Bearer the API's token",
        body: { ttl: 3600 },
      },
    ]);
    expect(logged).toEqual([]);
  });

  test("is asked once for a join: token and welcome have the same credentials", async () => {
    const ice = await fromToken();
    expect(await fromWelcome()).toEqual(ice);
    expect(api.asked).toHaveLength(1);
  });

  test("gives new credentials after a minute, and sooner where they live shorter", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const lives = { TURN_LIFE_SECONDS: "60" };
    expect([await fromToken(), await fromToken(lives)].map((ice) => ice.at(-1))).toEqual([
      relay(1),
      relay(2),
    ]);
    vi.setSystemTime(Date.now() + 7_000);
    expect([await fromToken(), await fromToken(lives)].map((ice) => ice.at(-1))).toEqual([
      relay(1),
      relay(3),
    ]);
    vi.setSystemTime(Date.now() + 60_000);
    expect((await fromToken()).at(-1)).toEqual(relay(4));
  });

  test("stands beside a coturn server", async () => {
    const ice = await fromToken({ TURN_URLS: "turn:own", TURN_SECRET: "north" });
    expect(ice.map(({ urls }) => urls)).toEqual([["stun:own"], ["turn:own"], relay(1).urls]);
  });

  test("may be asked for elsewhere", async () => {
    await fromToken({ TURN_KEY_API_URL: "https://stand-in.example/api/" });
    expect(api.asked[0]?.url).toMatch(/^https:\/\/stand-in\.example\/api\/v1\/turn\/keys\//);
  });

  test.each<[string, TurnKeyApi["answer"], string]>([
    ["refuses", async () => Response.json({ error: "Unauthorized" }, { status: 401 }), "answered 401"],
    ["breaks", async () => new Response("oops", { status: 500 }), "answered 500"],
    ["says something else", async () => Response.json({ servers: [] }), "gave no TURN server"],
    ["says no JSON", async () => new Response("<html>"), "did not answer (SyntaxError)"],
    ["has no relay", async () => Response.json({ iceServers: [{ urls: "stun:s" }] }), "gave no TURN server"],
    [
      "cannot be reached",
      () => Promise.reject(new TypeError("no route to key")),
      "did not answer (TypeError)",
    ],
  ])("an API that %s: the join goes on with what else there is", async (_, answer, reason) => {
    api.answer = answer;
    const own = { TURN_URLS: "turn:own", TURN_SECRET: "north" };
    expect((await fromToken(own)).map(({ urls }) => urls)).toEqual([["stun:own"], ["turn:own"]]);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain(reason);
    expect(logged[0]).not.toContain("the API's token");
    expect(logged[0]).not.toContain(`key${keys}`);
  });

  test("an API that never answers costs the first join 2 s, and those soon after nothing", async () => {
    api.answer = (signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const startMs = performance.now();
    expect(await fromToken()).toEqual([{ urls: ["stun:own"] }]);
    expect(performance.now() - startMs).toBeLessThan(3_000);
    expect(logged[0]).toContain("did not answer (TimeoutError)");
    expect(await fromToken()).toEqual([{ urls: ["stun:own"] }]);
    expect(api.asked).toHaveLength(1);
  });

  test("an API that is back is used again after 10 s", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    api.answer = async () => new Response(null, { status: 503 });
    expect(await fromToken()).toEqual([{ urls: ["stun:own"] }]);
    api.answer = async () => Response.json({ iceServers: documented(9) }, { status: 201 });
    vi.setSystemTime(Date.now() + 11_000);
    expect((await fromToken()).at(-1)).toEqual(relay(9));
  });
});
