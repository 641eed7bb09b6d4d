import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseEnv } from "../../signal-worker/src/env.ts";
import { mintToken } from "../../signal-worker/src/tokens/tokens.ts";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

const tooLong = "x".repeat(129);

/** What a developer's page hears of names that are empty or too long. */
describe("names of rooms and people", () => {
  let harness: CallHarness;
  let page: Person["page"];

  beforeAll(async () => {
    harness = await CallHarness.start();
    ({ page } = await Person.open(harness, "ana"));
  });
  afterAll(() => harness?.close());

  it.each([
    [53100, "an empty room", { room: "", identity: "ana" }],
    [53101, "too long a room", { room: tooLong, identity: "ana" }],
    [53200, "an empty identity", { room: "names", identity: "" }],
    [53201, "too long an identity", { room: "names", identity: tooLong }],
    [53200, "an empty name", { room: "names", identity: "ana", name: " " }],
    [53201, "too long a name", { room: "names", identity: "ana", name: tooLong }],
  ])("fetchToken says %i for %s", async (code, _, request) => {
    const refusal = await page.evaluate(
      ([server, asked]) =>
        window.sdk.fetchToken(server, asked).then(
          () => undefined,
          (error: unknown) => (error instanceof window.sdk.MeshcallError ? error.code : error),
        ),
      [harness.signalWorker.url, request] as const,
    );
    expect(refusal).toBe(code);
  });

  it.each([
    [53100, "an empty room", { name: "", identity: "ana" }],
    [53101, "too long a room", { name: tooLong, identity: "ana" }],
    [53200, "a token with an empty identity", { name: "names", identity: "" }],
    [53201, "a token with too long an identity", { name: "names", identity: tooLong }],
  ])("connect says %i for %s", async (code, _, { name, identity }) => {
    const keys = parseEnv({ MESHCALL_ENV: "development" });
    if (keys === undefined) throw new Error("development needs no configuration");
    const { token } = await mintToken(keys, { identity, name: undefined, room: name }, Date.now());
    const refusal = await page.evaluate(
      ([jwt, room, server]) =>
        window.sdk.connect(jwt, { name: room, server, tracks: [] }).then(
          () => undefined,
          (error: unknown) => (error instanceof window.sdk.MeshcallError ? error.code : error),
        ),
      [token, name, harness.signalWorker.url] as const,
    );
    expect(refusal).toBe(code);
  });
});
