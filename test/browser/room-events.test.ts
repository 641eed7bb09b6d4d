import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { People } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

describe("events of a room, in Twilio's order", () => {
  it("tells of a newcomer, then their track: published, subscribed, dimensions, started", async () => {
    const ana = await people.join("ana");
    await people.join("ben", { tracks: [people.video("camera")] });
    await ana.saw("trackStarted");
    expect(ana.events).toEqual([
      "participantConnected ben",
      "trackPublished camera",
      "trackSubscribed camera",
      "trackDimensionsChanged camera",
      "trackStarted camera",
    ]);
  });

  it("has who was in before in `participants`, without an event", async () => {
    await people.join("ana", { tracks: [people.video("camera")] });
    const ben = await people.join("ben");
    expect([...ben.room.participants.values()].map(({ identity }) => identity)).toEqual(["ana"]);
    await ben.saw("trackStarted");
    expect(ben.events).toEqual([
      "trackPublished camera",
      "trackSubscribed camera",
      "trackDimensionsChanged camera",
      "trackStarted camera",
    ]);
    const [track] = [...ben.other("ana").videoTracks.values()].map((publication) => publication.track);
    expect(track?.dimensions).toEqual({ width: 160, height: 120 });
  });

  it("a map of tracks that an application keeps goes with the room", async () => {
    const camera = people.video("camera");
    const [ana, ben] = await people.pair({}, { tracks: [camera] });
    const { tracks, videoTracks, audioTracks } = ana.other("ben");
    const own = ben.room.localParticipant.videoTracks;
    await ana.saw("trackSubscribed");
    expect([tracks.size, videoTracks.size, audioTracks.size, own.size]).toEqual([1, 1, 0, 1]);
    expect(ana.other("ben").videoTracks).toBe(videoTracks);
    ben.room.localParticipant.unpublishTrack(camera);
    await ana.saw("trackUnpublished");
    expect([tracks.size, videoTracks.size, own.size]).toEqual([0, 0, 0]);
  });

  it("unpublishing: unsubscribed, then unpublished", async () => {
    const camera = people.video("camera");
    const [ana, ben] = await people.pair({}, { tracks: [camera] });
    await ana.saw("trackSubscribed");
    ana.events.length = 0;
    ben.room.localParticipant.unpublishTrack(camera);
    await ana.saw("trackUnpublished");
    expect(ana.events).toEqual(["trackUnsubscribed camera", "trackUnpublished camera"]);
    expect(ana.other("ben").tracks.size).toBe(0);
  });

  it("leaving: unsubscribed for each track, then participantDisconnected, once", async () => {
    const tracks = [people.video("camera"), new LocalDataTrack({ name: "chat" })];
    const [ana, ben] = await people.pair({}, { tracks });
    await ana.saw("trackSubscribed", 2);
    ana.events.length = 0;
    ben.room.disconnect();
    await ana.saw("participantDisconnected");
    expect(ana.events.toSorted()).toEqual([
      "participantDisconnected ben",
      "trackUnsubscribed camera",
      "trackUnsubscribed chat",
    ]);
    expect(ana.events.at(-1)).toBe("participantDisconnected ben");
    expect(ana.room.participants.size).toBe(0);
  });

  it("one's own disconnect: every track unsubscribed, then disconnected, and no connection stays", async () => {
    const [ana] = await people.pair(
      {},
      { tracks: [people.video("camera"), new LocalDataTrack({ name: "chat" })] },
    );
    await ana.saw("trackSubscribed", 2);
    ana.events.length = 0;
    ana.room.disconnect();
    ana.room.disconnect();
    expect(ana.events.toSorted()).toEqual([
      "disconnected hub",
      "trackUnsubscribed camera",
      "trackUnsubscribed chat",
    ]);
    expect(ana.events.at(-1)).toBe("disconnected hub");
    expect(ana.room.state).toBe("disconnected");
    expect(people.connections.all.find(({ owner }) => owner === "ana")?.pc.connectionState).toBe("closed");
  });

  it("a track that comes too late for the room is refused, and stays the caller's", async () => {
    const ana = await people.join("ana");
    ana.room.disconnect();
    const late = people.video("late");
    await expect(ana.room.localParticipant.publishTrack(late)).rejects.toThrow("ended");
    expect(late.isStopped).toBe(false);
    expect(ana.room.localParticipant.tracks.size).toBe(0);
  });

  it("an older session of the same identity is gone before the newer one is there", async () => {
    const ana = await people.join("ana");
    const older = await people.join("ben");
    await ana.saw("participantConnected");
    const olderSid = older.room.localParticipant.sid;
    await people.join("ben");
    await older.saw("disconnected");
    await ana.saw("participantConnected", 2);
    expect(ana.events.filter((event) => event.startsWith("participant"))).toEqual([
      "participantConnected ben",
      "participantDisconnected ben",
      "participantConnected ben",
    ]);
    expect(ana.room.participants.size).toBe(1);
    expect(ana.room.participants.has(olderSid)).toBe(false);
  });

  it("muting is told at once, without a negotiation", async () => {
    const camera = people.video("camera");
    const [ana, ben] = await people.pair({}, { tracks: [camera] });
    await ana.saw("trackSubscribed");
    const { pc } = ben.connection;
    const { pc: otherPc } = ana.connection;
    const states: string[] = [];
    for (const each of [pc, otherPc]) {
      each.addEventListener("signalingstatechange", () => states.push(each.signalingState));
    }
    camera.disable();
    await ana.saw("trackDisabled");
    const [publication] = ana.other("ben").videoTracks.values();
    expect(publication?.isTrackEnabled).toBe(false);
    expect(publication?.track?.isEnabled).toBe(false);
    camera.enable();
    await ana.saw("trackEnabled");
    expect(publication?.track?.isEnabled).toBe(true);
    expect(states).toEqual([]);
  });
});

describe("somebody's socket is lost", () => {
  it("a person whose link lives stays", async () => {
    const [ana, ben] = await people.pair();
    ben.socket.cut();
    const chat = new LocalDataTrack({ name: "chat" });
    await ben.room.localParticipant.publishTrack(chat);
    await chat.send("still here");
    await ana.heard(1);
    expect(ana.events).not.toContain("participantDisconnected ben");
    ben.socket.restore();
    await new Promise((resolve) => ben.room.once("signalingChanged", resolve));
    expect(ben.room.signaling).toBe("open");
    expect(ana.room.participants.size).toBe(1);
    expect(people.connections.open.length).toBe(2);
  });

  it("a person whose link is dead goes within 3 s", async () => {
    const [ana, ben] = await people.pair();
    ben.connection.pc.close();
    // a timer of the same page is late where the page is
    const tooLate = new Promise((resolve) => setTimeout(resolve, 3_000, "stayed for 3 s"));
    const gone = new Promise((resolve) => ana.room.once("participantDisconnected", () => resolve("gone")));
    ben.socket.cut();
    expect(await Promise.race([gone, tooLate])).toBe("gone");
    expect(ana.room.participants.size).toBe(0);
  });
});
