import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

const rosterLimitMs = 5_000;

describe("somebody is gone without a word", () => {
  let harness: CallHarness;
  let ana: Person;
  let ben: Person;
  let room = 0;

  beforeAll(async () => {
    harness = await CallHarness.start();
  });
  beforeEach(async () => {
    room++;
    ana = await Person.open(harness, "ana");
    ben = await Person.open(harness, "ben");
    await ana.join(`departures ${room}`);
    await ben.join(`departures ${room}`);
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
  });
  afterEach(async () => {
    await ana.page.context().browser()?.close();
    await ben.page.context().browser()?.close();
  });
  afterAll(() => harness?.close());

  it("a crashed tab leaves the roster within 5 s, once", async () => {
    const crashedAtMs = await ana.page.evaluate(() => performance.now());
    const session = await ben.page.context().newCDPSession(ben.page);
    session.send("Page.crash").catch(() => undefined); // nobody is left to answer
    await ana.saw("participantDisconnected", "ben");
    const gone = await ana.events("participantDisconnected");
    expect(gone).toHaveLength(1);
    const tookMs = (gone[0]?.atMs ?? Infinity) - crashedAtMs;
    console.log(`crashed tab: off the roster after ${Math.round(tookMs)} ms`);
    expect(tookMs).toBeLessThan(rosterLimitMs);
    expect(await ana.page.evaluate(() => window.inPage.room.participants.size)).toBe(0);
  });

  it("a closed tab leaves the roster at once", async () => {
    const closedAtMs = await ana.page.evaluate(() => performance.now());
    await ben.page.close({ runBeforeUnload: true });
    await ana.saw("participantDisconnected", "ben");
    const gone = await ana.events("participantDisconnected");
    expect(gone).toHaveLength(1);
    const tookMs = (gone[0]?.atMs ?? Infinity) - closedAtMs;
    console.log(`closed tab: off the roster after ${Math.round(tookMs)} ms`);
    expect(tookMs).toBeLessThan(rosterLimitMs);
  });

  it("a reload comes back as the same person, and nobody says the identity is taken", async () => {
    await ben.load(harness);
    expect(await ben.join(`departures ${room}`)).toBeUndefined();
    await ana.saw("participantDisconnected", "ben");
    await ana.saw("participantConnected", "ben", 2);
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
    expect(await ana.events("participantDisconnected")).toHaveLength(1);
  });

  it("the same identity in a second tab takes the call over; the first hears 53205", async () => {
    const second = await Person.open(harness, "ben");
    expect(await second.join(`departures ${room}`)).toBeUndefined();
    await ben.saw("disconnected", "53205");
    await ana.saw("participantConnected", "ben", 2);
    await Promise.all([ana.sees("ben"), second.sees("ana")]);
    expect(await ana.events("participantDisconnected")).toHaveLength(1);
    expect(await ana.page.evaluate(() => window.inPage.room.participants.size)).toBe(1);
    await second.page.context().browser()?.close();
  });
});
