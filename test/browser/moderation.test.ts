import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { usualRules } from "#protocol/room-rules";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

let people: People;

beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const nothingSilenced = { audio: false, video: false };

/** RTP packets that all of a person's connections have carried. */
async function packets(
  person: Person,
  direction: "inbound-rtp" | "outbound-rtp",
  kind = "",
): Promise<number> {
  let sum = 0;
  for (const report of (await person.room.getRtcStats()).values())
    for (const entry of report.values())
      if (entry.type === direction && (kind === "" || entry.kind === kind))
        sum += direction === "inbound-rtp" ? entry.packetsReceived : entry.packetsSent;
  return sum;
}

/** Settles when nothing has come in a whole second. */
async function stops(count: () => Promise<number>): Promise<void> {
  let before = -1;
  await vi.waitFor(
    async () => {
      const now = await count();
      const more = now - before;
      before = now;
      expect(more).toBe(0);
    },
    { timeout: 10_000, interval: 1_000 },
  );
}

async function grows(count: () => Promise<number>): Promise<void> {
  const before = await count();
  await vi.waitFor(async () => expect(await count()).toBeGreaterThan(before + 5), waiting);
}

describe("who is silenced", () => {
  it("stops sending, says so, and is received again when it is over", async () => {
    const [ana, ben] = await people.pair({}, { tracks: [people.video("camera"), people.hum()] });
    await ana.saw("trackStarted", 2);
    const [camera] = ben.room.localParticipant.videoTracks.values();
    const told: unknown[] = [];
    camera!.on("silenced", () => told.push("silenced"));
    camera!.on("unsilenced", () => told.push("unsilenced"));
    ben.room.localParticipant.on("changed", (by) => told.push(by?.identity));
    people.hub.place(ben.socket.member, { silenced: { audio: false, video: true } }, ana.socket.member);
    await ana.saw("trackUnsubscribed camera");
    await ana.saw("participantChanged ben");
    await ben.saw("participantChanged ben");
    expect(told).toEqual(["silenced", "ana"]);
    expect(camera!.isSilenced).toBe(true);
    expect(ben.room.localParticipant.silenced).toEqual({ audio: false, video: true });
    expect(ana.other("ben").silenced).toEqual({ audio: false, video: true });
    await stops(() => packets(ben, "outbound-rtp", "video"));
    await grows(() => packets(ana, "inbound-rtp", "audio"));
    expect(ana.events.filter((event) => event.startsWith("trackUn"))).toEqual(["trackUnsubscribed camera"]);

    people.hub.place(ben.socket.member, { silenced: nothingSilenced }, ana.socket.member);
    await ana.saw("trackSubscribed camera", 2);
    await grows(() => packets(ana, "inbound-rtp", "video"));
    expect(camera!.isSilenced).toBe(false);
  });

  it("is cut off by everybody when their page takes no notice", async () => {
    const all = [await people.join("ana"), await people.join("cem")];
    const ben = await people.join("ben", { tracks: [people.video("camera"), people.hum()] });
    for (const person of all) await person.saw("trackStarted", 2);
    const deliver = people.hub.onDeliver;
    people.hub.onDeliver = (to, fact) => deliver(to, fact) && !(to === "ben" && fact.fact === "news");
    people.hub.place(ben.socket.member, { silenced: { audio: true, video: true } });
    for (const person of all) {
      await person.saw("trackUnsubscribed", 2);
      await stops(() => packets(person, "inbound-rtp"));
    }
    expect(ben.room.localParticipant.silenced).toEqual(nothingSilenced);
    await ben.room.localParticipant.publishTrack(people.video("another"));
    for (const person of all) await person.saw("trackPublished another");
    for (const person of all) await stops(() => packets(person, "inbound-rtp"));
    expect(
      all.flatMap(({ events }) => events).filter((event) => event === "trackSubscribed another"),
    ).toEqual([]);
  });

  it("is heard by nobody who comes later, either", async () => {
    await people.join("ben", {
      tracks: [people.video("camera"), people.hum()],
      place: { silenced: { audio: true, video: false } },
    });
    const ana = await people.join("ana");
    await ana.saw("trackStarted camera");
    expect(ana.other("ben").audioTracks.values().next().value?.isSubscribed).toBe(false);
    expect(await packets(ana, "inbound-rtp", "audio")).toBe(0);
  });
});

