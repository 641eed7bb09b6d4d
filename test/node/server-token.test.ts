import twilio from "twilio";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseEnv } from "../../signal-worker/src/env.ts";
import { signatureOf } from "../../signal-worker/src/webhooks/signature.ts";
import { verifyToken } from "../../signal-worker/src/tokens/tokens.ts";
import {
  AccessToken,
  isWebhookSigned,
  signToken,
  VideoGrant,
  type ApiKey,
  type TokenRequest,
} from "../../server/index.ts";

const key: ApiKey = {
  accountSid: `AC${"a".repeat(32)}`,
  apiKeySid: `SK${"b".repeat(32)}`,
  apiKeySecret: "0123456789abcdef0123456789abcdef",
};
const nowMs = 1_800_000_000_500;

beforeEach(() => {
  vi.useFakeTimers({ now: nowMs });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("signToken", () => {
  test("its tokens say what they were asked to say", async () => {
    const token = await signToken(key, { identity: "ana", name: "Ana Ö.", room: "daily stand-up" });
    const claims = {
      identity: "ana",
      name: "Ana Ö.",
      room: "daily stand-up",
      lifeSeconds: 3_599,
      isGuest: false,
    };
    expect(await verifyToken(token, key, nowMs)).toEqual(claims);
  });

  test("without a room they open any; without a name the identity is shown", async () => {
    const token = await signToken(key, { identity: "安娜", lifeSeconds: 86_400 });
    const claims = { identity: "安娜", name: "安娜", room: undefined, lifeSeconds: 86_399, isGuest: false };
    expect(await verifyToken(token, key, nowMs)).toEqual(claims);
  });

  test.each(["host", "publisher", "attendee"] as const)("with a role they say it: %s", async (role) => {
    const token = await signToken(key, { identity: "ana", room: "daily", role });
    expect(await verifyToken(token, key, nowMs)).toMatchObject({ role, isGuest: false });
    const twilios = new AccessToken(key.accountSid, key.apiKeySid, key.apiKeySecret, { identity: "ana" });
    twilios.addGrant(new VideoGrant({ room: "daily", role }));
    expect(await verifyToken(await twilios.toJwt(), key, nowMs)).toMatchObject({ role, room: "daily" });
  });

  test("they begin when they should", async () => {
    const notBeforeSeconds = nowMs / 1_000 + 60;
    const token = await signToken(key, { identity: "ana", notBeforeSeconds });
    expect(await verifyToken(token, key, nowMs)).toBe(20105);
    expect(await verifyToken(token, key, nowMs + 61_000)).toMatchObject({ identity: "ana" });
  });

  const refusals: readonly [string, Partial<ApiKey>, Partial<TokenRequest>, RegExp][] = [
    ["a short secret", { apiKeySecret: "short" }, {}, /32 characters/],
    ["another kind of account SID", { accountSid: key.apiKeySid }, {}, /`AC`/],
    ["another kind of key SID", { apiKeySid: "SK1" }, {}, /`SK`/],
    ["no identity", {}, { identity: " " }, /^53200/],
    ["too long an identity", {}, { identity: "x".repeat(129) }, /^53201/],
    ["too long a name", {}, { name: "x".repeat(129) }, /^53201/],
    ["an empty room", {}, { room: "" }, /^53100/],
    ["too long a room", {}, { room: "x".repeat(129) }, /^53101/],
    ["no life", {}, { lifeSeconds: 0 }, /86400/],
    ["too long a life", {}, { lifeSeconds: 86_401 }, /86400/],
    ["no role", {}, { role: "boss" as never }, /host, publisher, attendee/],
    ["a life that is no number", {}, { lifeSeconds: Number.NaN }, /86400/],
  ];
  test.each(refusals)("refuses %s, and says nothing that is secret", async (_, wrongKey, wrong, message) => {
    const made = signToken({ ...key, ...wrongKey }, { identity: "ana", ...wrong });
    const error: unknown = await made.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RangeError);
    expect(String(error)).toMatch(new RegExp(message.source.replace("^", "^RangeError: ")));
    expect(String(error)).not.toContain(key.apiKeySecret);
    expect(String(error)).not.toContain("xxx");
  });
});

describe("AccessToken", () => {
  const algorithms = ["HS256", "HS384", "HS512"] as const;
  test.each(algorithms)(
    "makes to the letter what Twilio's helper library makes, with %s",
    async (algorithm) => {
      const options = { identity: "ana", ttl: 600, nbf: 1_800_000_000 };
      const theirs = new twilio.jwt.AccessToken(key.accountSid, key.apiKeySid, key.apiKeySecret, options);
      theirs.addGrant(new twilio.jwt.AccessToken.VideoGrant({ room: "standup" }));
      const ours = new AccessToken(key.accountSid, key.apiKeySid, key.apiKeySecret, options);
      ours.addGrant(new VideoGrant({ room: "standup" }));
      expect(await ours.toJwt(algorithm)).toBe(theirs.toJwt(algorithm));
      expect(await verifyToken(await ours.toJwt(algorithm), key, nowMs)).toMatchObject({ room: "standup" });
    },
  );

  test("the same without a room, and without a grant", async () => {
    const theirs = new twilio.jwt.AccessToken(key.accountSid, key.apiKeySid, key.apiKeySecret, {
      identity: "ana",
    });
    const ours = new AccessToken(key.accountSid, key.apiKeySid, key.apiKeySecret, { identity: "ana" });
    expect(await ours.toJwt()).toBe(theirs.toJwt());
    expect(await verifyToken(await ours.toJwt(), key, nowMs)).toBe(20106);
    theirs.addGrant(new twilio.jwt.AccessToken.VideoGrant());
    ours.addGrant(new AccessToken.VideoGrant());
    expect(await ours.toJwt()).toBe(theirs.toJwt());
    expect(await verifyToken(await ours.toJwt(), key, nowMs)).toMatchObject({ room: undefined });
  });
});

test("a development signal-worker takes what --development signs", async () => {
  const { runCli } = await import("./cli-process.ts");
  vi.useRealTimers();
  const config = parseEnv({ MESHCALL_ENV: "development" });
  if (config === undefined) throw new Error("development needs no configuration");
  const { stdout } = await runCli(["token", "--development", "--identity", "ana", "--room", "standup"]);
  expect(await verifyToken(stdout.trim(), config, Date.now())).toMatchObject({ identity: "ana" });
});

describe("isWebhookSigned", () => {
  const url = "https://example.com/hook?tenant=7";
  const parameters = { RoomName: "standup", ParticipantIdentity: "ana & bö" };

  test("agrees with Twilio's validateRequest", async () => {
    const signature = await signatureOf("auth token", url, parameters);
    expect(twilio.validateRequest("auth token", signature, url, parameters)).toBe(true);
    expect(await isWebhookSigned("auth token", signature, url, parameters)).toBe(true);
  });

  test("refuses another token, address, form or signature, and none", async () => {
    const signature = await signatureOf("auth token", url, parameters);
    expect(await isWebhookSigned("another", signature, url, parameters)).toBe(false);
    expect(await isWebhookSigned("auth token", signature, `${url}1`, parameters)).toBe(false);
    expect(await isWebhookSigned("auth token", signature, url, { RoomName: "x" })).toBe(false);
    expect(await isWebhookSigned("auth token", signature.slice(1), url, parameters)).toBe(false);
    expect(await isWebhookSigned("auth token", undefined, url, parameters)).toBe(false);
  });
});
