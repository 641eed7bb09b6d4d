import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { legacyEvents } from "../../web/room/legacy-events.ts";
import { People, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const watched = [
  "trackAdded",
  "trackRemoved",
  "trackPublished",
  "trackUnpublished",
  "trackSubscribed",
  "trackUnsubscribed",
  "trackEnabled",
  "trackDisabled",
];

/** The events of one emitter, with the kinds of what listeners get. */
function record(of: { on(event: string, listener: (...args: never[]) => void): unknown }): string[] {
  const heard: string[] = [];
  for (const event of watched)
    of.on(event, (...args: object[]) => void heard.push([event, ...args.map(nameOf)].join(" ")));
  return heard;
}
function nameOf(value: object): string {
  const found = ["trackName", "identity", "name"].find((key) => key in value);
  return `${found === "name" ? "track" : found === undefined ? "?" : found.replace("trackName", "publication")}`;
}

/** Ana has 1.x's events. `atRoom` are those of her room from before Ben came on. */
async function pair(): Promise<[ana: Person, ben: Person, atRoom: string[]]> {
  const ana = await people.join("ana");
  legacyEvents(ana.room);
  const atRoom = record(ana.room as never);
  const ben = await people.join("ben", {
    tracks: [people.video("camera"), new LocalDataTrack({ name: "chat" })],
  });
  return [ana, ben, atRoom];
}

describe("events of Twilio Video 1.x", () => {
  it("a track is added, then subscribed; both without a publication", async () => {
    const [ana, , atRoom] = await pair();
    await ana.saw("trackSubscribed", 2);
    expect(atRoom.toSorted()).toEqual([
      "trackAdded track identity",
      "trackAdded track identity",
      "trackPublished publication identity",
      "trackPublished publication identity",
      "trackSubscribed track identity",
      "trackSubscribed track identity",
    ]);
    expect(atRoom.findIndex((each) => each.startsWith("trackAdded"))).toBeLessThan(
      atRoom.findIndex((each) => each.startsWith("trackSubscribed")),
    );
    const ben = ana.other("ben");
    const maps = ["tracks", "audioTracks", "videoTracks", "dataTracks"].map((name) => [
      ...(
        Reflect.get(ben, name) as Map<string, { id: string; kind: string; isSubscribed: boolean }>
      ).entries(),
    ]);
    expect(maps.map((entries) => entries.map(([, { kind }]) => kind).toSorted())).toEqual([
      ["data", "video"],
      [],
      ["video"],
      ["data"],
    ]);
    for (const [id, track] of maps[0]!) expect([track.id, track.isSubscribed]).toEqual([id, true]);
    expect(Reflect.get(ben, "trackPublications").size).toBe(2);
    // from the first packet on
    await expect.poll(async () => (await ana.room.getStats())[0]?.remoteVideoTrackStats).toHaveLength(1);
  });

  it("switched off and on, the track itself is told", async () => {
    const [ana, ben] = await pair();
    await ana.saw("trackSubscribed", 2);
    const atRoom = record(ana.room as never);
    const atBen = record(ana.other("ben"));
    const [camera] = [...ben.room.localParticipant.videoTracks.values()];
    camera!.track.disable();
    await ana.saw("trackDisabled");
    camera!.track.enable();
    await ana.saw("trackEnabled");
    expect(atRoom).toEqual(["trackDisabled track identity", "trackEnabled track identity"]);
    expect(atBen).toEqual(["trackDisabled track", "trackEnabled track"]);
  });

  it("unpublished: unsubscribed, removed, and out of the maps; who leaves keeps their tracks in them", async () => {
    const [ana, ben] = await pair();
    await ana.saw("trackSubscribed", 2);
    const atBen = record(ana.other("ben"));
    const [camera] = [...ben.room.localParticipant.videoTracks.values()];
    const ofTrack: string[] = [];
    const [theirs] = [
      ...(
        ana.other("ben").videoTracks as unknown as Map<string, import("../../web/index.ts").RemoteVideoTrack>
      ).values(),
    ];
    theirs!.on("unsubscribed", (track: { kind: string }) => void ofTrack.push(track.kind));
    camera!.unpublish();
    await ana.saw("trackUnpublished");
    expect(atBen).toEqual(["trackUnsubscribed track", "trackRemoved track", "trackUnpublished publication"]);
    expect(ofTrack).toEqual(["video"]);
    const other = ana.other("ben");
    expect(other.tracks.size).toBe(1);
    atBen.length = 0;
    ben.room.disconnect();
    await ana.saw("participantDisconnected");
    expect(atBen).toEqual(["trackUnsubscribed track"]);
    expect(other.tracks.size).toBe(1);
  });

  it("of oneself: added and removed, with maps of one's own tracks", async () => {
    const [camera, screen] = [people.video("camera"), people.video("screen")];
    const ana = await people.join("ana", { tracks: [camera] });
    legacyEvents(ana.room);
    const me = ana.room.localParticipant;
    const heard = record(me);
    await me.publishTrack(screen);
    expect([...(me.tracks as Map<string, unknown>).values()]).toEqual([camera, screen]);
    me.unpublishTrack(screen);
    expect(heard).toEqual([
      "trackAdded track",
      "trackPublished publication",
      "trackRemoved track",
      "trackUnpublished publication",
    ]);
    expect([...(me.tracks as Map<string, unknown>).keys()]).toEqual([camera.id]);
  });
});
