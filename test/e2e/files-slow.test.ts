import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Rig } from "../rig/rig.ts";
import { seeded } from "../wasm/seeded.ts";
import { CallHarness } from "./harness/call-harness.ts";
import { FileBrowser } from "./harness/file-pages.ts";

const sizeBytes = 1_200_000;
/** A home's uplink, and a router that lets two seconds wait. */
const path = { rateBps: 1_000_000, delayMs: 20, queueBytes: 250_000 };
/** A conversation bears it; without giving way the queue is full within the first seconds. */
const mostWaitedMs = 250;

describe("a file on a slow path", () => {
  let harness: CallHarness;
  let browser: FileBrowser;

  beforeAll(async () => {
    harness = await CallHarness.start({ STUN_URLS: "none", ROOM_TYPE: "peer-to-peer" });
    browser = await FileBrowser.open(harness);
  });
  afterAll(async () => {
    await browser?.close();
    await harness?.close();
  });

  it("leaves the queue of the router to sound, and arrives as it was", async () => {
    const rig = new Rig(seeded("files-slow").fraction);
    const file = browser.makeFile(sizeBytes);
    const ana = await browser.join("ana", "slow", rig);
    const ben = await browser.join("ben", "slow", rig);
    await Promise.all([ana.sees(1), ben.sees(1)]);
    const hop = rig.hop("ana", "ben");
    hop.impair(path);
    const waits = hop.lanes.map((lane) => {
      const waitedMs: number[] = [];
      const admit = lane.admit.bind(lane);
      lane.admit = (payloadBytes, nowMs) => {
        const arrivesAtMs = admit(payloadBytes, nowMs);
        waitedMs.push((arrivesAtMs ?? Number.POSITIVE_INFINITY) - nowMs - path.delayMs);
        return arrivesAtMs;
      };
      return waitedMs;
    });
    await ana.share(file.path);
    expect(await ben.receivedHash()).toBe(file.hash);
    for (const waitedMs of waits) {
      waitedMs.sort((one, other) => one - other);
      const [median, ninth, last] = [0.5, 0.9, 0.99].map((share) =>
        Math.round(waitedMs[Math.floor(waitedMs.length * share)] ?? 0),
      );
      console.log(
        `${waitedMs.length} packets waited ${median} ms at the median; nine in ten ${ninth}, 99 % ${last}`,
      );
      expect(ninth).toBeLessThan(mostWaitedMs);
    }
    rig.close();
  });
});
