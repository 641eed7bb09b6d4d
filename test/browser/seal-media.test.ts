import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "../../web/connect.ts";
import { startKernel } from "../../web/kernel/start-kernel.ts";
import type { DataKernel } from "../../web/room/data-wire.ts";
import type { LocalTrack } from "../../web/room/publications.ts";
import { linkBetween } from "../fakes/link-ends.ts";
import { People, type JoinOptions, type Person } from "../fakes/people.ts";

const patient = { timeout: 20_000, interval: 100 };
let people: People;

beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

function soundAndPicture(): LocalTrack[] {
  return [people.video(), people.hum()];
}

function joinSealed(identity: string, options: JoinOptions = {}): Promise<Person> {
  return people.join(identity, { tracks: soundAndPicture(), ...options, sealMedia: true });
}

interface Received {
  packets: number;
  framesDecoded: number;
  soundEnergy: number;
}

/** What somebody has of somebody else on the link that they have now. */
async function received(by: Person, from: Person): Promise<Received> {
  const [{ pc }] = linkBetween(people, by, from);
  const sum: Received = { packets: 0, framesDecoded: 0, soundEnergy: 0 };
  for (const report of (await pc.getStats()).values()) {
    if (report.type !== "inbound-rtp") continue;
    sum.packets += report.packetsReceived;
    sum.framesDecoded += report.framesDecoded ?? 0;
    sum.soundEnergy += report.totalAudioEnergy ?? 0;
  }
  return sum;
}

/** Settles when more of both has come than there is now. */
async function seesAndHears(by: Person, from: Person): Promise<void> {
  const before = await vi.waitFor(() => received(by, from), patient);
  await vi.waitFor(async () => {
    const now = await received(by, from);
    const pair = `${by.identity} of ${from.identity}`;
    expect(now.framesDecoded, `${pair}: frames`).toBeGreaterThan(before.framesDecoded + 10);
    expect(now.soundEnergy, `${pair}: sound`).toBeGreaterThan(before.soundEnergy);
  }, patient);
}

async function allSeeAll(persons: Person[]): Promise<void> {
  for (const by of persons) by.room.on("trackSubscribed", (track) => attach(by, track));
  for (const by of persons)
    for (const { tracks } of by.room.participants.values())
      for (const { track } of tracks.values()) if (track !== null) attach(by, track);
  await Promise.all(
    persons.flatMap((by) => persons.filter((from) => from !== by).map((from) => seesAndHears(by, from))),
  );
}

const attached = new WeakSet<object>();

/** What nobody plays is not decoded. */
function attach(_by: Person, track: object): void {
  if (attached.has(track) || !("attach" in track) || typeof track.attach !== "function") return;
  attached.add(track);
  const element: unknown = track.attach();
  if (element instanceof HTMLMediaElement) document.body.append(element);
}

describe("sealed sound and picture", () => {
  it("arrive at both ends, while people come and go, and later tracks do too", async () => {
    const [ana, ben] = [await joinSealed("ana"), await joinSealed("ben")];
    await allSeeAll([ana, ben]);
    const cem = await joinSealed("cem");
    await allSeeAll([ana, ben, cem]);
    cem.room.disconnect();
    await ana.saw("participantDisconnected cem");
    await ben.saw("participantDisconnected cem");
    await Promise.all([seesAndHears(ana, ben), seesAndHears(ben, ana)]);
    await ana.room.localParticipant.publishTrack(people.video("second"));
    await ben.saw("trackSubscribed second");
    const second = await vi.waitFor(() => {
      const found = [...ben.other("ana").videoTracks.values()].find(
        ({ trackName }) => trackName === "second",
      );
      expect(found?.track).toBeTruthy();
      return found!.track!;
    }, patient);
    document.body.append(second.attach());
    await vi.waitFor(() => expect(second.dimensions.width).toBe(160), patient);
    for (const { room } of [ana, ben])
      for (const { sealingError } of room.participants.values()) expect(sealingError).toBeNull();
  }, 60_000);

  it("go to nobody who does not seal, whose own are not played either; that is said", async () => {
    const ana = await joinSealed("ana");
    const told: unknown[] = [];
    ana.room.on("participantSealingFailed", ({ identity }, { code }) => told.push([identity, code]));
    const cem = await people.join("cem", { tracks: soundAndPicture() });
    for (const person of [ana, cem]) person.room.on("trackSubscribed", (track) => attach(person, track));
    const ben = await joinSealed("ben");
    await allSeeAll([ana, ben]);
    await vi.waitFor(() => expect(told).toEqual([["cem", 54077]]), patient);
    expect(ana.other("cem").sealingError).toMatchObject({ code: 54077, reason: "MediaNotSealed" });
    expect(ana.other("ben").sealingError).toBeNull();
    expect(await received(cem, ana)).toEqual({ packets: 0, framesDecoded: 0, soundEnergy: 0 });
    const heard = await received(ana, cem);
    expect(heard.packets).toBeGreaterThan(0);
    expect(heard).toMatchObject({ framesDecoded: 0, soundEnergy: 0 });
  }, 60_000);

  it("are refused with a remedy where the browser or the page cannot seal, before anything is opened", async () => {
    await expect(connect("a token", { sealMedia: true, kernel: false })).rejects.toThrow(TypeError);
    const transform = Object.getOwnPropertyDescriptor(globalThis, "RTCRtpScriptTransform")!;
    Reflect.deleteProperty(globalThis, "RTCRtpScriptTransform");
    try {
      await expect(connect("a token", { sealMedia: true })).rejects.toMatchObject({
        code: 54076,
        reason: "MediaSealingUnsupported",
      });
    } finally {
      Object.defineProperty(globalThis, "RTCRtpScriptTransform", transform);
    }
  });

  it("show nothing to who seals and has not the room's secret", async () => {
    const secret = "what follows the # of the link";
    const ana = await joinSealed("ana", { roomSecret: secret });
    const told: unknown[] = [];
    ana.room.on("participantSealingFailed", ({ identity }, { code }) => told.push([identity, code]));
    const eve = await joinSealed("eve", { roomSecret: "and what somebody guesses" });
    for (const person of [ana, eve]) person.room.on("trackSubscribed", (track) => attach(person, track));
    const ben = await joinSealed("ben", { roomSecret: secret });
    await allSeeAll([ana, ben]);
    await vi.waitFor(() => expect(told).toEqual([["eve", 54079]]), patient);
    await vi.waitFor(async () => expect((await received(eve, ana)).packets).toBeGreaterThan(100), patient);
    expect(await received(eve, ana)).toMatchObject({ framesDecoded: 0, soundEnergy: 0 });
    expect(await received(ana, eve)).toMatchObject({ framesDecoded: 0, soundEnergy: 0 });
  }, 60_000);

  it("are over once the page's own kernel has died, and that is said", async () => {
    const kernel = await startKernel();
    const death = Promise.withResolvers<void>();
    const mortal: DataKernel = {
      carryData: (...ports) => Promise.race([kernel.carryData(...ports), death.promise]),
    };
    const ana = await joinSealed("ana");
    const ben = await joinSealed("ben", { sealer: Promise.resolve(mortal) });
    await allSeeAll([ana, ben]);
    death.reject(new Error("The kernel worker has ended"));
    await vi.waitFor(() => expect(ben.other("ana").sealingError).toMatchObject({ code: 54078 }), patient);
  }, 60_000);
});
