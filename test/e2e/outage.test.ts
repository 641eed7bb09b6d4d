import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callItself } from "../rig/reference-call.ts";
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

  /** Of both pages together: what stands still at one end is a freeze at the other. */
  async function freezesOfTheMachine(): Promise<number> {
    const each = await Promise.all(
      [ana, ben].map(({ page }) => page.evaluate(() => window.freezesOfItself())),
    );
    return each.reduce((sum, freezes) => sum + freezes, 0);
  }

  it("costs no freeze in 60 s; chat and mute go on; afterwards the door works again", async () => {
    const third = await Person.open(harness, "cem");
    for (const { page } of [ana, ben]) await page.evaluate(callItself);
    const machineBefore = await freezesOfTheMachine();
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
    const machine = (await freezesOfTheMachine()) - machineBefore;
    for (const [index, stats] of after.entries()) {
      const grown = (name: string) => (stats[name] ?? 0) - (before[index]?.[name] ?? 0);
      const [frames, freezes] = [grown("framesDecoded"), grown("freezeCount")];
      console.log(`frames in the outage: ${frames}, freezes: ${freezes}, of the machine: ${machine}`);
      expect(freezes).toBeLessThanOrEqual(machine); // none, on a machine that does not stand still
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
