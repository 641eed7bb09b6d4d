import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseEnv } from "../../signal-worker/src/env.ts";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

const nowSeconds = Math.floor(Date.now() / 1_000);

interface Made {
  header?: object;
  payload?: object;
  secret?: string;
}

/** A good token of development's, but for what is given. */
function token({ header, payload, secret }: Made = {}): Promise<string> {
  const keys = parseEnv({ MESHCALL_ENV: "development" });
  if (keys === undefined) throw new Error("development needs no configuration");
  return new SignJWT({
    iss: keys.apiKeySid,
    sub: keys.accountSid,
    exp: nowSeconds + 3_600,
    grants: { identity: "ana", video: { room: "tokens" } },
    ...payload,
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT", cty: "twilio-fpa;v=1", ...header })
    .sign(new TextEncoder().encode(secret ?? keys.apiKeySecret));
}

/** Each with the wrong that Twilio's own integration tests do to it. */
describe("a token that will not do", () => {
  let harness: CallHarness;
  let page: Person["page"];

  beforeAll(async () => {
    harness = await CallHarness.start();
    ({ page } = await Person.open(harness, "ana"));
  });
  afterAll(() => harness?.close());

  /** What a developer's `catch` gets. */
  function refusal(jwt: string) {
    return page.evaluate(
      ([given, server]) =>
        window.sdk.connect(given, { name: "tokens", server, tracks: [] }).then(
          (room) => ({ sid: room.disconnect().sid }),
          (error: unknown) =>
            error instanceof window.sdk.MeshcallError
              ? {
                  name: error.name,
                  code: error.code,
                  message: error.message,
                  isError: error instanceof Error,
                }
              : { error: String(error) },
        ),
      [jwt, harness.signalWorker.url] as const,
    );
  }

  it("a good one opens the room", async () => {
    expect(await refusal(await token())).toEqual({ sid: expect.stringMatching(/^RM[0-9a-f]{32}$/) });
  });

  it.each<[number, string, string, () => Promise<string>]>([
    [20101, "Invalid Access Token", "no token", async () => "none"],
    [20102, "Invalid Access Token header", "another type", () => token({ header: { cty: "jwt" } })],
    [
      20103,
      "Invalid Access Token issuer/subject",
      "an unknown key",
      () => token({ payload: { iss: `SK${"c".repeat(32)}` } }),
    ],
    [
      20104,
      "Access Token expired or expiration date invalid",
      "one that is over",
      () => token({ payload: { exp: nowSeconds - 60 } }),
    ],
    [
      20105,
      "Access Token not yet valid",
      "one from tomorrow",
      () => token({ payload: { nbf: nowSeconds + 1_800 } }),
    ],
    [
      20106,
      "Invalid Access Token grants",
      "one without video",
      () => token({ payload: { grants: { identity: "ana" } } }),
    ],
    [
      20106,
      "Invalid Access Token grants",
      "one for another room",
      () => token({ payload: { grants: { identity: "ana", video: { room: "other" } } } }),
    ],
    [
      20107,
      "Invalid Access Token signature",
      "another secret",
      () => token({ secret: "another secret of 32 characters!" }),
    ],
  ])("connect rejects with %i %s for %s", async (code, message, _what, make) => {
    expect(await refusal(await make())).toEqual({ name: "TwilioError", code, message, isError: true });
  });
});
