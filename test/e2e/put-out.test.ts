import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseEnv } from "../../signal-worker/src/env.ts";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

/** What an operator does by REST, as two pages hear of it. */
describe("by REST", () => {
  let harness: CallHarness;
  let ana: Person;
  let ben: Person;
  let name = "";
  let rooms = 0;

  beforeAll(async () => {
    harness = await CallHarness.start();
  });
  beforeEach(async () => {
    name = `put out ${++rooms}`.replaceAll(" ", "-");
    ana = await Person.open(harness, "ana");
    ben = await Person.open(harness, "ben");
    await ana.join(name);
    await ben.join(name);
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
  });
  afterEach(async () => {
    for (const { page } of [ana, ben]) await page.context().browser()?.close();
  });
  afterAll(() => harness?.close());

  async function post(path: string, parameters: Record<string, string>): Promise<number> {
    const keys = parseEnv({ MESHCALL_ENV: "development" });
    if (keys === undefined) throw new Error("development needs no configuration");
    const response = await fetch(`${harness.signalWorker.url}/v1/Rooms/${name}${path}`, {
      method: "POST",
      headers: { Authorization: `Basic ${btoa(`${keys.apiKeySid}:${keys.apiKeySecret}`)}` },
      body: new URLSearchParams(parameters),
    });
    return response.status;
  }

  /** Names of what happened, from here on. */
  async function order(person: Person, act: () => Promise<unknown>, last: string): Promise<string[]> {
    const before = await person.page.evaluate(() => window.inPage.events.length);
    await act();
    await person.saw(last);
    const after = await person.page.evaluate((from) => window.inPage.events.slice(from), before);
    return after.map((event) => `${event.name} ${event.about}`.trimEnd());
  }

  it("the room is completed: everybody hears 53118 after their tracks have gone, and nobody comes back", async () => {
    const said = await order(ana, () => post("", { Status: "completed" }), "disconnected");
    expect(said.toSorted()).toEqual([
      "disconnected 53118",
      "trackUnsubscribed ben camera",
      "trackUnsubscribed ben chat",
      "trackUnsubscribed ben microphone",
    ]);
    expect(said.at(-1)).toBe("disconnected 53118");
    await ben.saw("disconnected", "53118");
    for (const person of [ana, ben]) {
      const [state, open] = await person.page.evaluate(() => [
        window.inPage.room.state,
        window.recorded.connections.filter(({ connectionState }) => connectionState !== "closed").length,
      ]);
      expect([state, open]).toEqual(["disconnected", 0]);
    }
  });

  it("one is disconnected: they hear why, the other sees them go once, and the call goes on for who is left", async () => {
    const said = await order(
      ben,
      () => post("/Participants/ana", { Status: "disconnected" }),
      "participantDisconnected",
    );
    expect(said.filter((event) => /^participant(?!Changed)/.test(event))).toEqual([
      "participantDisconnected ana", // and who is left runs the room from now on
    ]);
    await ana.saw("disconnected", "53204");
    expect(await ana.page.evaluate(() => window.inPage.room.state)).toBe("disconnected");
    expect(await ben.page.evaluate(() => window.inPage.room.state)).toBe("connected");
  });

  it("subscribe rules take a picture away and give it back", async () => {
    const rules = (list: object[]) =>
      post("/Participants/ana/SubscribeRules", { Rules: JSON.stringify(list) });
    const everything = { type: "include", all: true };
    expect(await rules([everything, { type: "exclude", kind: "video" }])).toBeLessThan(300);
    await ana.saw("trackUnsubscribed", "ben camera");
    // nothing of it is sent any more: no frame arrives in a whole second
    const still = await ben.page.evaluate(async () => {
      const sent = async (): Promise<number> => {
        let frames = 0;
        for (const report of (await window.inPage.room.getRtcStats()).values())
          for (const entry of report.values())
            if (entry.type === "outbound-rtp" && entry.kind === "video") frames += entry.framesSent;
        return frames;
      };
      for (let before = -1; ;) {
        const now = await sent();
        if (now === before) return true;
        before = now;
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    });
    expect(still).toBe(true);
    expect(await rules([everything])).toBeLessThan(300);
    await ana.saw("trackSubscribed", "ben camera", 2);
    await ana.saw("trackStarted", "ben video", 2);
    await ana.sees("ben");
    expect(await ana.events("trackUnpublished")).toEqual([]);
  });
});
