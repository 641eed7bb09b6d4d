import { createExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { TokenReply } from "#protocol/token";
import worker from "../../signal-worker/src/index.ts";
import { verifyToken } from "../../signal-worker/src/tokens/tokens.ts";
import * as page from "./page.ts";

const closedWith = (code: number, name: string) => ({ code: 4000, reason: `${code} ${name}` });

interface Call {
  body?: unknown;
  origin?: string;
  method?: string;
  /** Variables on top of the test's own. */
  variables?: Record<string, string>;
}

async function call(
  path: string,
  { body, origin, method = "POST", variables }: Call = {},
): Promise<Response> {
  const headers = new Headers({ "Content-Type": "application/json" });
  if (origin !== undefined) headers.set("Origin", origin);
  const init = method === "POST" ? { body: typeof body === "string" ? body : JSON.stringify(body) } : {};
  const request = new Request(new URL(path, page.origin), { method, headers, ...init });
  return worker.fetch(request, { ...env, ...variables }, createExecutionContext());
}

async function openWith(
  variables: Record<string, string>,
  options: page.OpenOptions = {},
): Promise<page.Page> {
  const request = page.upgradeRequest(await page.token("r", "alice"), { room: "r", ...options });
  return new page.Page(await worker.fetch(request, { ...env, ...variables }, createExecutionContext()));
}

describe("POST /token", () => {
  test("gives a token that opens the room, and says how many are in", async () => {
    await page.join("token room", "bob");
    const response = await call("/token", { body: { room: "token room", identity: "alice", name: "Alice" } });
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    const reply: TokenReply = await response.json();
    expect(reply).toMatchObject({ identity: "alice", room: "token room", participants: 1, ice: [] });
    expect(await verifyToken(reply.token, page.keys, Date.now())).toEqual({
      identity: "alice",
      name: "Alice",
      lifeSeconds: expect.closeTo(86_400, -1),
      isGuest: true,
      room: "token room",
    });
    const alice = await (await page.open(reply.token)).welcomed();
    expect(alice.welcome.mesh.self).toMatchObject({ identity: "alice", name: "Alice" });
    expect(alice.welcome.mesh.room.name).toBe("token room");
  });

  test("makes an identity where none is given, another each time", async () => {
    const replies = await Promise.all([1, 2].map(() => call("/token", { body: { room: "r" } })));
    const [one, two] = await Promise.all(replies.map((reply) => reply.json<TokenReply>()));
    expect(one!.identity.length).toBeGreaterThan(10);
    expect(one!.identity).not.toBe(two!.identity);
  });

  test.each<[string, unknown, number]>([
    ["no JSON", "{", 54003],
    ["no room", {}, 54003],
    ["a room that is no text", { room: 7 }, 54003],
    ["an empty room", { room: " " }, 53100],
    ["too long a room", { room: "r".repeat(129) }, 53101],
    ["an empty identity", { room: "r", identity: "" }, 53200],
    ["too long an identity", { room: "r", identity: "i".repeat(129) }, 53201],
    ["an empty name", { room: "r", name: " " }, 53200],
    ["too long a name", { room: "r", name: "n".repeat(129) }, 53201],
    ["too large a body", { room: "r", more: "x".repeat(5000) }, 54003],
  ])("%s is answered as Twilio's REST would", async (_, body, code) => {
    const response = await call("/token", { body });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      code,
      message: expect.any(String),
      more_info: expect.any(String),
      status: 400,
    });
  });

  test("hands out STUN, and TURN with credentials of the identity", async () => {
    const variables = {
      STUN_URLS: "stun:stun.example",
      TURN_URLS: "turn:turn.example",
      TURN_SECRET: "north",
    };
    const { ice } = await (
      await call("/token", { body: { room: "r", identity: "alice" }, variables })
    ).json<TokenReply>();
    expect(ice).toEqual([
      { urls: ["stun:stun.example"] },
      {
        urls: ["turn:turn.example"],
        username: expect.stringMatching(/^\d{10}:alice$/),
        credential: expect.stringMatching(/^[\w+/]{27}=$/),
      },
    ]);
    const alice = await (await openWith(variables)).welcomed();
    expect(alice.welcome.mesh.ice).toMatchObject([
      { urls: ["stun:stun.example"] },
      { urls: ["turn:turn.example"] },
    ]);
  });

  test("a preflight is answered, and the reply can be read", async () => {
    const preflight = await call("/token", { method: "OPTIONS", origin: "https://a.example" });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("Access-Control-Allow-Origin")).toBe("https://a.example");
    expect(preflight.headers.get("Access-Control-Allow-Methods")).toContain("POST");
    expect(preflight.headers.get("Access-Control-Allow-Headers")).toContain("Content-Type");
    const reply = await call("/token", { body: { room: "r" }, origin: "https://a.example" });
    expect(reply.headers.get("Access-Control-Allow-Origin")).toBe("https://a.example");
  });

  test("another origin gets no token, and is told why", async () => {
    const variables = { ALLOWED_ORIGINS: "https://a.example" };
    const reply = await call("/token", { body: { room: "r" }, origin: "https://b.example", variables });
    expect(reply.status).toBe(403);
    expect(reply.headers.get("Access-Control-Allow-Origin")).toBe("https://b.example");
    expect(await reply.json()).toMatchObject({ code: 54000 });
    expect(
      (await call("/token", { body: { room: "r" }, origin: "https://a.example", variables })).status,
    ).toBe(200);
    expect((await call("/token", { body: { room: "r" }, origin: page.origin, variables })).status).toBe(200);
  });

  test("with closed rooms there is none", async () => {
    const reply = await call("/token", { body: { room: "r" }, variables: { OPEN_ROOMS: "false" } });
    expect(reply.status).toBe(403);
    expect(await reply.json()).toMatchObject({ code: 54001 });
  });
});

