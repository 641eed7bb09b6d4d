import { describe, expect, it } from "vitest";
import { parseServerFrame } from "#protocol/announce";
import { controlMessageChars, parseControlMessage, trackInfoOf } from "../../web/mesh/control.ts";
import { seeded, type Seeded } from "../wasm/seeded.ts";

const cases = 100_000;
const hex = "0123456789abcdef";
const id = "p".repeat(20);
const member = { peerId: id, sid: `PA${"1".repeat(32)}`, identity: "ana", name: "Ana" };
const sid = `MT${"a".repeat(32)}`;
const media = { sid, kind: "video", name: "camera", enabled: true, mid: "1" };
const data = {
  sid,
  kind: "data",
  name: "chat",
  enabled: true,
  ordered: true,
  maxPacketLifeTime: null,
  maxRetransmits: 3,
  channelId: 101,
};

const controlMessages: readonly object[] = [
  { type: "hello", v: 1, tracks: [media, data] },
  { type: "key", key: "A".repeat(43) },
  { type: "key", key: null },
  { type: "commit", commit: "A".repeat(43) },
  { type: "reveal", nonce: "A".repeat(43) },
  { type: "senderKey", sealed: "A".repeat(2_126) },
  { type: "tracks", tracks: [media, data] },
  { type: "enabled", sid, enabled: false },
  { type: "ready", sid },
  { type: "wish", sid, widthPx: 640, heightPx: 360, priority: 2 },
  { type: "keyFrame", sid },
  { type: "wish", sid, widthPx: 640, heightPx: 360, priority: 0, spatialLayer: 0, temporalLayer: 1 },
  { type: "takes", audio: true, video: false, data: true },
  { type: "level", levelDbov: -30, speaking: true },
  { type: "description", id: 7, description: { type: "offer", sdp: "v=0" } },
  { type: "detour", key: "k".repeat(43) },
  { type: "carry", to: "p".repeat(20), parcel: "c2VhbGVk" },
  { type: "carried", from: "p".repeat(20), parcel: "c2VhbGVk" },
  { type: "candidate", candidate: { candidate: "candidate:1", sdpMid: "0", sdpMLineIndex: 0 } },
  { type: "ping", id: 1 },
  { type: "pong", id: 1 },
  { type: "bye" },
];

const head = { action: "announce", info_hash: id };
const serverFrames: readonly object[] = [
  {
    ...head,
    interval: 30,
    complete: 1,
    incomplete: 0,
    mesh: {
      v: 1,
      self: member,
      room: { sid: `RM${"2".repeat(32)}`, name: "standup", type: "go", maxParticipants: 2 },
      peers: [member],
      ice: [{ urls: ["stun:stun.example"] }],
      session: "s",
      directed: true,
    },
  },
  {
    ...head,
    peer_id: id,
    offer_id: id,
    offer: { type: "offer", sdp: "v=0", hello: "{}" },
    mesh: { from: member },
  },
  { ...head, peer_id: id, offer_id: id, answer: { type: "answer", sdp: "v=0" } },
  { ...head, peer_id: id, offer_id: id, mesh: { candidates: [{ candidate: "candidate:1" }] } },
  { ...head, mesh: { left: { peerId: id, reason: "closed" } } },
  { action: "announce", "failure reason": "full", mesh: { error: { code: 53105 } } },
];

/** Values that parsers trip over. */
const strange: readonly ((random: Seeded) => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  () => -1,
  () => 1.5,
  () => 1e300,
  () => Number.MAX_SAFE_INTEGER + 1,
  () => "",
  () => [],
  () => ({}),
  () => [[[[]]]],
  () => "\u0000\ud800",
  () => "__proto__",
  (random) => random.integer(2 ** 32),
  (random) => hex[random.integer(16)]!.repeat(random.integer(300)),
  (random) => Array.from({ length: random.integer(80) }, () => media),
];

/** One place somewhere in the message holds something else, or is gone, or is new. */
function changed(value: unknown, random: Seeded): unknown {
  const pick = () => strange[random.integer(strange.length)]!(random);
  if (typeof value !== "object" || value === null || random.integer(6) === 0) return pick();
  if (Array.isArray(value)) {
    const at = random.integer(value.length + 1);
    return at === value.length ? [...value, pick()] : value.with(at, changed(value[at], random));
  }
  const entries = Object.entries(value);
  const at = random.integer(entries.length + 1);
  const entry = entries[at];
  if (entry === undefined)
    return { ...value, [["extra", "__proto__", "constructor"][random.integer(3)]!]: pick() };
  if (random.integer(5) === 0) return Object.fromEntries(entries.toSpliced(at, 1));
  return { ...value, [entry[0]]: changed(entry[1], random) };
}

