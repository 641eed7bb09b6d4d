import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

const outageMs = 60_000;

describe("the signal-worker dies in mid-call", () => {
  let harness: CallHarness;
  let ana: Person;
  let ben: Person;

  beforeAll(async () => {
    harness = await CallHarness.start();
    ana = await Person.open(harness, "ana");
    ben = await Person.open(harness, "ben", { voice: "fr" });
    await ana.join("outage");
    await ben.join("outage");
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
  });
  afterAll(() => harness?.close());

  it("costs no freeze in 60 s; chat and mute go on; afterwards the door works again", async () => {
    const third = await Person.open(harness, "cem");
    const before = await Promise.all([ana.inbound("video"), ben.inbound("video")]);

    await harness.signalWorker.kill();
    await Promise.all([ana.saw("signalingChanged", "away"), ben.saw("signalingChanged", "away")]);
    const downSinceMs = Date.now();

    await ana.page.evaluate(() => window.inPage.chat.send("are you there?"));
    await ben.page.waitForFunction(() => window.inPage.messages.includes("are you there?"));
    await ben.page.evaluate(() => void window.inPage.microphone.disable());
    await ana.saw("trackDisabled", "ben microphone");
    await ben.page.evaluate(() => void window.inPage.microphone.enable());
    await ana.saw("trackEnabled", "ben microphone");
    // the outage itself is what is tested: it lasts as long as it lasts
    await new Promise((resolve) => setTimeout(resolve, outageMs - (Date.now() - downSinceMs)));

    await harness.signalWorker.restart();
    await Promise.all([ana.saw("signalingChanged", "open"), ben.saw("signalingChanged", "open")]);

    const after = await Promise.all([ana.inbound("video"), ben.inbound("video")]);
    for (const [index, stats] of after.entries()) {
      const frames = (stats["framesDecoded"] ?? 0) - (before[index]?.["framesDecoded"] ?? 0);
      console.log(`frames in the outage: ${frames}, freezes: ${stats["freezeCount"]}`);
      expect(stats["freezeCount"]).toBe(before[index]?.["freezeCount"]);
      expect(frames).toBeGreaterThan(300);
    }
    for (const person of [ana, ben]) {
      expect(await person.events("participantDisconnected")).toEqual([]);
      expect(await person.events("participantReconnecting")).toEqual([]);
      expect(await person.events("reconnecting")).toEqual([]);
      expect(await person.page.evaluate(() => window.inPage.room.state)).toBe("connected");
    }

    expect(await third.join("outage")).toBe(53105);
    await ben.page.evaluate(() => void window.inPage.room.disconnect());
    await ana.saw("participantDisconnected", "ben");
    expect(await third.join("outage")).toBeUndefined();
    await ana.saw("participantConnected", "cem");
    await Promise.all([ana.sees("cem"), third.sees("ana")]);
  });
});
