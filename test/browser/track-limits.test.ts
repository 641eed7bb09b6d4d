import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { People, waiting } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

/** Twilio's ParticipantMaxTracksExceeded. */
const tooMany = { name: "TwilioError", code: 53203 };

describe("too many tracks", () => {
  it("the 65th at a time is refused with 53203 and an event", async () => {
    const { room } = await people.join("ana");
    const source = people.video().mediaStreamTrack;
    const tracks = Array.from({ length: 64 }, () => source.clone());
    await room.localParticipant.publishTracks(tracks);
    const failed: unknown[] = [];
    room.localParticipant.on("trackPublicationFailed", (error, { name }) => failed.push(error, name));
    await expect(room.localParticipant.publishTrack(source.clone(), { name: "late" })).rejects.toMatchObject(
      tooMany,
    );
    expect(failed).toMatchObject([tooMany, "late"]);
    expect(room.localParticipant.tracks.size).toBe(64);
  });

  it("the 25th data track at a time is refused as well, and harms none of the others", async () => {
    const tracks = Array.from({ length: 24 }, (_, number) => new LocalDataTrack({ name: `data ${number}` }));
    const [ana, ben] = await people.pair({}, { tracks });
    await ana.saw("trackSubscribed", 24);
    const { localParticipant } = ben.room;
    const late = new LocalDataTrack({ name: "late" });
    await expect(localParticipant.publishTrack(late)).rejects.toMatchObject(tooMany);
    localParticipant.unpublishTrack(tracks[0]!);
    await localParticipant.publishTrack(late);
    await ana.saw("trackSubscribed late");
    await Promise.all([late, ...tracks.slice(1)].map((track) => track.send(track.name)));
    expect(new Set(await ana.heard(24))).toEqual(new Set([late, ...tracks.slice(1)].map(({ name }) => name)));
  });

  it("data tracks that come and go use a link up after some 460: refused with 53203, and the others work on", async () => {
    const chat = new LocalDataTrack({ name: "chat" });
    const [ana, ben] = await people.pair({}, { tracks: [chat] });
    const { localParticipant } = ben.room;
    let published = 1;
    const publishAndTakeBack = async (): Promise<void> => {
      for (;;) {
        const { track } = await localParticipant.publishTrack(new LocalDataTrack({ name: "brief" }));
        published++;
        localParticipant.unpublishTrack(track);
      }
    };
    await expect(publishAndTakeBack()).rejects.toMatchObject(tooMany);
    expect(published).toBeGreaterThanOrEqual(460);
    expect(localParticipant.tracks.size).toBe(1);
    await chat.send("still here");
    expect(await ana.heard(1)).toEqual(["still here"]);
    await vi.waitFor(() => expect(ana.other("ben").tracks.size).toBe(1), waiting);
    expect(ana.events.filter((event) => /econnect|Disconnected/.test(event))).toEqual([]);
  });
});

describe("messages that somebody will not have", () => {
  it("are told by messagesLost where send has settled already, for those who keep up", async () => {
    people = new People({ transferChannels: false });
    const chat = new LocalDataTrack({ name: "chat" });
    const ana = await people.join("ana");
    const stuck = await people.join("stuck");
    await people.join("ben", { tracks: [chat] });
    await Promise.all([ana.saw("trackSubscribed chat"), stuck.saw("trackSubscribed chat")]);
    await chat.send("to both");
    await Promise.all([ana.heard(1), stuck.heard(1)]);
    const lost: unknown[] = [];
    chat.on("messagesLost", ({ name, code }) => lost.push(name, code));

    const [sid] = stuck.other("ben").dataTracks.keys();
    const channel = stuck.connection.channels.get(sid!)!;
    channel.send = () => undefined; // it acknowledges nothing any more
    for (let at = 0; at < 3; at++) await chat.send(new Uint8Array(1024 * 1024));
    await ana.heard(4);
    expect(stuck.messages).toHaveLength(1);
    expect(lost).toEqual([]);
    channel.close();
    await vi.waitFor(() => expect(lost).toEqual(["TwilioError", 54005]), waiting);
    await expect(chat.send("for Ana")).rejects.toMatchObject({ code: 54005 });
    expect((await ana.heard(5)).at(-1)).toBe("for Ana");
  });
});
