import { expect, test } from "vitest";
import { verifyToken } from "../../signal-worker/src/tokens/tokens.ts";
import { runCli } from "./cli-process.ts";

const key = {
  accountSid: `AC${"a".repeat(32)}`,
  apiKeySid: `SK${"b".repeat(32)}`,
  apiKeySecret: "0123456789abcdef0123456789abcdef",
};
const variables = {
  ACCOUNT_SID: key.accountSid,
  API_KEY_SID: key.apiKeySid,
  API_KEY_SECRET: key.apiKeySecret,
};
const forAna = ["token", "--identity", "ana", "--room", "standup"];

test("prints a token and nothing else, with the key of the environment", async () => {
  const { code, stdout, stderr } = await runCli([...forAna, "--name", "Ana", "--ttl", "60"], variables);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const claims = await verifyToken(stdout.trim(), key, Date.now());
  expect(claims).toMatchObject({ identity: "ana", name: "Ana", room: "standup" });
});

test("flags go before the environment", async () => {
  const secret = "another secret, of 32 characters";
  const accountSid = `AC${"c".repeat(32)}`;
  const apiKeySid = `SK${"d".repeat(32)}`;
  const flags = ["--secret", secret, "--account", accountSid, "--key", apiKeySid];
  const { stdout } = await runCli([...forAna, ...flags], variables);
  const claims = await verifyToken(
    stdout.trim(),
    { accountSid, apiKeySid, apiKeySecret: secret },
    Date.now(),
  );
  expect(claims).toMatchObject({ identity: "ana" });
});

test("SIDs that are not set are the signal-worker's own defaults", async () => {
  const { stdout } = await runCli(forAna, { API_KEY_SECRET: key.apiKeySecret, ACCOUNT_SID: "" });
  const zeros = "0".repeat(32);
  const defaults = { ...key, accountSid: `AC${zeros}`, apiKeySid: `SK${zeros}` };
  expect(await verifyToken(stdout.trim(), defaults, Date.now())).toMatchObject({ identity: "ana" });
});

test.each([["--help"], ["-h"], ["token", "--help"], []])("%s %s says how it is used", async (...args) => {
  const { code, stdout } = await runCli(args);
  expect(code).toBe(0);
  expect(stdout).toContain("Usage: meshcall token");
  expect(stdout).toContain("API_KEY_SECRET");
});

test.each([
  ["no key", forAna, {}, "Set API_KEY_SECRET"],
  ["a short key", forAna, { API_KEY_SECRET: "hunter2" }, "32 characters or more"],
  ["nobody", ["token", "--room", "standup"], variables, "--identity"],
  ["an empty identity", ["token", "--identity", ""], variables, "53200"],
  ["a life that is no number", [...forAna, "--ttl", "1h"], variables, "--ttl"],
  ["too long a life", [...forAna, "--ttl", "86401"], variables, "86400"],
  ["an unknown command", ["hunter2"], variables, "`token`"],
  ["an unknown flag", ["token", "--secrets=hunter2"], variables, "--secrets"],
  ["a flag too many", [...forAna, "--development=hunter2"], variables, "--development"],
])("%s: says what to do, and no secret", async (_, args, environment, remedy) => {
  const { code, stdout, stderr } = await runCli(args, environment);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(remedy);
  expect(stderr).toContain("meshcall --help");
  expect(stderr).not.toContain("hunter2");
  expect(stderr).not.toContain(key.apiKeySecret);
});
