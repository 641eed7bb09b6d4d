import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SubscribeRule } from "#protocol/subscribe-rule";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const everything: SubscribeRule = { type: "include", all: true };
const nothing: SubscribeRule[] = [{ type: "exclude", all: true }];

/** Bytes of RTP that have left this person, of sound or picture. */
async function sentBytes({ connection }: Person, kind: "audio" | "video"): Promise<number> {
  let bytes = 0;
  for (const entry of (await connection.pc.getStats()).values())
    if (entry.type === "outbound-rtp" && entry.kind === kind) bytes += entry.bytesSent;
  return bytes;
}

/** Settles when nothing more leaves for half a second. */
async function fallsSilent(person: Person, kind: "audio" | "video"): Promise<void> {
  let before = -1;
  await vi.waitFor(
    async () => {
      const now = await sentBytes(person, kind);
      const same = now === before;
      before = now;
      expect(same).toBe(true);
    },
    { timeout: 8_000, interval: 500 },
  );
}

async function flows(person: Person, kind: "audio" | "video"): Promise<void> {
  const before = await sentBytes(person, kind);
  await vi.waitFor(async () => expect(await sentBytes(person, kind)).toBeGreaterThan(before), waiting);
}

function connections(): unknown {
  return people.connections.all.map(({ pc }) => pc.localDescription?.sdp);
}

/** What Ana is subscribed to, of Ben. */
function subscribed(ana: Person): string[] {
  return [...ana.other("ben").tracks.values()]
    .filter(({ isSubscribed }) => isSubscribed)
    .map(({ trackName }) => trackName);
}

describe("subscribe rules", () => {
  it("take tracks away and give them back, live: at both ends, and without a negotiation", async () => {
    const chat = new LocalDataTrack({ name: "chat" });
    const [ana, ben] = await people.pair({}, { tracks: [people.hum(), people.video("camera"), chat] });
    await ana.saw("trackStarted camera");
    await chat.send("one");
    await ana.heard(1);
    const before = connections();
    ana.events.length = 0;

    people.hub.setRules(ana.socket.member, [everything, { type: "exclude", kind: "video" }]);
    await ana.saw("trackUnsubscribed camera");
    expect(ana.events).toEqual(["trackUnsubscribed camera"]);
    const [camera] = ana.other("ben").videoTracks.values();
    expect(camera).toMatchObject({ isSubscribed: false, track: null });
    await fallsSilent(ben, "video");
    await flows(ben, "audio");

    people.hub.setRules(ana.socket.member, [everything]);
    await ana.saw("trackStarted camera");
    expect(ana.events).toEqual([
      "trackUnsubscribed camera",
      "trackSubscribed camera",
      "trackDimensionsChanged camera",
      "trackStarted camera",
    ]);
    expect(camera?.isSubscribed).toBe(true);
    await flows(ben, "video");
    expect(connections()).toEqual(before);
  });

  it("hold for sound and for data tracks, whose later messages come when they are given back", async () => {
    const chat = new LocalDataTrack({ name: "chat" });
    const [ana, ben] = await people.pair({}, { tracks: [people.hum(), chat] });
    await chat.send("heard");
    await ana.heard(1);
    for (const round of [1, 2]) {
      people.hub.setRules(ana.socket.member, nothing);
      await ana.saw("trackUnsubscribed", 2 * round);
      await fallsSilent(ben, "audio");
      await chat.send("not for Ana");
      people.hub.setRules(ana.socket.member, [everything]);
      await ana.saw("trackSubscribed", 2 + 2 * round);
      await vi.waitFor(async () => {
        await chat.send(`again ${round}`);
        expect(ana.messages).toContain(`again ${round}`);
      }, waiting);
      await flows(ben, "audio");
    }
    expect(ana.messages).not.toContain("not for Ana");
  });

  it("of one person are nobody else's", async () => {
    const [ana, ben] = await people.pair({}, { tracks: [people.video("camera")] });
    const cem = await people.join("cem");
    await Promise.all([ana.saw("trackStarted camera"), cem.saw("trackStarted camera")]);
    people.hub.setRules(ana.socket.member, nothing);
    await ana.saw("trackUnsubscribed camera");
    await ben.room.localParticipant.publishTrack(people.video("screen"));
    await cem.saw("trackStarted screen");
    expect(subscribed(ana)).toEqual([]);
    expect(cem.events).not.toContain("trackUnsubscribed camera");
    expect(ana.events).toContain("trackPublished screen");
  });

  it("are there for who comes later, for tracks that come later, and after the socket was lost", async () => {
    const ana = await people.join("ana");
    people.hub.setRules(ana.socket.member, [everything, { type: "exclude", track: "screen" }]);
    const ben = await people.join("ben", { tracks: [people.video("camera"), people.video("screen")] });
    await ana.saw("trackStarted camera");
    expect(subscribed(ana)).toEqual(["camera"]);
    ana.socket.cut();
    ana.socket.restore();
    await vi.waitFor(() => expect(ana.room.signaling).toBe("open"), waiting);
    const later = people.video("screen");
    await ben.room.localParticipant.publishTrack(later);
    await ana.saw("trackPublished screen", 2);
    await flows(ben, "video");
    expect(subscribed(ana)).toEqual(["camera"]);
  });

  it("go by the priority that a publication has at the moment", async () => {
    const camera = people.video("camera");
    const [ana, ben] = await people.pair({}, { tracks: [camera] });
    await ana.saw("trackStarted camera");
    people.hub.setRules(ana.socket.member, [{ type: "include", priority: "high" }]);
    await ana.saw("trackUnsubscribed camera");
    const [publication] = ben.room.localParticipant.videoTracks.values();
    publication!.setPriority("high");
    await ana.saw("trackSubscribed camera", 2);
    await flows(ben, "video");
  });
});