/** Text with a few characters broken, cut off or doubled. */
function broken(text: string, random: Seeded): string {
  const at = random.integer(text.length + 1);
  switch (random.integer(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + String.fromCharCode(random.integer(0x1_0000)) + text.slice(at + 1);
    case 2:
      return text + text;
    default:
      return text.slice(0, at) + text.slice(random.integer(text.length + 1));
  }
}

function* texts(messages: readonly object[], random: Seeded): Iterable<string> {
  for (let count = 0; count < cases; count++) {
    const message = messages[random.integer(messages.length)]!;
    if (random.integer(3) === 0) yield broken(JSON.stringify(message), random);
    else yield JSON.stringify(changed(message, random)) ?? "undefined";
  }
}

describe("messages from a peer", () => {
  it("takes a wish without a priority for a usual one, none above 3, and no layer above 2", () => {
    const wish = { type: "wish", sid, widthPx: 640, heightPx: 360 };
    expect(parseControlMessage(JSON.stringify(wish))).toEqual({ ...wish, priority: 0 });
    expect(parseControlMessage(JSON.stringify({ ...wish, priority: 4 }))).toBeUndefined();
    for (const layer of ["spatialLayer", "temporalLayer"])
      for (const unknown of [3, -1, 0.5, "0", null])
        expect(parseControlMessage(JSON.stringify({ ...wish, [layer]: unknown }))).toBeUndefined();
  });

  it.each(controlMessages)("reads %o", (message) => {
    expect(parseControlMessage(JSON.stringify(message))).toEqual(message);
  });

  it("never throws, and what it lets through keeps to the limits", () => {
    const random = seeded("control messages");
    let read = 0;
    for (const text of texts(controlMessages, random)) {
      const message = parseControlMessage(text);
      if (message === undefined) continue;
      read++;
      expect(controlMessages.map((known) => Reflect.get(known, "type"))).toContain(message.type);
      if (message.type !== "hello" && message.type !== "tracks") continue;
      expect(message.tracks.length).toBeLessThanOrEqual(64);
      for (const track of message.tracks) {
        expect(track.sid).toMatch(/^MT[0-9a-f]{32}$/);
        expect(track.name.length).toBeLessThanOrEqual(128);
        if (track.kind === "data")
          expect(track.channelId).toSatisfy((channel: number) => channel > 100 && channel < 1_024);
        expect(trackInfoOf(track)).not.toHaveProperty("channelId");
      }
    }
    expect(read).toBeGreaterThan(cases / 100);
    expect(read).toBeLessThan(cases);
  });

  it("reads nothing that is no text, and nothing that is too long", () => {
    for (const value of [undefined, null, 5, {}, new ArrayBuffer(8)])
      expect(parseControlMessage(value)).toBeUndefined();
    const bye = JSON.stringify({ type: "bye" });
    expect(parseControlMessage(bye.padEnd(controlMessageChars))).toEqual({ type: "bye" });
    expect(parseControlMessage(bye.padEnd(controlMessageChars + 1))).toBeUndefined();
  });
});

describe("frames from a signal-worker", () => {
  it.each(serverFrames)("reads %o", (frame) => {
    expect(parseServerFrame(JSON.stringify(frame))).toMatchObject(frame);
  });

  it("never throws, and who comes from it is somebody", () => {
    const random = seeded("server frames");
    let read = 0;
    for (const text of texts(serverFrames, random)) {
      const frame = parseServerFrame(text);
      if (frame === undefined) continue;
      read++;
      const members =
        frame.kind === "welcome"
          ? [frame.mesh.self, ...frame.mesh.peers]
          : frame.kind === "offer"
            ? [frame.mesh.from]
            : [];
      for (const { peerId, identity, name } of members) {
        expect(peerId).toHaveLength(20);
        for (const text of [identity, name])
          expect(text.length).toSatisfy((chars: number) => chars > 0 && chars <= 128);
      }
    }
    expect(read).toBeGreaterThan(cases / 100);
    expect(read).toBeLessThan(cases);
  });
});
