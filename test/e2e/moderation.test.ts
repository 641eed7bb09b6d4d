import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Moderation } from "../../web/index.ts";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

/** Four real pages, and a signal-worker that decides. */
describe("a room with rules", () => {
  let harness: CallHarness;
  let everybody: Person[];
  let [ana, ben, cem, dan]: Person[] = [];

  beforeAll(async () => {
    const access = [
      { rooms: "knock-*", admission: "knock" },
      { rooms: "pin-*", pin: "asked" },
      { rooms: "stage-*", maxPublishers: 2, maxAttendees: 5 },
    ];
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer", ACCESS_JSON: JSON.stringify(access) });
    const capture = { camera: { width: 160, height: 120 } };
    everybody = await Promise.all(
      ["ana", "ben", "cem", "dan"].map((identity) => Person.open(harness, identity, { capture })),
    );
    [ana, ben, cem, dan] = everybody;
  }, 60_000);
  beforeEach(() => Promise.all(everybody.map((person) => person.load(harness))));
  afterAll(() => harness?.close());

  /** Has the host do something. @returns undefined, or the code of the refusal */
  function moderate(
    host: Person | undefined,
    act: (moderation: Moderation, whom: string) => unknown,
    whom = "",
  ) {
    return host!.page.evaluate(
      async ([text, identity]) => {
        const moderation = await window.inPage.room.moderation();
        const others = [...window.inPage.room.participants.values()];
        const knock = moderation.knocks.find((one) => one.identity === identity);
        const sid = knock?.sid ?? others.find((one) => one.identity === identity)?.sid;
        try {
          await new Function("moderation", "whom", `return (${text})(moderation, whom)`)(moderation, sid);
          return undefined;
        } catch (error) {
          if (error instanceof window.sdk.MeshcallError) return error.code;
          throw error;
        }
      },
      [act.toString(), whom] as const,
    );
  }

  /** Packets that have come from this participant. */
  function heardFrom(person: Person | undefined, identity: string): Promise<number> {
    return person!.page.evaluate(async (who) => {
      const sid = [...window.inPage.room.participants.values()].find((one) => one.identity === who)?.sid;
      let packets = 0;
      for (const [from, report] of await window.inPage.room.getRtcStats())
        if (from === sid)
          for (const entry of report.values())
            if (entry.type === "inbound-rtp") packets += entry.packetsReceived;
      return packets;
    }, identity);
  }

  /** Packets of all connections, also those that the room knows nothing of any more. */
  function packets(person: Person | undefined, direction: "inbound-rtp" | "outbound-rtp"): Promise<number> {
    return person!.page.evaluate(async (wanted) => {
      let sum = 0;
      for (const pc of window.recorded.connections)
        for (const entry of (await pc.getStats()).values())
          if (entry.type === wanted) sum += entry.packetsReceived ?? entry.packetsSent;
      return sum;
    }, direction);
  }

  /** Settles when nothing has come in a whole second. */
  async function stops(count: () => Promise<number>): Promise<void> {
    for (let before = -1, tries = 0; tries < 15; tries++) {
      const now = await count();
      if (now === before) return;
      before = now;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    throw new Error("it goes on");
  }

  const inboundByLink = (person: Person | undefined): Promise<number[]> =>
    person!.page.evaluate(() =>
      Promise.all(
        window.recorded.connections.map(async (pc) => {
          let sum = 0;
          for (const entry of (await pc.getStats()).values())
            if (entry.type === "inbound-rtp") sum += entry.packetsReceived;
          return sum;
        }),
      ),
    );

  const open = (person: Person | undefined): Promise<number> =>
    person!.page.evaluate(
      () =>
        window.recorded.connections.filter(({ connectionState }) => connectionState === "connected").length,
    );

  it("who knocks waits, comes in when a host admits them, or is turned away", async () => {
    expect(await ana!.join("knock-1")).toBeUndefined();
    const bens = ben!.join("knock-1");
    await ana!.saw("knocking", "ben");
    await ben!.page.waitForFunction(() => window.recorded.knocks > 0); // hosts may hear of it before
    expect(await ben!.page.evaluate(() => window.recorded.knocks)).toBe(1);
    const cems = cem!.join("knock-1");
    await ana!.saw("knocking", "ben,cem");
    expect(await moderate(ana, (moderation, whom) => moderation.admit(whom), "ben")).toBeUndefined();
    expect(await bens).toBeUndefined();
    expect(await moderate(ana, (moderation, whom) => moderation.turnAway(whom), "cem")).toBeUndefined();
    expect(await cems).toBe(54033);
    await Promise.all([ana!.sees("ben"), ben!.sees("ana")]);
    expect(await moderate(ben, (moderation) => moderation.lock())).toBe(54037);
    expect(await moderate(ana, (moderation) => moderation.edit({ admission: "open" }))).toBeUndefined();
    await ben!.saw("rulesChanged");
    expect(await dan!.join("knock-1")).toBeUndefined();
    expect(await moderate(ana, (moderation) => moderation.lock())).toBeUndefined();
    expect(await cem!.join("knock-1")).toBe(54034);
    expect(await moderate(ana, (moderation) => moderation.unlock())).toBeUndefined();
    expect(await cem!.join("knock-1")).toBeUndefined();
  });

  it("who makes a room gives it a PIN, and everybody else needs it", async () => {
    expect(await ana!.join("pin-1")).toBe(54030);
    expect(await ana!.join("pin-1", { pin: "0451" })).toBeUndefined();
    expect(await ben!.join("pin-1")).toBe(54030);
    expect(await ben!.join("pin-1", { pin: "1234" })).toBe(54031);
    expect(await ben!.join("pin-1", { pin: "0451" })).toBeUndefined();
    await Promise.all([ana!.sees("ben"), ben!.sees("ana")]);
  });

  it("a host mutes one, and one whose page takes no notice; puts one out, and one who would stay", async () => {
    for (const person of everybody) expect(await person.join("open-1")).toBeUndefined();
    await Promise.all([ana!.sees("dan"), ana!.sees("cem"), dan!.sees("ana"), ben!.sees("cem")]);
    const mute = (moderation: Moderation, whom: string) =>
      moderation.silence(whom, { audio: true, video: true });

    expect(await moderate(ana, mute, "ben")).toBeUndefined();
    for (const person of [ana, cem, dan]) {
      await person!.saw("trackUnsubscribed", "ben camera");
      await person!.saw("trackUnsubscribed", "ben microphone");
    }
    await stops(() => packets(ben, "outbound-rtp"));
    const { silenced, isSilenced } = await ben!.page.evaluate(() => ({
      silenced: window.inPage.room.localParticipant.silenced,
      isSilenced: [...window.inPage.room.localParticipant.videoTracks.values()][0]?.isSilenced,
    }));
    expect([silenced, isSilenced]).toEqual([{ audio: true, video: true }, true]);

    await cem!.page.evaluate(() => (window.recorded.isDeaf = true));
    expect(await moderate(ana, mute, "cem")).toBeUndefined();
    for (const person of [ana, ben, dan]) {
      await person!.saw("trackUnsubscribed", "cem camera");
      await person!.saw("trackUnsubscribed", "cem microphone");
      await stops(() => heardFrom(person, "cem"));
    }
    expect(await cem!.page.evaluate(() => window.inPage.room.localParticipant.silenced.audio)).toBe(false);

    const kick = (moderation: Moderation, whom: string) => moderation.kick(whom, { keepOut: true });
    expect(await moderate(ana, kick, "cem")).toBeUndefined();
    for (const person of [ana, ben, dan]) {
      await person!.saw("participantKicked", "cem");
      await person!.saw("participantDisconnected", "cem");
      expect(await open(person)).toBe(2);
    }
    expect(await cem!.page.evaluate(() => window.inPage.room.state)).not.toBe("disconnected");
    await stops(() => packets(cem, "inbound-rtp"));

    expect(await moderate(ana, kick, "dan")).toBeUndefined();
    await dan!.saw("disconnected", "54036");
    await ben!.saw("participantDisconnected", "dan");
    await dan!.load(harness);
    expect(await dan!.join("open-1")).toBe(54035);
    // guests are kept out by where they are as well, and all four are here
    for (const letBackIn of [
      (moderation: Moderation) => moderation.letBackIn("dan"),
      (moderation: Moderation) => moderation.letBackIn("cem"),
    ])
      expect(await moderate(ana, letBackIn)).toBeUndefined();
    expect(await dan!.join("open-1")).toBeUndefined();
  });

  it("an attendee sees and hears everybody who publishes, and is received by nobody", async () => {
    expect(await ana!.join("stage-1")).toBeUndefined();
    expect(await ben!.join("stage-1")).toBeUndefined();
    expect(await cem!.join("stage-1", { role: "publisher" })).toBe(54039);
    expect(await cem!.join("stage-1")).toBeUndefined();
    expect(await dan!.join("stage-1", { role: "attendee" })).toBeUndefined();
    for (const person of [cem, dan]) {
      await Promise.all([person!.sees("ana"), person!.sees("ben")]);
      await person!.saw("trackStarted", "ana audio");
      await person!.saw("trackStarted", "ben audio");
      expect(await packets(person, "outbound-rtp")).toBe(0);
      await expect.poll(() => open(person)).toBe(2); // one that was dialled beside another closes
      const code = await person!.page.evaluate(() =>
        window.inPage.room.localParticipant.publishTrack(new window.sdk.LocalDataTrack()).then(
          () => 0,
          (error: { code: number }) => error.code,
        ),
      );
      expect(code).toBe(54040);
    }
    for (const [person, other] of [
      [ana, "ben"],
      [ben, "ana"],
    ] as const) {
      const seen = await person!.page.evaluate(() =>
        [...window.inPage.room.participants.values()].map(({ identity }) => identity),
      );
      expect(seen).toEqual([other]);
      await expect.poll(() => open(person)).toBe(3);
      await expect
        .poll(async () => (await inboundByLink(person)).filter((count) => count > 0))
        .toHaveLength(1);
    }
  });
});
