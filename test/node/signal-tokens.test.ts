import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { mintToken, verifyToken } from "../../signal-worker/src/tokens/tokens.ts";
import { signSession, verifySession } from "../../signal-worker/src/tokens/session.ts";

const keys = {
  accountSid: `AC${"a".repeat(32)}`,
  apiKeySid: `SK${"b".repeat(32)}`,
  apiKeySecret: "0123456789abcdef0123456789abcdef",
};
const madeAtSeconds = 1_700_000_000;
const nowMs = (madeAtSeconds + 60) * 1000;

describe("tokens as Twilio's helper library writes them, signed with openssl", () => {
  const vectors: readonly (readonly [what: string, token: string, claims: unknown])[] = [
    [
      "HS256, one room, no nbf",
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImN0eSI6InR3aWxpby1mcGE7dj0xIn0.eyJqdGkiOiJTS2JiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiLTE3MDAwMDAwMDAiLCJncmFudHMiOnsiaWRlbnRpdHkiOiJhbGljZSIsInZpZGVvIjp7InJvb20iOiJjb29sIHJvb20ifX0sImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAzNjAwLCJpc3MiOiJTS2JiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiIiwic3ViIjoiQUNhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYSJ9.YQBPpAaZh-IYFO1jn1H1Yk9EXMuGSdxus2l7SGaSchI",
      { identity: "alice", name: "alice", room: "cool room", lifeSeconds: 3540, isGuest: false },
    ],
    [
      "HS512, any room, 24 hours, video before identity",
      "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiIsImN0eSI6InR3aWxpby1mcGE7dj0xIn0.eyJqdGkiOiJTS2JiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiLTE3MDAwMDAwMDAiLCJncmFudHMiOnsidmlkZW8iOnt9LCJpZGVudGl0eSI6ImJvYiJ9LCJuYmYiOjE3MDAwMDAwMDAsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDg2NDAwLCJpc3MiOiJTS2JiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiIiwic3ViIjoiQUNhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYSJ9.d9NXSYWMwIzZ09LYhKap74JpLSjleiGZ04vGsyfiRC9rZY9ZqQ0Sw7vlzO8EPcxbyxF3iulTHWNipPiCfNBWpw",
      { identity: "bob", name: "bob", room: undefined, lifeSeconds: 86_340, isGuest: false },
    ],
  ];
  test.each(vectors)("%s", async (_, token, claims) => {
    expect(await verifyToken(token, keys, nowMs)).toEqual(claims);
    expect(await verifyToken(token, keys, (madeAtSeconds + 86_400) * 1000)).toBe(20104);
    expect(await verifyToken(`${token.slice(0, -2)}AA`, keys, nowMs)).toBe(20107);
    expect(
      await verifyToken(token, { ...keys, apiKeySecret: "another secret of 32 characters!" }, nowMs),
    ).toBe(20107);
    expect(await verifyToken(token, { ...keys, accountSid: `AC${"c".repeat(32)}` }, nowMs)).toBe(20103);
  });
});

interface Parts {
  header?: Record<string, string | undefined>;
  payload?: Record<string, unknown>;
  grants?: unknown;
  secret?: string;
}

