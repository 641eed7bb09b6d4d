import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ControlChannel } from "../../web/mesh/control-channel.ts";
import { startKernel } from "../../web/kernel/start-kernel.ts";
import type { DataKernel } from "../../web/room/data-wire.ts";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

const sidOf = (digit: string) => `MT${digit.repeat(32)}`;

/** What a hostile peer says. */
function say(person: Person, ...messages: unknown[]): void {
  const control = person.connection.channels.get("control")!;
  for (const message of messages)
    control.send(typeof message === "string" ? message : JSON.stringify(message));
}

describe("a control channel that is fed with nonsense", () => {
  it("counts what it cannot read, delivers the rest in order, and keeps what was said early", async () => {
    const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
    const heard: unknown[] = [];
    const silent = { onOpen: () => undefined, onFlood: () => undefined, onClose: () => undefined };
    const nearEnd = new ControlChannel(near, { ...silent, onMessage: () => undefined });
    const farEnd = new ControlChannel(far, { ...silent, onMessage: (message) => heard.push(message) });
    nearEnd.send({ type: "ping", id: 1 });
    nearEnd.send({ type: "ping", id: 2 });
    near.addEventListener(
      "icecandidate",
      ({ candidate }) => void far.addIceCandidate(candidate ?? undefined),
    );
    far.addEventListener(
      "icecandidate",
      ({ candidate }) => void near.addIceCandidate(candidate ?? undefined),
    );
    await near.setLocalDescription();
    await far.setRemoteDescription(near.localDescription!);
    await far.setLocalDescription();
    await near.setRemoteDescription(far.localDescription!);
    await vi.waitFor(
      () =>
        expect(heard).toEqual([
          { type: "ping", id: 1 },
          { type: "ping", id: 2 },
        ]),
      waiting,
    );

    const raw = people.connections.all[0]!.channels.get("control")!;
    raw.send("{");
    raw.send("[]");
    raw.send("null");
    raw.send('{"type":"ping"}');
    raw.send('{"type":"ping","id":-1}');
    raw.send(new Uint8Array(10));
    raw.send(JSON.stringify({ type: "ping", id: 3, pad: "x".repeat(70_000) }));
    nearEnd.send({ type: "bye" });
    await vi.waitFor(() => expect(heard.at(-1)).toEqual({ type: "bye" }), waiting);
    expect(heard).toHaveLength(3);
    expect(farEnd.malformedMessages).toBe(7);
    near.close();
    far.close();
    nearEnd.send({ type: "bye" }); // too late, and no harm
  });

  it("the call goes on", async () => {
    const [chat, camera] = [new LocalDataTrack({ name: "chat" }), people.video("camera")];
    const [ana, ben] = await people.pair({}, { tracks: [chat] });
    say(
      ben,
      "garbage",
      "x".repeat(100_000),
      { type: "unknown" },
      { type: "ready", sid: sidOf("0") },
      { type: "wish", sid: sidOf("0"), widthPx: 1, heightPx: 1 },
      { type: "enabled", sid: sidOf("0"), enabled: false },
      { type: "candidate", candidate: { candidate: "candidate:nonsense" } },
      { type: "description", id: 1, description: { type: "answer", sdp: "nonsense" } },
      { type: "description", id: 2, description: { type: "offer", sdp: "nonsense" } },
      { type: "hello", v: 1, tracks: [] },
    );
    await chat.send("still here");
    await ana.heard(1);
    await ben.room.localParticipant.publishTrack(camera);
    await ana.saw("trackStarted camera");
    expect(ana.events.filter((event) => event.startsWith("participant"))).toEqual([
      "participantConnected ben",
    ]);
  });

  it("a flood cuts off its own link, with a code, and is heard by nobody else", async () => {
    const [ana, ben] = await people.pair();
    const cem = await people.join("cem");
    await vi.waitFor(
      () =>
        expect(
          people.connections.open.filter(({ channels }) => channels.get("control")?.readyState === "open"),
        ).toHaveLength(6),
      waiting,
    );
    const unreachable: [string, number][] = [];
    ana.room.on("participantUnreachable", ({ identity }, { code }) => unreachable.push([identity, code]));
    const channels = people.connections.open
      .filter(({ owner }) => owner === "ben")
      .map((connection) => connection.channels.get("control")!);
    for (let count = 0; count < 3_000; count++)
      for (const channel of channels)
        if (channel.readyState === "open") channel.send(JSON.stringify({ type: "ping", id: count }));
    await vi.waitFor(() => expect(unreachable).toEqual([["ben", 54012]]), waiting);
    expect(cem.events.filter((event) => /ana/.test(event) && /econnect/.test(event))).toEqual([]);
    const chat = new LocalDataTrack({ name: "chat" });
    await cem.room.localParticipant.publishTrack(chat);
    void chat.send("still here").catch(() => undefined); // Ben may have been cut off there too
    expect(await ana.heard(1)).toEqual(["still here"]);
    // with neither link he is looking for a way back (53405), which is not the end of his call
    expect(ben.room.state).not.toBe("disconnected");
  });

  it("a key that is none: sending fails on both sides instead of waiting for ever", async () => {
    const [mine, theirs] = [new LocalDataTrack({ name: "mine" }), new LocalDataTrack({ name: "theirs" })];
    const started = Promise.withResolvers<DataKernel>();
    const [, ben] = await people.pair({ tracks: [mine] }, { tracks: [theirs], sealer: started.promise });
    const outcomes = [mine.send("never"), theirs.send("never")];
    say(ben, { type: "key", key: "A".repeat(43) });
    await expect(outcomes[0]).rejects.toMatchObject({ code: 54004 });
    started.resolve(startKernel());
    await expect(outcomes[1]).rejects.toMatchObject({ code: 54005 });
  });

  it("two tracks on one channel, our own channel's number, or a section nobody has: nothing breaks", async () => {
    const mine = new LocalDataTrack({ name: "mine" });
    const [ana, ben] = await people.pair({ tracks: [mine] }, {});
    await ben.saw("trackSubscribed mine");
    const data = {
      kind: "data",
      enabled: true,
      ordered: true,
      maxPacketLifeTime: null,
      maxRetransmits: null,
    };
    say(ben, {
      type: "tracks",
      tracks: [
        { ...data, sid: sidOf("1"), name: "one", channelId: 1_022 },
        { ...data, sid: sidOf("2"), name: "same channel", channelId: 1_022 },
        { ...data, sid: sidOf("3"), name: "yours", channelId: 101 },
        { kind: "video", sid: sidOf("4"), name: "no section", enabled: true, mid: "9" },
        { kind: "video", sid: sidOf("4"), name: "twice", enabled: true, mid: null },
      ],
    });
    await ana.saw("trackPublished", 4);
    await mine.send("still here");
    expect(await ben.heard(1)).toEqual(["still here"]);
    expect([...ana.other("ben").videoTracks.values()].map(({ isSubscribed }) => isSubscribed)).toEqual([
      false,
    ]);
  });
});
