import { describe, expect, test } from "vitest";
import { adHocSettings } from "../../signal-worker/src/account/accounts.ts";
import { isAtCap, nameRoom } from "../../signal-worker/src/account/admission.ts";
import { findAccount, parseEnv } from "../../signal-worker/src/env.ts";
import { issuerOf, keysOf, mintToken, verifyToken } from "../../signal-worker/src/tokens/tokens.ts";

const sid = (prefix: string, digit: string) => prefix + digit.repeat(32);
const secret = (letter: string) => letter.repeat(32);
const single = {
  ACCOUNT_SID: sid("AC", "1"),
  API_KEY_SID: sid("SK", "1"),
  API_KEY_SECRET: secret("a"),
  AUTH_TOKEN: secret("t"),
};
const second = { sid: sid("AC", "2"), keys: [{ sid: sid("SK", "2"), secret: secret("b") }] };
const third = {
  sid: sid("AC", "3"),
  authToken: secret("u"),
  keys: [
    { sid: sid("SK", "3"), secret: secret("c") },
    { sid: sid("SK", "4"), secret: secret("d") },
  ],
  maxConcurrentParticipants: 7,
  adHocRooms: false,
  roomType: "peer-to-peer",
  statusCallback: "https://hooks.example/",
  statusCallbackMethod: "GET",
};
const env = (more: unknown[], variables: Record<string, string> = single) =>
  parseEnv({ ...variables, ACCOUNTS_JSON: JSON.stringify(more) });

describe("the accounts of a deployment", () => {
  test("the single variables make one, with Twilio's defaults", () => {
    expect(parseEnv(single)?.accounts).toEqual([
      {
        sid: single.ACCOUNT_SID,
        authToken: single.AUTH_TOKEN,
        keys: [{ sid: single.API_KEY_SID, secret: single.API_KEY_SECRET }],
        maxConcurrentParticipants: 100,
        adHocRooms: true,
        roomType: "go",
        statusCallback: undefined,
        access: [],
      },
    ]);
  });

  test("ACCOUNTS_JSON adds others, and can stand alone", () => {
    const config = env([second, third]);
    expect(config?.accounts.map((account) => account.sid)).toEqual([
      sid("AC", "1"),
      sid("AC", "2"),
      sid("AC", "3"),
    ]);
    expect(config && findAccount(config, sid("AC", "3"))).toMatchObject({
      maxConcurrentParticipants: 7,
      statusCallback: { url: "https://hooks.example/", method: "GET" },
    });
    expect(env([third], {})).toMatchObject({ accountSid: sid("AC", "3"), apiKeySid: sid("SK", "3") });
  });

  test("an account says what rooms are that are made by joining them, or that none are", () => {
    const config = env([second, third], { ...single, ROOM_TYPE: "peer-to-peer" });
    expect(config?.accounts.map((account) => adHocSettings(account)?.maxParticipants)).toEqual([
      10,
      10,
      undefined,
    ]);
    expect(parseEnv({ ...single, AD_HOC_ROOMS: "false" })?.accounts[0].adHocRooms).toBe(false);
  });

  test.each<[string, unknown]>([
    ["no JSON", "["],
    ["no list", second],
    ["no keys", [{ ...second, keys: [] }]],
    ["a short secret", [{ ...second, keys: [{ sid: sid("SK", "2"), secret: "short" }] }]],
    ["a short auth token", [{ ...second, authToken: "short" }]],
    ["a SID that is none", [{ ...second, sid: "me" }]],
    ["a cap that is none", [{ ...second, maxConcurrentParticipants: 0 }]],
    ["a room type that is none", [{ ...second, roomType: "group" }]],
    ["a callback that is no address", [{ ...second, statusCallback: "javascript:alert(1)" }]],
    ["a word it does not know", [{ ...second, adhocRooms: false }]],
    ["one account twice", [second, { ...third, sid: second.sid }]],
    ["one key twice", [second, { ...third, keys: second.keys }]],
    ["the single account again", [{ ...second, sid: single.ACCOUNT_SID }]],
  ])("with %s nothing is configured", (_, json) => {
    const ACCOUNTS_JSON = typeof json === "string" ? json : JSON.stringify(json);
    expect(parseEnv({ ...single, ACCOUNTS_JSON })).toBeUndefined();
  });

  test.each([
    { AUTH_TOKEN: "short" },
    { AD_HOC_ROOMS: "off" },
    { MAX_CONCURRENT_PARTICIPANTS: "many" },
    { STATUS_CALLBACK: "nowhere" },
    { STATUS_CALLBACK_METHOD: "PUT" },
  ])("nor with %o", (variables) => {
    expect(parseEnv({ ...single, ...variables })).toBeUndefined();
  });
});

