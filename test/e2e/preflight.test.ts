import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { Coturn, whyNoCoturn } from "./harness/coturn.ts";
import { Person } from "./harness/person.ts";

const missing = whyNoCoturn();
const because = missing === undefined ? "" : `, skipped: ${missing}`;

describe.skipIf(missing !== undefined)(`a preflight over a TURN server${because}`, () => {
  let coturn: Coturn;
  let harness: CallHarness;
  let person: Person;

  beforeAll(async () => {
    coturn = await Coturn.start();
    harness = await CallHarness.start(coturn.variables("udp"));
    person = await Person.open(harness, "ana");
  });
  afterAll(async () => {
    await harness?.close();
    coturn?.stop();
  });

  it("goes over the relay, measures it, and reports as Twilio's does", async () => {
    const report = await person.page.evaluate(preflight, harness.signalWorker.url);
    expect(report.failed).toBeUndefined();
    expect(report).toMatchObject({
      stats: {
        rtt: { average: expect.any(Number), min: expect.any(Number), max: expect.any(Number) },
        jitter: { average: expect.any(Number) },
        packetLoss: { average: expect.any(Number) },
      },
      networkTiming: Object.fromEntries(
        ["connect", "ice", "dtls", "peerConnection", "media"].map((name) => [
          name,
          { duration: expect.any(Number), start: expect.any(Number), end: expect.any(Number) },
        ]),
      ),
      selectedIceCandidatePairStats: {
        localCandidate: { candidateType: "relay" },
        remoteCandidate: { candidateType: "relay" },
      },
    });
    const names = report.progressEvents.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(["mediaAcquired", "connected", "mediaSubscribed"]);
    expect(names.slice(3).toSorted()).toEqual([
      "dtlsConnected",
      "iceConnected",
      "mediaStarted",
      "peerConnectionConnected",
    ]);
  });
});

/** Runs in the page. */
async function preflight(server: string) {
  const { token } = await window.sdk.fetchToken(server, { room: "any", identity: "ana" });
  const test = window.sdk.runPreflight(token, { server, duration: 2_000 });
  return new Promise<import("../../web/preflight/preflight-report.ts").PreflightReport & { failed?: string }>(
    (settle, fail) => {
      test.on("completed", settle);
      test.on("failed", (error, report) =>
        report === undefined ? fail(error) : settle({ ...report, failed: String(error) }),
      );
    },
  );
}