function sign({
  header,
  payload,
  grants = { identity: "alice", video: { room: "r" } },
  secret,
}: Parts): Promise<string> {
  return new SignJWT({
    iss: keys.apiKeySid,
    sub: keys.accountSid,
    exp: madeAtSeconds + 3600,
    grants,
    ...payload,
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT", cty: "twilio-fpa;v=1", ...header })
    .sign(new TextEncoder().encode(secret ?? keys.apiKeySecret));
}

describe("what is wrong with a token", () => {
  const alice = { identity: "alice", name: "alice", room: "r", lifeSeconds: 3540, isGuest: false };
  const grants = (meshcall: unknown) => ({ grants: { identity: "alice", video: { room: "r" }, meshcall } });
  const cases: readonly (readonly [what: string, parts: Parts, expected: unknown])[] = [
    ["nothing", {}, alice],
    ["HS384", { header: { alg: "HS384" } }, alice],
    ["a host's", grants({ role: "host" }), { ...alice, role: "host" }],
    ["a guest's", grants({ guest: true }), { ...alice, isGuest: true }],
    ["an unknown role", grants({ role: "boss" }), 20106],
    ["a guest that is no flag", grants({ guest: "no" }), 20106],
    ["a grant of ours that is no object", grants("host"), 20106],
    ["no type", { header: { typ: undefined } }, 20102],
    ["no content type", { header: { cty: undefined } }, 20102],
    ["a session ticket's type", { header: { typ: "meshcall-session" } }, 20102],
    ["another API key", { payload: { iss: `SK${"c".repeat(32)}` } }, 20103],
    ["no API key", { payload: { iss: undefined } }, 20103],
    ["another account", { payload: { sub: `AC${"c".repeat(32)}` } }, 20103],
    ["no end", { payload: { exp: undefined } }, 20104],
    ["an end that is no number", { payload: { exp: "soon" } }, 20104],
    ["over", { payload: { exp: madeAtSeconds } }, 20104],
    ["too long a life", { payload: { exp: madeAtSeconds + 100_000 } }, 20104],
    ["not begun", { payload: { nbf: madeAtSeconds + 61 } }, 20105],
    ["no grants", { grants: "none" }, 20106],
    ["no video grant", { grants: { identity: "alice" } }, 20106],
    ["a video grant that is no object", { grants: { identity: "alice", video: true } }, 20106],
    ["another secret", { secret: "another secret of 32 characters!" }, 20107],
    ["no identity", { grants: { video: {} } }, 53200],
    ["an empty identity", { grants: { identity: " ", video: {} } }, 53200],
    ["an identity that is no text", { grants: { identity: 7, video: {} } }, 53200],
    ["too long an identity", { grants: { identity: "x".repeat(129), video: {} } }, 53201],
    ["too long a name", { grants: { identity: "x", name: "x".repeat(129), video: {} } }, 53201],
  ];
  test.each(cases)("%s", async (_, parts, expected) => {
    expect(await verifyToken(await sign(parts), keys, nowMs)).toEqual(expected);
  });

  test.each(["", "token", "a.b.c", "..", "e30.e30", "bnVsbA.e30.AA", "e30.W10.AA"])(
    "no token at all: %j",
    async (text) => {
      expect(await verifyToken(text, keys, nowMs)).toBe(20101);
    },
  );

  test("unsigned", async () => {
    const token = await sign({});
    const none = btoa(JSON.stringify({ alg: "none", typ: "JWT", cty: "twilio-fpa;v=1" })).replaceAll("=", "");
    expect(await verifyToken(token.replace(/^[^.]+/, none), keys, nowMs)).toBe(20102);
  });
});

describe("our own tokens", () => {
  test("are good for 24 hours, for one room, under a name", async () => {
    const made = await mintToken(keys, { identity: "aé", name: "Alice", room: "r" }, nowMs);
    const expected = { identity: "aé", name: "Alice", room: "r", isGuest: false };
    const lifeSeconds = 86_400;
    expect(await verifyToken(made.token, keys, nowMs)).toEqual({ ...expected, lifeSeconds });
    const atTheEnd = made.expiresAtSeconds * 1000 - 1;
    expect(await verifyToken(made.token, keys, atTheEnd)).toEqual({ ...expected, lifeSeconds: 0 });
    expect(await verifyToken(made.token, keys, made.expiresAtSeconds * 1000)).toBe(20104);
    expect(made.expiresAtSeconds).toBe(madeAtSeconds + 60 + 86_400);
  });
});

describe("session tickets", () => {
  const claims = {
    account: keys.accountSid,
    room: "r",
    roomSid: `RM${"1".repeat(32)}`,
    identity: "alice",
    participantSid: `PA${"2".repeat(32)}`,
    peerId: "p".repeat(20),
  };

  test("say who somebody was, to whom they were", async () => {
    const ticket = await signSession(claims, keys.apiKeySecret, nowMs);
    expect(await verifySession(ticket, claims, keys.apiKeySecret, nowMs)).toMatchObject(claims);
  });

  test.each([
    ["account", { account: `AC${"c".repeat(32)}` }, 53204],
    ["room", { room: "other" }, 20106],
    ["identity", { identity: "bob" }, 54006],
  ])("are worth nothing for another %s", async (_, other, code) => {
    const ticket = await signSession(claims, keys.apiKeySecret, nowMs);
    expect(await verifySession(ticket, { ...claims, ...other }, keys.apiKeySecret, nowMs)).toBe(code);
  });

  test("name the room, where nothing else does", async () => {
    const ticket = await signSession(claims, keys.apiKeySecret, nowMs);
    const anyRoom = { ...claims, room: undefined };
    expect(await verifySession(ticket, anyRoom, keys.apiKeySecret, nowMs)).toMatchObject(claims);
  });

  test("end after a day, and with the secret", async () => {
    const ticket = await signSession(claims, keys.apiKeySecret, nowMs);
    expect(await verifySession(ticket, claims, keys.apiKeySecret, nowMs + 86_400_000)).toBe(53204);
    expect(await verifySession(ticket, claims, "another secret of 32 characters!", nowMs)).toBe(53204);
  });

  test("and tokens are not each other", async () => {
    const ticket = await signSession(claims, keys.apiKeySecret, nowMs);
    expect(await verifyToken(ticket, keys, nowMs)).toBe(20102);
    expect(await verifySession(await sign({}), claims, keys.apiKeySecret, nowMs)).toBe(53204);
    const forged = await new SignJWT({ ...claims, exp: madeAtSeconds + 3600 })
      .setProtectedHeader({ alg: "HS256", typ: "meshcall-session" })
      .sign(new TextEncoder().encode(keys.apiKeySecret));
    expect(await verifySession(forged, claims, keys.apiKeySecret, nowMs)).toBe(53204);
  });
});
