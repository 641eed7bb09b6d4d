import { afterEach, expect, it, vi } from "vitest";
import type { PreflightReport } from "../../web/preflight/preflight-report.ts";
import type { PreflightTest } from "../../web/preflight/preflight-test.ts";
import { MeshcallError } from "../../web/room/errors.ts";
import { runPreflight } from "../../web/run-preflight.ts";
import { ConnectionWatch } from "../fakes/watch-connections.ts";

afterEach(() => vi.unstubAllGlobals());

/** The signal-worker, beyond the network. */
function answerIce(reply: () => Promise<Response>): void {
  vi.stubGlobal("fetch", reply);
}

function failure(test: PreflightTest): Promise<[error: Error, report: PreflightReport | undefined]> {
  return new Promise((settle, fail) => {
    test.on("failed", (error, report) => settle([error, report]));
    test.on("completed", () => fail(new Error("completed")));
  });
}

it("without a relay it fails as Twilio's does, says what is missing, and leaves nothing open", async () => {
  const connections = new ConnectionWatch();
  answerIce(async () => Response.json({ ice: [{ urls: "stun:stun.example" }] }));
  const test = runPreflight("token");
  const names: string[] = [];
  test.on("progress", (name) => names.push(name));
  const [error, report] = await failure(test);
  expect(error).toBeInstanceOf(MeshcallError);
  expect(error).toMatchObject({ code: 53405, cause: { code: 54010 } });
  expect(names).toEqual(["mediaAcquired", "connected"]);
  expect(report).toMatchObject({
    networkTiming: { connect: { duration: expect.any(Number) } },
    stats: { jitter: null, rtt: null, packetLoss: null },
    selectedIceCandidatePairStats: null,
  });
  expect(report?.progressEvents.map(({ name }) => name)).toEqual(names);
  expect(connections.open).toEqual([]);
});

it("tells the signal-worker's own refusal", async () => {
  answerIce(async () => Response.json({ code: 20104 }, { status: 400 }));
  expect((await failure(runPreflight("token")))[0]).toMatchObject({ code: 20104 });
});

it("can be stopped while it waits, and once more after that", async () => {
  answerIce(() => new Promise(() => undefined));
  const test = runPreflight("token");
  const failed = failure(test);
  await new Promise((settle) => test.once("progress", settle));
  test.stop();
  expect((await failed)[0]).toEqual(new Error("stopped"));
  test.stop();
});

it("wants a token", () => {
  expect(() => Reflect.apply(runPreflight, undefined, [5])).toThrow(TypeError);
});
