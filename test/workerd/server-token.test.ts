import { expect, test } from "vitest";
import { isWebhookSigned, signToken } from "../../server/index.ts";
import { verifyToken } from "../../signal-worker/src/tokens/tokens.ts";

const key = {
  accountSid: `AC${"a".repeat(32)}`,
  apiKeySid: `SK${"b".repeat(32)}`,
  apiKeySecret: "0123456789abcdef0123456789abcdef",
};

/** The others run in Node; this is what a Worker of one's own has. */
test("meshcall/server works at Cloudflare", async () => {
  const token = await signToken(key, { identity: "ana", room: "standup" });
  expect(await verifyToken(token, key, Date.now())).toMatchObject({ identity: "ana", room: "standup" });
  // The vector that Twilio publishes.
  const url = "https://mycompany.com/myapp.php?foo=1&bar=2";
  const form = {
    CallSid: "CA1234567890ABCDE",
    Caller: "+12349013030",
    Digits: "1234",
    From: "+12349013030",
    To: "+18005551212",
  };
  expect(await isWebhookSigned("12345", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", url, form)).toBe(true);
});
