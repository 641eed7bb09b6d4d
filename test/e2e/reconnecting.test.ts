import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

describe("the signal-worker is gone while nobody else is in the room", () => {
  let harness: CallHarness;
  let ana: Person;

  beforeAll(async () => {
    harness = await CallHarness.start();
    ana = await Person.open(harness, "ana");
  });
  afterAll(() => harness?.close());

  it("reconnecting with 53001, then reconnected, as the same participant; who comes then is seen", async () => {
    await ana.join("reconnecting");
    const who = () =>
      ana.page.evaluate(() => [window.inPage.room.sid, window.inPage.room.localParticipant.sid]);
    const before = await who();
    await harness.signalWorker.kill();
    await ana.saw("reconnecting", "53001");
    expect(await ana.page.evaluate(() => window.inPage.room.state)).toBe("reconnecting");
    await harness.signalWorker.restart();
    await ana.saw("reconnected");
    expect(await ana.page.evaluate(() => window.inPage.room.state)).toBe("connected");
    expect(await who()).toEqual(before);
    for (const event of ["reconnecting", "reconnected"]) expect(await ana.events(event)).toHaveLength(1);
    expect(await ana.events("disconnected")).toEqual([]);

    const ben = await Person.open(harness, "ben");
    await ben.join("reconnecting");
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
    expect(await ana.events("participantConnected")).toHaveLength(1);
  });
});