describe("an attendee", () => {
  it("sees and hears, is seen by nobody, and may publish nothing", async () => {
    const ana = await people.join("ana", { tracks: [people.video("camera"), people.hum()] });
    const sentFromTheAnswerOn = new Map<RTCPeerConnection, (MediaStreamTrack | null)[]>();
    const { setRemoteDescription } = RTCPeerConnection.prototype;
    vi.spyOn(RTCPeerConnection.prototype, "setRemoteDescription").mockImplementation(async function (
      this: RTCPeerConnection,
      description,
    ) {
      await Reflect.apply(setRemoteDescription, this, [description]);
      if (description.type === "answer")
        sentFromTheAnswerOn.set(
          this,
          this.getSenders().map(({ track }) => track),
        );
    });
    const eve = await people.join("eve", {
      tracks: [people.video("hidden"), new LocalDataTrack({ name: "secret" })],
      place: { role: "attendee" },
    });
    await eve.saw("trackStarted", 2);
    expect(sentFromTheAnswerOn.get(people.connections.of("eve").pc)).toEqual([null]);
    vi.restoreAllMocks();
    await grows(() => packets(eve, "inbound-rtp", "video"));
    expect(eve.room.localParticipant).toMatchObject({ role: "attendee", isPublishing: false });
    const failed = vi.fn<(error: unknown) => void>();
    eve.room.localParticipant.on("trackPublicationFailed", failed);
    await expect(eve.room.localParticipant.publishTrack(people.video("late"))).rejects.toMatchObject({
      code: 54040,
      message: "An attendee receives and does not publish",
      remedy: "Ask a host for another role.",
    });
    expect(failed).toHaveBeenCalledOnce();
    expect(ana.room.participants.size).toBe(0);
    expect(ana.events).toEqual([]);
    expect(await packets(eve, "outbound-rtp")).toBe(0);
    expect(ana.room.attendees.size).toBe(0);
    people.hub.news({ is: "room", rules: { ...usualRules, notifyJoining: true }, isPinRequired: false });
    await ana.saw("attendeeConnected eve");
    expect([...ana.room.attendees.values()]).toMatchObject([{ identity: "eve", displayName: "eve" }]);
    expect(ana.room.rules?.notifyJoining).toBe(true);
    eve.room.disconnect();
    await ana.saw("attendeeDisconnected eve");
    expect(ana.events.filter((event) => event.startsWith("participant"))).toEqual([]);
  });

  it("has no link with another one; made a publisher it has one with everybody", async () => {
    const ana = await people.join("ana", { tracks: [people.video("camera")] });
    const eve = await people.join("eve", { place: { role: "attendee" }, tracks: [people.video("eves")] });
    const joe = await people.join("joe", { place: { role: "attendee" } });
    for (const person of [eve, joe]) await person.saw("trackStarted camera");
    expect(people.connections.open).toHaveLength(4);
    people.hub.place(eve.socket.member, { role: "publisher", isPublishing: true });
    await ana.saw("participantConnected eve");
    await ana.saw("trackStarted eves");
    await joe.saw("participantConnected eve");
    await joe.saw("trackStarted eves");
    expect(people.connections.open).toHaveLength(6);
    expect(eve.room.participants.size).toBe(1);
    people.hub.place(eve.socket.member, { role: "attendee" });
    await ana.saw("participantDisconnected eve");
    await joe.saw("participantDisconnected eve");
    await vi.waitFor(() => expect(people.connections.open).toHaveLength(4), waiting);
    await grows(() => packets(eve, "inbound-rtp", "video"));
  });
});

