import { afterEach, expect, test, vi } from "vitest";
import { usualRules } from "#protocol/room-rules";
import { policyOf } from "../../signal-worker/src/account/access-policy.ts";
import { isOriginAllowed, isOriginKnown, parseEnv } from "../../signal-worker/src/env.ts";

const key = "a secret of thirty-two characters";

function configOf(access: unknown, more: Record<string, string> = {}) {
  return parseEnv({ API_KEY_SECRET: key, ACCESS_JSON: JSON.stringify(access), ...more });
}

/** Which of these patterns a room falls under. */
function patternOf(room: string, ...patterns: string[]) {
  const account = configOf(patterns.map((rooms) => ({ rooms })))?.accounts[0];
  return account && policyOf(account, room)?.rooms;
}

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  ["standup", "standup"],
  ["standup", "*"],
  ["standup", "stand*"],
  ["standup", "*up"],
  ["standup", "s*d*p"],
  ["a*b", "a**b"],
  ["", "*"],
])("%s is a room of %s", (room, pattern) => {
  expect(patternOf(room, pattern)).toBe(pattern);
});

test.each([
  ["standup", "Standup"],
  ["standup", "stand"],
  ["standup", "*stand"],
  ["standup", "standup*up"],
  ["a", "a*a"],
  ["a.b", "a?b"],
  ["axb", "a.b"],
])("%s is none of %s", (room, pattern) => {
  expect(patternOf(room, pattern)).toBeUndefined();
});

test("the first that fits counts; where none does nothing is said", () => {
  expect(patternOf("team/ops", "team/*", "*")).toBe("team/*");
  expect(patternOf("lobby", "team/*", "*")).toBe("*");
  expect(patternOf("lobby", "team/*")).toBeUndefined();
});

test("a pattern of stars costs no time", () => {
  const before = performance.now();
  expect(patternOf("a".repeat(128), `${"*a".repeat(60)}*b`)).toBeUndefined();
  expect(performance.now() - before).toBeLessThan(1_000);
});

test("a policy says how its rooms begin; the rest is as usual", () => {
  const config = configOf([
    { rooms: "*", admission: "knock", listed: true, maxAttendees: 5, host: "token", joinsPerMinute: 10 },
  ]);
  const [policy] = config?.accounts[0].access ?? [];
  expect(policy).toMatchObject({ host: "token", joinsPerMinute: 10, pin: undefined });
  expect(policy?.rules).toEqual({ ...usualRules, admission: "knock", isListed: true, maxAttendees: 5 });
});

test("each account has its own", () => {
  const other = {
    sid: `AC${"2".repeat(32)}`,
    keys: [{ sid: `SK${"2".repeat(32)}`, secret: key }],
    access: [{ rooms: "*", admission: "members" }],
  };
  const config = configOf([{ rooms: "*", pin: "asked" }], { ACCOUNTS_JSON: JSON.stringify([other]) });
  const admissions = config?.accounts.map((account) => policyOf(account, "r")?.rules.admission);
  expect(admissions).toEqual(["open", "members"]);
});

test.each([
  [{ rooms: "*" }, "ACCESS_JSON: cannot be read (array Array)"],
  [[{}], 'ACCESS_JSON, at 0.rooms: cannot be read (strict_object "rooms")'],
  [[{ rooms: "" }], "ACCESS_JSON, at 0.rooms: cannot be read (min_length >=1)"],
  [[{ rooms: "a" }, { rooms: "*", admision: "open" }], "ACCESS_JSON, at 1.admision: there is no such word"],
  [[{ rooms: "*", admission: "all" }], "at 0.admission"],
  [[{ rooms: "*", pin: "1234" }], "at 0.pin"],
  [[{ rooms: "*", origins: ["https://a.example/"] }], "at 0.origins.0"],
  [[{ rooms: "*", joinsPerMinute: 0 }], "at 0.joinsPerMinute"],
  [[{ rooms: "*", maxAttendees: 1e6 }], "at 0.maxAttendees"],
])("what cannot be read switches everything off, and the log says where: %j", (access, line) => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(configOf(access)).toBeUndefined();
  expect(log.mock.calls.flat().join(" ")).toContain(line);
});

test.each([
  [{}, "API_KEY_SECRET, AUTH_TOKEN: missing"],
  [{ API_KEY_SECRET: "short and secret" }, "API_KEY_SECRET, AUTH_TOKEN: missing, or shorter than 32 bytes"],
  [{ API_KEY_SECRET: key, ADDRESS_HEADER: "no header" }, "The variables, at ADDRESS_HEADER"],
  [{ API_KEY_SECRET: key, STATUS_CALLBACK: "https://localhost/" }, "STATUS_CALLBACK"],
])("whoever deploys finds in the log what is wrong: %j", (variables, line) => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(parseEnv(variables)).toBeUndefined();
  expect(log.mock.calls.flat().join(" ")).toContain(line);
  expect(log.mock.calls.flat().join(" ")).not.toContain("short and secret");
});

test("text that is no JSON is told as that, and nothing of it is repeated", () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(parseEnv({ API_KEY_SECRET: key, ACCESS_JSON: "[{hush}]" })).toBeUndefined();
  expect(log.mock.calls.flat().join(" ")).toContain("ACCESS_JSON: cannot be read (parse_json");
  expect(log.mock.calls.flat().join(" ")).not.toContain("hush");
});

test("a policy's origins stand in for the deployment's; the signal-worker's own is always in", () => {
  const config = configOf(
    [
      { rooms: "a", origins: ["https://a.example"] },
      { rooms: "any", origins: ["*"] },
    ],
    {
      ALLOWED_ORIGINS: "https://site.example",
    },
  );
  if (config === undefined) throw new Error("cannot be read");
  const url = "https://calls.example/token";
  const isIn = (room: string, origin: string | undefined) =>
    isOriginAllowed(config, origin, url, policyOf(config.accounts[0], room));
  expect(isIn("a", "https://a.example")).toBe(true);
  expect(isIn("a", "https://site.example")).toBe(false);
  expect(isIn("a", "https://calls.example")).toBe(true);
  expect(isIn("a", undefined)).toBe(true);
  expect(isIn("any", "https://evil.example")).toBe(true);
  expect(isIn("b", "https://site.example")).toBe(true);
  expect(isIn("b", "https://a.example")).toBe(false);
  expect(isOriginKnown(config, "https://a.example", url)).toBe(true);
});