describe("a token", () => {
  const config = env([second, third]);
  if (config === undefined) throw new Error("the variables are good");
  const nowMs = Date.now();
  const check = (token: string) => verifyToken(token, issuerOf(token, config.accounts).keys, nowMs);
  const claims = { identity: "ana", name: undefined, room: "r" };

  test("is checked with the key in `iss` of the account in `sub`", async () => {
    for (const account of config.accounts)
      for (const key of account.keys) {
        const { token } = await mintToken(keysOf(account, key), claims, nowMs);
        expect(issuerOf(token, config.accounts).account).toBe(account);
        expect(await check(token)).toMatchObject({ identity: "ana", room: "r" });
      }
  });

  test("of one account's key is none of another account", async () => {
    for (const account of config.accounts)
      for (const other of config.accounts.filter((each) => each !== account)) {
        const [key] = other.keys;
        const { token } = await mintToken(keysOf(account, key), claims, nowMs);
        expect(await check(token)).toBe(20103);
        // with the right SIDs and the wrong secret
        const forged = { ...keysOf(account), apiKeySecret: key.secret };
        expect(await check((await mintToken(forged, claims, nowMs)).token)).toBe(20107);
      }
  });

  test.each(["", "a.b.c", "nonsense"])("that is none (%j) is still told so", async (token) => {
    expect(await check(token)).toBe(20101);
  });
});

describe("a room that is asked for by its SID", () => {
  const room = { roomSid: sid("RM", "5"), roomName: "standup", isAdHoc: false };
  const standing = { concurrentParticipants: 3, room };
  test.each([
    ["by name alone", "standup", undefined, "standup"],
    ["by SID alone", room.roomSid, undefined, "standup"],
    ["by name, with a grant for the SID", "standup", room.roomSid, "standup"],
    ["by SID, with a grant for the name", room.roomSid, "standup", "standup"],
    ["by SID, with a grant for it", room.roomSid, room.roomSid, "standup"],
    ["by no name at all", undefined, undefined, undefined],
  ])("%s", (_, named, grant, roomName) => {
    expect(nameRoom(named, grant, standing)).toEqual({ roomName });
  });

  test.each([
    ["another name", "retro", room.roomSid],
    ["another SID", sid("RM", "6"), "standup"],
    ["no name", undefined, "standup"],
  ])("%s does not go with the grant", (_, named, grant) => {
    expect(nameRoom(named, grant, standing)).toBe(20106);
  });

  test("keeps its SID for a name where the account does not know it", () => {
    expect(nameRoom(room.roomSid, room.roomSid, undefined)).toEqual({ roomName: room.roomSid });
  });

  test("the cap is reached when as many are in; an account that does not answer holds nobody up", () => {
    const [account] = env([third], {})?.accounts ?? [];
    if (account === undefined) throw new Error("the variables are good");
    expect(isAtCap({ concurrentParticipants: 6, room: undefined }, account)).toBe(false);
    expect(isAtCap({ concurrentParticipants: 7, room: undefined }, account)).toBe(true);
    expect(isAtCap(undefined, account)).toBe(false);
  });
});