it("two who do not publish let go of each other, and find each other again", async () => {
  const [ana, ben] = await people.pair(
    { tracks: [people.video("anas")] },
    { tracks: [people.video("bens")] },
  );
  const cem = await people.join("cem");
  for (const [person, name] of [
    [ana, "bens"],
    [ben, "anas"],
    [cem, "anas"],
  ] as const)
    await person.saw(`trackStarted ${name}`);
  people.hub.place(ana.socket.member, { isPublishing: false });
  await ben.saw("trackUnsubscribed anas");
  expect(people.connections.open).toHaveLength(6);
  people.hub.place(ben.socket.member, { isPublishing: false });
  await ana.saw("participantDisconnected ben");
  await ben.saw("participantDisconnected ana");
  await vi.waitFor(() => expect(people.connections.open).toHaveLength(4), waiting);
  people.hub.place(ben.socket.member, { isPublishing: true });
  await ana.saw("trackStarted bens", 2);
  await ben.saw("participantConnected ana");
  expect(cem.events).not.toContain("participantDisconnected ben");
  expect(people.connections.open).toHaveLength(6);
});

it("who is kicked loses every link at once, though their page takes no notice", async () => {
  const ana = await people.join("ana");
  const ben = await people.join("ben");
  const cem = await people.join("cem");
  await vi.waitFor(() => expect(people.connections.open).toHaveLength(6), waiting);
  const deliver = people.hub.onDeliver;
  people.hub.onDeliver = (to, fact) => deliver(to, fact) && to !== "ben";
  people.hub.news({ is: "kicked", peerId: ben.socket.member.peerId, by: ana.socket.member.peerId });
  for (const person of [ana, cem]) {
    await person.saw("participantDisconnected ben");
    const said = person.events.filter(
      (event) => event.endsWith(" ben") && !event.startsWith("participantConnected"),
    );
    expect(said).toEqual(["participantKicked ben", "participantDisconnected ben"]);
  }
  // what is left is theirs alone: nobody is at its other end
  await vi.waitFor(() => expect(people.connections.open.length).toBeLessThanOrEqual(4), waiting);
});

describe("acts", () => {
  it("reach the signal-worker, bring its answer, and reject with its code", async () => {
    const [ana, ben] = await people.pair();
    const acts: unknown[] = [];
    people.hub.onAct = (by, act) => {
      acts.push([by.identity, act]);
      if (act.do === "kick") return { code: 54037 };
      return act.do === "invitations"
        ? { areInvitationsAsked: true, invitations: [{ hint: "ab", token: "abc" }] }
        : {};
    };
    const moderation = await ana.room.moderation();
    await moderation.silence(ana.other("ben"), { audio: true });
    await expect(moderation.kick(ana.other("ben"))).rejects.toMatchObject({
      code: 54037,
      message: "You may not do that in this room",
    });
    expect(await moderation.addInvitations()).toEqual({
      areAsked: true,
      invitations: [{ hint: "ab", token: "abc" }],
    });
    const { sid } = ben.socket.member;
    expect(acts).toEqual([
      ["ana", { do: "silence", participant: sid, audio: true, video: undefined }],
      ["ana", { do: "kick", participant: sid, keepOut: false }],
      ["ana", { do: "invitations", action: "add", invitations: undefined }],
    ]);
  });

  it("that are not answered before the socket is lost reject, and so do those after", async () => {
    const [ana] = await people.pair();
    const moderation = await ana.room.moderation();
    people.hub.onAct = () => {
      ana.socket.cut();
      return {};
    };
    await expect(moderation.lock()).rejects.toMatchObject({ code: 53001 });
    await expect(moderation.lock()).rejects.toMatchObject({ code: 53001 });
    ana.room.disconnect();
    await expect(moderation.end()).rejects.toMatchObject({ code: 53001 });
  });

  it("news come in their order: what follows the first waits for what reads it", async () => {
    const [ana, ben] = await people.pair();
    const knocks = [{ sid: `KN${"1".repeat(32)}`, identity: "eve", name: "Eve" }];
    const heard: unknown[] = [];
    ana.room.on("knocking", (all) => heard.push(all.length));
    ana.room.on("participantKicked", (participant, by) => heard.push(participant.identity, by));
    ana.room.on("participantDisconnected", ({ identity }) => heard.push(`${identity} is gone`));
    people.hub.news({ is: "knocks", knocks });
    people.hub.news({ is: "knocks", knocks: [] });
    people.hub.news({ is: "kicked", peerId: ben.socket.member.peerId });
    people.hub.putOut(54036, [ben.socket.member.peerId]);
    await ben.saw("disconnected");
    await ana.saw("participantDisconnected ben");
    expect(heard).toEqual([1, 0, "ben", null, "ben is gone"]);
  });
});
