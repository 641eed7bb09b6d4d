import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { parseEnv } from "../../signal-worker/src/env.ts";
import { CallHarness, patienceMs } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

const waiting = { timeout: patienceMs, interval: 500 };

/** What a room's rules and a page's own wishes make of what it sends, with the real signal-worker. */
describe("publishing in mid-call", () => {
  let harness: CallHarness;
  let people: Person[];
  let name = "";
  let rooms = 0;

  beforeAll(async () => {
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer" });
  });
  beforeEach(() => {
    name = `publishing-${++rooms}`;
    people = [];
  });
  afterEach(async () => {
    for (const { page } of people) await page.context().browser()?.close();
  });
  afterAll(() => harness?.close());

  async function join(identity: string): Promise<Person> {
    const person = await Person.open(harness, identity);
    people.push(person);
    expect(await person.join(name)).toBeUndefined();
    return person;
  }

  async function edit(rules: Record<string, string>): Promise<void> {
    const keys = parseEnv({ MESHCALL_ENV: "development" });
    if (keys === undefined) throw new Error("development needs no configuration");
    const response = await fetch(`${harness.signalWorker.url}/v1/Rooms/${name}`, {
      method: "POST",
      headers: { Authorization: `Basic ${btoa(`${keys.apiKeySid}:${keys.apiKeySecret}`)}` },
      body: new URLSearchParams(rules),
    });
    expect(response.ok, await response.text()).toBe(true);
  }

  /** Codecs and, of Opus, parameters of all that this page sends. */
  function sends({ page }: Person): Promise<string[]> {
    return page.evaluate(async () => {
      const codecs: string[] = [];
      for (const report of (await window.inPage.room.getRtcStats()).values())
        for (const entry of report.values())
          if (entry.type === "outbound-rtp" && entry.active !== false) {
            const { mimeType = "", sdpFmtpLine = "" } = report.get(entry.codecId) ?? {};
            const fec = /useinbandfec=\d/.exec(sdpFmtpLine)?.[0] ?? "";
            codecs.push(`${mimeType} ${fec}`.trim());
          }
      return codecs.toSorted();
    });
  }

  it("a room's rules hold for who is in and for who comes, and change while it runs", async () => {
    const ana = await join("ana");
    const ben = await join("ben");
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
    await edit({ PreferredVideoCodecs: "VP9", OpusFec: "false" });
    const ruled = ["audio/opus useinbandfec=0", "video/VP9"];
    for (const person of [ana, ben])
      await vi.waitFor(async () => expect(await sends(person)).toEqual(ruled), waiting);

    const cem = await join("cem");
    const twice = ruled.flatMap((codec) => [codec, codec]);
    for (const person of [ana, ben, cem])
      await vi.waitFor(async () => expect(await sends(person)).toEqual(twice), waiting);
    await Promise.all([cem.sees("ana"), ana.sees("cem")]);
  });

  it("who stops publishing gives the place away, goes on receiving, and starts again when there is one", async () => {
    const ana = await join("ana");
    const ben = await join("ben");
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
    await edit({ MaxPublishers: "2" });
    const start = (): Promise<number> =>
      ana.page.evaluate(() =>
        window.inPage.room.localParticipant.startPublishing().then(
          () => 0,
          ({ code }) => code,
        ),
      );
    await ana.page.evaluate(() => window.inPage.room.localParticipant.stopPublishing());
    await ben.saw("trackUnpublished", "ana camera");
    const cem = await join("cem");
    await Promise.all([cem.sees("ben"), ana.sees("cem")]);
    expect(await start()).toBe(54039);
    expect(await ana.page.evaluate(() => window.inPage.room.localParticipant.tracks.size)).toBe(0);

    await cem.page.evaluate(() => window.inPage.room.disconnect());
    await vi.waitFor(async () => expect(await start()).toBe(0), waiting);
    await ben.saw("trackSubscribed", "ana camera", 2);
    await Promise.all([ben.sees("ana"), ana.sees("ben")]);
  });

  it("a name is changed for everybody, and one that is none for nobody", async () => {
    const ana = await join("ana");
    const ben = await join("ben");
    await ana.sees("ben");
    const rename = (displayName: string): Promise<string> =>
      ana.page.evaluate(
        (next) =>
          window.inPage.room.localParticipant.configure({ displayName: next }).then(
            () => "",
            ({ name: error }) => error,
          ),
        displayName,
      );
    const seen = (): Promise<string[]> =>
      ben.page.evaluate(() =>
        Array.from(window.inPage.room.participants.values(), ({ displayName }) => displayName),
      );
    expect(await rename("Ana (phone)")).toBe("");
    await vi.waitFor(async () => expect(await seen()).toEqual(["Ana (phone)"]), waiting);
    expect(await rename("")).toBe("RangeError");
    expect(await seen()).toEqual(["Ana (phone)"]);
  });
});
