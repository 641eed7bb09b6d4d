import { describe, expect, test } from "vitest";
import { parseEnv } from "../../signal-worker/src/env.ts";
import { iceServers } from "../../signal-worker/src/ice/ice.ts";

const nowMs = 1_700_000_000_999;
const production = { API_KEY_SECRET: "0123456789abcdef0123456789abcdef" };

function servers(variables: Record<string, string>) {
  const config = parseEnv({ ...production, ...variables });
  if (config === undefined) throw new Error("not configured");
  return iceServers(config, "alice", nowMs);
}

describe("ICE servers", () => {
  test("nothing set: public STUN; none: nothing", async () => {
    expect(await servers({})).toEqual([{ urls: ["stun:stun.cloudflare.com:3478"] }]);
    expect(await servers({ STUN_URLS: "none" })).toEqual([]);
  });

  test("coturn's time-limited credentials (vector made with openssl)", async () => {
    const TURN_URLS = "turn:turn.example:3478,turns:turn.example:5349";
    expect(await servers({ STUN_URLS: "stun:stun.example", TURN_URLS, TURN_SECRET: "north" })).toEqual([
      { urls: ["stun:stun.example"] },
      {
        urls: ["turn:turn.example:3478", "turns:turn.example:5349"],
        username: "1700086400:alice",
        credential: "SXua5ne/+mDhiHTp0pQJzRO4ESg=",
      },
    ]);
  });

  test("TURN_LIFE_SECONDS is when the credentials end", async () => {
    const variables = { TURN_URLS: "turn:t", TURN_SECRET: "north", TURN_LIFE_SECONDS: "600" };
    expect((await servers(variables)).at(-1)?.username).toBe("1700000600:alice");
  });

  test.each([
    ["an address without a secret", { TURN_URLS: "turn:t" }],
    ["a secret without an address", { TURN_SECRET: "north" }],
    ["a TURN key without its API token", { TURN_KEY_ID: "key" }],
    ["an API token without a TURN key", { TURN_KEY_API_TOKEN: "token" }],
  ])("half a relay is none: %s", async (_, variables) => {
    expect(await servers({ STUN_URLS: "none", ...variables })).toEqual([]);
  });

  test("an API address that is none counts as not configured", () => {
    expect(parseEnv({ ...production, TURN_KEY_API_URL: "elsewhere" })).toBeUndefined();
    expect(
      parseEnv({
        ...production,
        TURN_KEY_ID: "k",
        TURN_KEY_API_TOKEN: "t",
        TURN_KEY_API_URL: "https://a.example/",
      }),
    ).toMatchObject({
      turnKey: { id: "k", apiToken: "t", apiUrl: "https://a.example", lifeSeconds: 86_400 },
    });
  });
});
