import { describe, expect, test } from "vitest";
import { isOriginAllowed, parseEnv } from "../../signal-worker/src/env.ts";

const secret = "0123456789abcdef0123456789abcdef";
const production = { MESHCALL_ENV: "production", API_KEY_SECRET: secret };

const inward = {
  sid: `AC${"1".repeat(32)}`,
  keys: [{ sid: `SK${"1".repeat(32)}`, secret: "another secret of 32 characters." }],
  statusCallback: "https://localhost/hook",
};

describe("the environment", () => {
  test("development needs nothing: open rooms, any origin, no servers on the network", () => {
    expect(parseEnv({ MESHCALL_ENV: "development" })).toMatchObject({
      openRooms: true,
      allowedOrigins: "any",
      stunUrls: [],
      turn: undefined,
    });
  });

  test("production is closed until it is opened", () => {
    expect(parseEnv(production)).toMatchObject({ openRooms: false, allowedOrigins: [] });
    expect(parseEnv({ ...production, OPEN_ROOMS: "true" })?.openRooms).toBe(true);
  });

  test("rooms are Go rooms until another type is set", () => {
    expect(parseEnv(production)?.roomType).toBe("go");
    expect(parseEnv({ MESHCALL_ENV: "development" })?.roomType).toBe("go");
    expect(parseEnv({ ...production, ROOM_TYPE: "peer-to-peer" })?.roomType).toBe("peer-to-peer");
  });

  test.each([
    ["no secret", { API_KEY_SECRET: undefined }],
    ["an empty secret", { API_KEY_SECRET: " " }],
    ["a secret too short for HS256", { API_KEY_SECRET: secret.slice(1) }],
    ["an account SID that is none", { ACCOUNT_SID: "me" }],
    ["an API key SID that is none", { API_KEY_SID: "AC".padEnd(34, "0") }],
    ["a room type that is none", { ROOM_TYPE: "group" }],
    ["a TURN life that is none", { TURN_LIFE_SECONDS: "a day" }],
    ["webhooks in the clear", { STATUS_CALLBACK: "http://your.site/hook" }],
    ["webhooks into its own network", { STATUS_CALLBACK: "https://192.168.0.1/hook" }],
    ["an account with webhooks into its own network", { ACCOUNTS_JSON: JSON.stringify([inward]) }],
  ])("production with %s is not configured", (_, variables) => {
    expect(parseEnv({ ...production, ...variables })).toBeUndefined();
  });

  test.each([undefined, "", "dev", "Development"])("MESHCALL_ENV=%s has no built-in secret", (mode) => {
    expect(parseEnv({ MESHCALL_ENV: mode })).toBeUndefined();
  });

  test("what plain workerd has no variable for, null, is as good as not set", () => {
    expect(parseEnv({ ...production, OPEN_ROOMS: null, STUN_URLS: null, ROOM_TYPE: null })).toEqual(
      parseEnv(production),
    );
  });

  test("an account's webhooks go where it says, in development into its own network too", () => {
    const callback = { STATUS_CALLBACK: "https://your.site/hook#part", STATUS_CALLBACK_METHOD: "get" };
    expect(parseEnv({ ...production, ...callback })?.accounts[0].statusCallback).toEqual({
      url: "https://your.site/hook",
      method: "GET",
    });
    const local = { MESHCALL_ENV: "development", STATUS_CALLBACK: "http://127.0.0.1:4000/hook" };
    expect(parseEnv(local)?.accounts[0].statusCallback?.url).toBe("http://127.0.0.1:4000/hook");
  });

  test("lists are split at commas", () => {
    const config = parseEnv({
      ...production,
      STUN_URLS: "stun:a, stun:b,",
      ALLOWED_ORIGINS: "https://a.example",
    });
    expect(config?.stunUrls).toEqual(["stun:a", "stun:b"]);
    expect(config?.allowedOrigins).toEqual(["https://a.example"]);
    expect(parseEnv({ ...production, STUN_URLS: "none" })?.stunUrls).toEqual([]);
  });
});

describe("origins", () => {
  const url = "https://call.example/token";
  test.each([
    ["its own", "https://call.example", "", true],
    ["a listed one", "https://a.example", "https://a.example,https://b.example", true],
    ["any, where all are allowed", "https://c.example", "*", true],
    ["another", "https://c.example", "https://a.example", false],
    ["one that only begins like a listed one", "https://a.example.evil.example", "https://a.example", false],
    ["a sandboxed frame's", "null", "https://a.example", false],
    ["none, since it is no browser's", undefined, "https://a.example", true],
  ])("%s", (_, origin, ALLOWED_ORIGINS, allowed) => {
    const config = parseEnv({ ...production, ALLOWED_ORIGINS });
    expect(config && isOriginAllowed(config, origin, url)).toBe(allowed);
  });
});