describe("production without a secret", () => {
  const variables = { MESHCALL_ENV: "production", ACCOUNTS_JSON: "" };
  test("says so on every route, with the remedy", async () => {
    for (const response of [
      await call("/token", { body: { room: "r" }, variables }),
      await call("/", { method: "GET", variables }),
      await call("/rooms/announce", { method: "GET", variables }),
    ]) {
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({
        code: 54002,
        more_info: expect.stringContaining("wrangler secret put API_KEY_SECRET"),
      });
    }
  });

  test("says so on the socket", async () => {
    expect(await (await openWith(variables)).closed).toEqual(closedWith(54002, "ServerNotConfigured"));
  });
});

describe("GET /rooms/announce", () => {
  const nowSeconds = Math.floor(Date.now() / 1000);
  test.each<[number, string, string, page.TokenParts]>([
    [20102, "AccessTokenHeaderInvalid", "type", { header: { typ: "JWS" } }],
    [20103, "AccessTokenIssuerInvalid", "issuer", { payload: { iss: `SK${"1".repeat(32)}` } }],
    [20104, "AccessTokenExpired", "end", { payload: { exp: nowSeconds - 60 } }],
    [20105, "AccessTokenNotYetValid", "beginning", { payload: { nbf: nowSeconds + 600 } }],
    [20106, "AccessTokenGrantsInvalid", "grants", { grants: { identity: "alice" } }],
    [20106, "AccessTokenGrantsInvalid", "room", { grants: { identity: "alice", video: { room: "other" } } }],
    [20107, "AccessTokenSignatureInvalid", "signature", { secret: "x".repeat(32) }],
    [53200, "ParticipantIdentityInvalid", "identity", { grants: { identity: "", video: {} } }],
    [
      53201,
      "ParticipantIdentityTooLong",
      "long identity",
      { grants: { identity: "x".repeat(129), video: {} } },
    ],
  ])("%i %s: the token's %s", async (code, name, _, parts) => {
    const socket = await page.open(await page.signToken(parts), { room: "refused room" });
    expect(await socket.closed).toEqual(closedWith(code, name));
  });

  test.each(["", "nonsense", "a.b.c"])("20101: %j is no token", async (text) => {
    const socket = await page.open(text, { room: "r" });
    expect(await socket.closed).toEqual(closedWith(20101, "AccessTokenInvalid"));
  });

  test.each([
    ["", 53100, "RoomNameInvalid"],
    ["r".repeat(129), 53101, "RoomNameTooLong"],
  ])("a room name of %j", async (room, code, name) => {
    const socket = await page.open(await page.signToken({}), { room });
    expect(await socket.closed).toEqual(closedWith(code, name));
  });

  test("nothing that is sent before the refusal is looked at", async () => {
    const socket = await page.open("nonsense", { room: "r" });
    socket.send("{");
    expect(await socket.closed).toMatchObject({ code: 4000 });
  });

  test("without a name anywhere, the room is new and named by its SID", async () => {
    const jwt = await page.signToken({});
    const one = await (await page.open(jwt)).welcomed();
    const two = await (await page.open(jwt)).welcomed();
    expect(one.welcome.mesh.room.name).toBe(one.welcome.mesh.room.sid);
    expect(two.welcome.mesh.room.sid).not.toBe(one.welcome.mesh.room.sid);
  });

  test("a page of another origin is refused, a program without one is not", async () => {
    const variables = { ALLOWED_ORIGINS: "https://a.example" };
    const refused = await openWith(variables, { origin: "https://b.example" });
    expect(await refused.closed).toEqual(closedWith(54000, "OriginNotAllowed"));
    await (await openWith(variables, { origin: "https://a.example" })).welcomed();
    await (await openWith(variables, { origin: page.origin })).welcomed();
    await (await openWith(variables)).welcomed();
  });

  test("headers from outside are not believed", async () => {
    const forged = { roomName: "forged", identity: "mallory", name: "mallory", ice: [] };
    const headers = { "meshcall-join": encodeURIComponent(JSON.stringify(forged)) };
    const alice = await page.join("honest room", "alice", { headers });
    expect(alice.welcome.mesh.self.identity).toBe("alice");
    expect(alice.welcome.mesh.room.name).toBe("honest room");
  });

  test("identities of any script come through", async () => {
    const alice = await page.join("日本語 🎉", "Zoë ✓ 🎈");
    expect(alice.welcome.mesh.self.identity).toBe("Zoë ✓ 🎈");
    expect(alice.welcome.mesh.room.name).toBe("日本語 🎉");
  });

  test("without an upgrade or our subprotocol it is a bad request", async () => {
    expect((await call("/rooms/announce", { method: "GET" })).status).toBe(426);
    const request = new Request(`${page.origin}/rooms/announce`, { headers: { Upgrade: "websocket" } });
    expect((await exports.default.fetch(request)).status).toBe(400);
  });
});

test("GET / says that it is there, anything else that it is not", async () => {
  expect(await (await call("/", { method: "GET" })).json()).toEqual({ name: "meshcall", status: "ok" });
  expect((await call("/nothing", { method: "GET" })).status).toBe(404);
});
