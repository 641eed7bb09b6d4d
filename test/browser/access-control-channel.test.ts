import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { News } from "#protocol/news";
import { usualRules } from "#protocol/room-rules";
import accessDoc from "../../docs/access.md?raw";
import type { ControlMessage } from "../../web/mesh/control.ts";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { actTable } from "../fakes/access-table.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

/** The peers' control channel knows no act: what docs/access.md lets the signal-worker decide nobody else can say there. */

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const acts = [...actTable(accessDoc).keys()];

/** Says it to everybody, past his own page. */
function sayToAll(who: Person, message: unknown): void {
  for (const { owner, channels } of people.connections.open) {
    const control = channels.get("control");
    if (owner === who.identity && control?.readyState === "open") control.send(JSON.stringify(message));
  }
}

/** Published afterwards, to see that the call goes on. */
const laterTracks = ["board", "his"];

/** How the room is for this person. */
const seenBy = ({ room }: Person) => ({
  state: room.state,
  rules: room.rules,
  own: [room.localParticipant.role, room.localParticipant.isPublishing, room.localParticipant.silenced],
  others: [...room.participants.values()].map((one) => [
    one.identity,
    one.displayName,
    one.role,
    one.isPublishing,
    one.silenced,
    one.state,
    [...one.tracks.values()]
      .filter(({ trackName }) => !laterTracks.includes(trackName))
      .map(({ trackName, isTrackEnabled, isSubscribed }) => [trackName, isTrackEnabled, isSubscribed]),
  ]),
});

/** Of the room, but for tracks that begin to flow. */
const told = ({ events }: Person) => events.filter((event) => !event.startsWith("track"));

it.each([["a publisher"], ["an attendee"]])(
  "a control message of %s that is an act, or news, changes nothing for anybody",
  async (who) => {
    const chat = new LocalDataTrack({ name: "chat" });
    const ana = await people.join("ana", { place: { role: "host" }, tracks: [chat] });
    const cem = await people.join("cem", { tracks: [people.video("camera")] });
    const place = who === "an attendee" ? ({ role: "attendee", isPublishing: false } as const) : {};
    const ben = await people.join("ben", { place });
    await ana.saw("trackStarted camera");
    const channelsOf = (identity: string) =>
      people.connections.open.filter(
        ({ owner, channels }) => owner === identity && channels.get("control")?.readyState === "open",
      );
    await vi.waitFor(() => expect(channelsOf("ben")).toHaveLength(2), waiting);
    await ben.saw("trackSubscribed chat");
    people.hub.onAct = (by, act) => {
      throw new Error(`${by.identity} had ${act.do} done`);
    };
    const before = [seenBy(ana), seenBy(cem)];
    const toldBefore = [told(ana), told(cem)];

    const [camera] = cem.room.localParticipant.videoTracks.values();
    const sid = camera!.trackSid;
    const { member } = cem.socket;
    const knock = `KN${"1".repeat(32)}`;
    for (const name of acts) {
      const act = { do: name, participant: member.sid, knock, identity: "cem", locked: true, on: false };
      const whole = { ...act, role: "attendee", audio: true, video: true, changes: { isLocked: true } };
      for (const message of [
        { type: "act", id: 1, act: whole },
        { ...whole, type: name },
        { type: "say", text: JSON.stringify({ act: whole }) },
        { type: "ping", id: 1, act: whole, mesh: { act: { id: 1, act: whole } } },
      ])
        sayToAll(ben, message);
    }

    const { peerId } = member;
    const silenced = { audio: true, video: true };
    const news: { [Is in News["is"]]: Extract<News, { is: Is }> } = {
      acted: { is: "acted", id: 0 },
      waiting: { is: "waiting" },
      knocks: { is: "knocks", knocks: [{ sid: knock, identity: "eve", name: "Eve" }] },
      member: { is: "member", peerId, name: "x", role: "attendee", isPublishing: false, silenced },
      room: { is: "room", rules: { ...usualRules, isLocked: true }, isPinRequired: true },
      kicked: { is: "kicked", peerId },
      talking: { is: "talking", peerId, talking: true },
    };
    for (const one of Object.values(news)) {
      for (const message of [
        { type: "news", news: one },
        { ...one, type: one.is },
        { type: "ping", id: 2, news: one, mesh: { news: one } },
      ])
        sayToAll(ben, message);
    }

    // what there is of messages, about somebody else, and with a role that nobody asked for
    const key = "A".repeat(43);
    const others: { [Type in Exclude<ControlMessage["type"], "bye">]: object } = {
      hello: { v: 1, tracks: [] },
      key: { key: null },
      senderKey: { sealed: key },
      commit: { commit: key },
      reveal: { nonce: key },
      tracks: { tracks: [] },
      enabled: { sid, enabled: false },
      ready: { sid },
      wish: { sid: `MT${"9".repeat(32)}`, widthPx: 1, heightPx: 1 },
      keyFrame: { sid },
      takes: { audio: true, video: true, data: true },
      level: { levelDbov: -127, speaking: false },
      description: { id: 9, description: { type: "answer", sdp: "nonsense" } },
      candidate: { candidate: { candidate: "" } },
      say: { text: "{}" },
      ping: { id: 3 },
      pong: { id: 3 },
      detour: { key },
      carry: { to: peerId, parcel: "AAAA" },
      carried: { from: peerId, parcel: "AAAA" },
    };
    const host = {
      role: "host",
      silenced,
      isPublishing: true,
      from: peerId,
      peerId,
      participant: member.sid,
    };
    for (const [type, parts] of Object.entries(others)) sayToAll(ben, { ...host, ...parts, type });

    // what was said before it has been read when this has come
    await chat.send("still here").catch(() => undefined); // not to Ben, once he has said that he has no key
    expect(await cem.heard(1)).toEqual(["still here"]);
    await ana.room.localParticipant.publishTrack(people.video("board"));
    await cem.saw("trackStarted board");
    await ben.room.localParticipant.publishTrack(new LocalDataTrack({ name: "his" })).catch(() => undefined);
    sayToAll(ben, { type: "ping", id: 4 });
    if (who === "a publisher")
      await Promise.all([ana.saw("trackPublished his"), cem.saw("trackPublished his")]);
    expect([seenBy(ana), seenBy(cem)]).toEqual(before);
    expect([told(ana), told(cem)]).toEqual(toldBefore);
  },
);
