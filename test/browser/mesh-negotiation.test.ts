import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LocalVideoTrack } from "../../web/room/local-media-track.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const sections = (person: Person) => person.connection.pc.getTransceivers().length;

/** Settles when pictures with this width come in from that track. */
async function shows(person: Person, from: string, name: string, widthPx: number): Promise<void> {
  await vi.waitFor(() => {
    const publications = [...person.other(from).videoTracks.values()];
    const publication = publications.find(({ trackName }) => trackName === name);
    expect(publication?.track?.dimensions.width).toBe(widthPx);
  }, waiting);
}

describe("publishing in a link that stands", () => {
  it("late tracks of both at once arrive, on the same connection", async () => {
    const [ana, ben] = await people.pair();
    for (let round = 0; round < 3; round++) {
      const widthPx = 160 + round * 16;
      const name = `late ${round}`;
      await Promise.all([
        ana.room.localParticipant.publishTrack(people.video(name, widthPx)),
        ben.room.localParticipant.publishTrack(people.video(name, widthPx)),
      ]);
      await Promise.all([shows(ana, "ben", name, widthPx), shows(ben, "ana", name, widthPx)]);
    }
    expect(people.connections.all.length).toBe(2);
    expect(ana.events.filter((event) => event.startsWith("trackSubscribed"))).toHaveLength(3);
    expect(ben.events.filter((event) => event.startsWith("trackSubscribed"))).toHaveLength(3);
  });

  it("sound goes on when the two negotiate at once, again and again", async () => {
    const [ana, ben] = await people.pair({ tracks: [people.hum()] }, { tracks: [people.hum()] });
    const heard = async ({ connection: { pc } }: Person) => {
      for (const entry of (await pc.getStats()).values())
        if (entry.type === "inbound-rtp" && entry.kind === "audio")
          return { packets: entry.packetsReceived as number, discarded: entry.packetsDiscarded as number };
      return { packets: 0, discarded: 0 };
    };
    const hears = (person: Person, packets: number) =>
      vi.waitFor(async () => expect((await heard(person)).packets).toBeGreaterThan(packets), waiting);
    await Promise.all([hears(ana, 50), hears(ben, 50)]);
    for (let round = 0; round < 3; round++) {
      const before = [await heard(ana), await heard(ben)];
      await Promise.all([
        ana.room.localParticipant.publishTrack(people.video(`round ${round}`)),
        ben.room.localParticipant.publishTrack(people.video(`round ${round}`)),
      ]);
      await Promise.all([hears(ana, before[0]!.packets + 30), hears(ben, before[1]!.packets + 30)]);
      // a stream that was made anew counts from zero, and the far end discards it as too late
      expect((await heard(ana)).discarded).toBeLessThan(before[0]!.discarded + 10);
      expect((await heard(ben)).discarded).toBeLessThan(before[1]!.discarded + 10);
    }
  });

  it("publishing and unpublishing while the link is made ends as it should", async () => {
    const ana = await people.join("ana", { tracks: [people.video("camera")] });
    const ben = await people.join("ben");
    const [short, late] = [people.video("short"), people.video("late", 200)];
    await ben.room.localParticipant.publishTracks([short, late]);
    ben.room.localParticipant.unpublishTrack(short);
    await shows(ana, "ben", "late", 200);
    await shows(ben, "ana", "camera", 160);
    expect([...ana.other("ben").tracks.values()].map(({ trackName }) => trackName)).toEqual(["late"]);
  });

  it("a screen shared five times takes one more media section, not five", async () => {
    const [ana, ben] = await people.pair(
      { tracks: [people.video("camera")] },
      { tracks: [people.video("camera")] },
    );
    const before = sections(ana);
    for (let round = 0; round < 5; round++) {
      const screen = people.video(`screen ${round}`, 200 + round * 16);
      await ben.room.localParticipant.publishTrack(screen);
      await shows(ana, "ben", `screen ${round}`, 200 + round * 16);
      ben.room.localParticipant.unpublishTrack(screen);
      await ana.saw(`trackUnpublished screen ${round}`);
    }
    expect(sections(ana)).toBeLessThanOrEqual(before + 1);
    expect(sections(ben)).toBeLessThanOrEqual(before + 1);
    expect(people.connections.all.length).toBe(2);
  });

  it("stopping and sharing again in one breath needs no further section either", async () => {
    const [ana, ben] = await people.pair();
    const first = people.video("first");
    await ben.room.localParticipant.publishTrack(first);
    await shows(ana, "ben", "first", 160);
    ben.room.localParticipant.unpublishTrack(first);
    await ben.room.localParticipant.publishTrack(people.video("second", 240));
    await shows(ana, "ben", "second", 240);
    expect(sections(ben)).toBe(1);
  });

  it("a share that is stopped before it started sends nothing", async () => {
    const [ana, ben] = await people.pair();
    const first = people.video("first");
    await ben.room.localParticipant.publishTrack(first);
    await shows(ana, "ben", "first", 160);
    ben.room.localParticipant.unpublishTrack(first);
    await ana.saw("trackUnpublished first");
    const second = people.video("second");
    await ben.room.localParticipant.publishTrack(second);
    ben.room.localParticipant.unpublishTrack(second);
    await ana.saw("trackUnpublished second");
    const { pc } = ben.connection;
    await vi.waitFor(() => {
      expect(pc.getSenders().filter(({ track }) => track !== null)).toEqual([]);
      expect(pc.getTransceivers().map(({ currentDirection }) => currentDirection)).toEqual(["inactive"]);
    }, waiting);
  });

  it("the same MediaStreamTrack published twice is one publication", async () => {
    const [ana, ben] = await people.pair();
    const { mediaStreamTrack } = people.video();
    const first = await ben.room.localParticipant.publishTrack(mediaStreamTrack, { name: "once" });
    const second = await ben.room.localParticipant.publishTrack(mediaStreamTrack, { name: "twice" });
    expect(second).toBe(first);
    await shows(ana, "ben", "once", 160);
    expect(ben.room.localParticipant.tracks.size).toBe(1);
    expect(ben.room.localParticipant.unpublishTrack(mediaStreamTrack)).toBe(first);
    expect(ben.room.localParticipant.unpublishTrack(mediaStreamTrack)).toBeNull();
  });

  it("a track that is taken out and published again at once is sent", async () => {
    const [ana, ben] = await people.pair();
    const camera = people.video("camera");
    for (let round = 0; round < 3; round++) {
      await ben.room.localParticipant.publishTrack(camera);
      ben.room.localParticipant.unpublishTrack(camera);
    }
    await ben.room.localParticipant.publishTrack(camera);
    await shows(ana, "ben", "camera", 160);
    expect(ana.other("ben").tracks.size).toBe(1);
  });

  it("another source behind a track needs no negotiation", async () => {
    const sources = [people.video("", 320, 240).mediaStreamTrack];
    const camera = new LocalVideoTrack(people.video().mediaStreamTrack, { name: "camera" }, async () =>
      sources.shift()!,
    );
    const [ana, ben] = await people.pair({}, { tracks: [camera] });
    await shows(ana, "ben", "camera", 160);
    const states: string[] = [];
    const { pc } = ben.connection;
    pc.addEventListener("signalingstatechange", () => states.push(pc.signalingState));
    const [publication] = ana.other("ben").videoTracks.values();
    const element = publication!.track!.attach();
    document.body.append(element);
    await camera.restart();
    await shows(ana, "ben", "camera", 320);
    expect(states).toEqual([]);
    expect(ana.events.filter((event) => event.startsWith("trackSubscribed"))).toHaveLength(1);
  });

  it("another source while the link is still made arrives", async () => {
    const sources = [people.video("", 320, 240).mediaStreamTrack];
    const camera = new LocalVideoTrack(people.video().mediaStreamTrack, { name: "camera" }, async () =>
      sources.shift()!,
    );
    const ana = await people.join("ana");
    await people.join("ben", { tracks: [camera] });
    await camera.restart();
    await shows(ana, "ben", "camera", 320);
  });
});

