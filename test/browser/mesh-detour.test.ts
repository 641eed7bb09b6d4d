import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { linkBetween, silence, silenceForLong, valueOf } from "../fakes/link-ends.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

const patient = { ...waiting, timeout: 15_000 };
let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

async function three(): Promise<[Person, Person, Person]> {
  const all = [await people.join("ana"), await people.join("ben"), await people.join("cem")] as const;
  await vi.waitFor(() => {
    const open = people.connections.open.filter(
      ({ channels }) => channels.get("control")?.readyState === "open",
    );
    expect(open).toHaveLength(6);
  }, patient);
  return [...all];
}

describe("a link whose path is dead", () => {
  it("is mended through a neighbour while the server is away: same connection, new path, nobody leaves", async () => {
    const [ana, ben, cem] = await three();
    const ends = linkBetween(people, ana, cem);
    const before = ends.map(({ pc }) => valueOf(pc.localDescription, "ice-ufrag"));
    for (const { socket } of [ana, ben, cem]) socket.cut(false);
    const heal = silence(ends);
    await Promise.all([ana.saw("participantReconnecting cem"), cem.saw("participantReconnecting ana")]);
    await vi.waitFor(() => {
      for (const [index, { pc }] of ends.entries()) {
        expect(valueOf(pc.currentLocalDescription, "ice-ufrag")).not.toBe(before[index]);
        expect(pc.signalingState).toBe("stable");
        expect(pc.iceConnectionState).toMatch(/connected|completed/);
      }
      expect(valueOf(ends[0].pc.currentRemoteDescription, "ice-ufrag")).toBe(
        valueOf(ends[1].pc.currentLocalDescription, "ice-ufrag"),
      );
    }, patient);
    heal();
    await Promise.all([ana.saw("participantReconnected cem"), cem.saw("participantReconnected ana")]);
    for (const { pc } of ends) expect(pc.connectionState).toBe("connected");
    expect(ben.events.filter((event) => /connecting|Disconnected/.test(event))).toEqual([]);
  }, 30_000);

  it("is mended through the server where there is no neighbour", async () => {
    const [ana, ben] = await people.pair();
    const ends = linkBetween(people, ana, ben);
    const before = ends.map(({ pc }) => valueOf(pc.localDescription, "ice-ufrag"));
    people.hub.onDeliver = (_to, { fact }) => fact !== "offered"; // no new link is to help
    const heal = silence(ends);
    await vi.waitFor(() => {
      for (const [index, { pc }] of ends.entries()) {
        expect(valueOf(pc.currentLocalDescription, "ice-ufrag")).not.toBe(before[index]);
        expect(pc.signalingState).toBe("stable");
      }
    }, patient);
    heal();
    await Promise.all([ana.saw("participantReconnected ben"), ben.saw("participantReconnected ana")]);
    expect(people.connections.open.filter((end) => ends.includes(end))).toHaveLength(2);
  }, 30_000);

  it("gives way to no parcel that the peer did not seal", async () => {
    const [ana, ben] = await people.pair();
    const [near, far] = linkBetween(people, ana, ben);
    const { peerId } = ben.socket.member;
    const before = near.pc.remoteDescription?.sdp;
    for (const parcel of ["", "AAAA", "c2VhbGVk".repeat(400), `${"A".repeat(16)}c2VhbGVkbm90`]) {
      ana.mesh.parcel(peerId, parcel);
      ana.mesh.parcel("nobody".padEnd(20, "x"), parcel);
    }
    const control = far.channels.get("control")!;
    control.send(JSON.stringify({ type: "carried", from: peerId, parcel: "c2VhbGVk" }));
    for (let count = 0; count < 500; count++)
      control.send(JSON.stringify({ type: "carry", to: "nobody".padEnd(20, "x"), parcel: "c2VhbGVk" }));
    const chat = new LocalDataTrack({ name: "chat" });
    await ben.room.localParticipant.publishTrack(chat);
    await chat.send("still here");
    expect(await ana.heard(1)).toEqual(["still here"]);
    expect(near.pc.remoteDescription?.sdp).toBe(before);
    expect(ana.events.filter((event) => event.includes("econnect"))).toEqual([]);
  });

  it("somebody who was given up is back as soon as there is a path again", async () => {
    const chat = new LocalDataTrack({ name: "chat" });
    const [ana, ben] = await people.pair({}, { tracks: [chat] });
    const ends = linkBetween(people, ana, ben);
    people.hub.onDeliver = (_to, { fact }) => fact !== "offered" && fact !== "parcel";
    await silenceForLong(ends);
    await vi.waitFor(
      () => {
        for (const { events } of [ana, ben]) expect(events.join()).toContain("participantDisconnected");
      },
      { timeout: 40_000, interval: 100 },
    );
    expect(ana.room.participants.size + ben.room.participants.size).toBe(0);
    people.hub.onDeliver = () => true;
    await Promise.all([
      ana.saw("participantConnected ben"),
      vi.waitFor(() => expect(ben.room.participants.size).toBe(1), { timeout: 20_000 }),
    ]);
    await chat.send("here again");
    expect(await ana.heard(1)).toEqual(["here again"]);
  }, 80_000);
});