describe("automaticSubscription: false", () => {
  it("receives nothing, whoever dials, until rules give something", async () => {
    const ana = await people.join("ana", { tracks: [people.video("camera")] });
    const ben = await people.join("ben", { automaticSubscription: false });
    const cem = await people.join("cem", {
      tracks: [people.video("camera"), new LocalDataTrack({ name: "chat" })],
    });
    await ben.saw("trackPublished", 3);
    await cem.saw("trackStarted camera");
    await vi.waitFor(() => expect(people.connections.open).toHaveLength(6), waiting);
    expect(ben.events.filter((event) => event.startsWith("trackSubscribed"))).toEqual([]);
    people.hub.setRules(ben.socket.member, [{ type: "include", publisher: "ana" }]);
    await ben.saw("trackStarted camera");
    expect(ben.other("cem").videoTracks.values().next().value?.isSubscribed).toBe(false);
    expect(ana.room.participants.size).toBe(2);
  });
});

describe("a publication's priority", () => {
  it("is told with the track and when it changes; a receiver's own counts more", async () => {
    const ana = await people.join("ana");
    const ben = await people.join("ben");
    const { localParticipant } = ben.room;
    const camera = await localParticipant.publishTrack(people.video("camera"), { priority: "low" });
    await ana.saw("trackStarted camera");
    const [remote] = ana.other("ben").videoTracks.values();
    const heard: unknown[] = [];
    remote!.on("publishPriorityChanged", (priority) => heard.push(priority));
    ana.room.on("trackPublishPriorityChanged", (priority, publication, participant) =>
      heard.push(priority, publication === remote, participant.identity),
    );
    expect(remote!.publishPriority).toBe("low");
    expect(remote!.track!.priority).toBeNull();
    expect(camera.setPriority("high").priority).toBe("high");
    await ana.saw("trackPublishPriorityChanged high");
    expect(heard).toEqual(["high", "high", true, "ben"]);
    expect(remote!.publishPriority).toBe("high");
    expect(() => camera.setPriority("urgent" as never)).toThrow(RangeError);
    await expect(
      localParticipant.publishTrack(people.video("other"), { priority: "urgent" as never }),
    ).rejects.toBeInstanceOf(RangeError);
    expect(localParticipant.tracks.size).toBe(1);
  });
});