describe("links that come and go", () => {
  it("three people have one connection for each pair", async () => {
    const joined = [];
    for (const identity of ["ana", "ben", "cem"]) {
      joined.push(await people.join(identity, { tracks: [people.video("camera")] }));
    }
    for (const person of joined) await person.saw("trackStarted", 2);
    expect(people.connections.open.length).toBe(6);
    joined[1]!.room.disconnect();
    await joined[0]!.saw("participantDisconnected ben");
    await joined[2]!.saw("participantDisconnected ben");
    await vi.waitFor(() => expect(people.connections.open.length).toBe(2), waiting);
  });

  it("a person who leaves while being dialled leaves no connection behind", async () => {
    const ana = await people.join("ana");
    const ben = await people.join("ben");
    await ana.saw("participantConnected");
    ben.room.disconnect();
    await ana.saw("participantDisconnected");
    expect(people.connections.all.length).toBe(2);
    expect(people.connections.open).toEqual([]);
  });

  it("an offer that cannot be read harms nobody, and the next one is taken", async () => {
    const ana = await people.join("ana");
    const stranger = people.hub.socket("eve");
    stranger.open((fact) => {
      if (fact.fact === "joined") {
        stranger.announce([{ offerId: "x".repeat(20), description: { sdp: "v=0 nonsense", hello: "{" } }]);
      }
    });
    await ana.saw("participantConnected eve");
    await people.join("ben", { tracks: [people.video("camera")] });
    await ana.saw("trackStarted camera");
    stranger.close();
    await ana.saw("participantDisconnected eve");
    expect(people.connections.open.length).toBe(2);
  });

  it("an offer whose answer was lost is made again, and the first is closed", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
    try {
      const ana = await people.join("ana");
      const deliver = people.hub.onDeliver;
      let lost = 0;
      people.hub.onDeliver = (to, fact) =>
        fact.fact === "answered" && lost++ === 0 ? false : deliver(to, fact);
      const ben = await people.join("ben", { tracks: [people.video("camera")] });
      await vi.waitFor(() => expect(lost).toBe(1), waiting);
      await vi.advanceTimersByTimeAsync(10_000);
      await ana.saw("trackSubscribed camera");
      expect(ben.events).not.toContain("participantDisconnected ana");
      await vi.waitFor(() => expect(people.connections.open.length).toBe(2), waiting);
    } finally {
      vi.useRealTimers();
    }
  });
});
