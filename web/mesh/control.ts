import * as v from "valibot";
import { limits } from "#protocol/limits";
import type { TrackInfo } from "../room/track-info.ts";

/**
 * What two peers say to each other over the control channel: ordered, reliable, JSON text, one message
 * each. docs/protocol.md has the same in prose. A message that does not parse is dropped and counted.
 */

/** Largest control message. A session description is by far the longest thing said here. */
export const controlMessageChars = 64 * 1024;

const sid = v.pipe(v.string(), v.regex(/^MT[0-9a-f]{32}$/));
const name = v.pipe(v.string(), v.maxLength(limits.nameChars));
/** Left out: `standard`. */
const priority = v.exactOptional(v.picklist(["low", "standard", "high"]));
const mid = v.nullable(v.pipe(v.string(), v.maxLength(16)));
const peerId = v.pipe(v.string(), v.length(limits.idChars));
const parcel = v.pipe(v.string(), v.maxLength(limits.parcelChars), v.regex(/^[A-Za-z0-9_-]+$/));
const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));
/** docs/frame-format.md section 1: with 64 tracks. */
const senderKeyChars = 2_126;
const senderKey = v.pipe(v.string(), v.maxLength(senderKeyChars), v.regex(/^[A-Za-z0-9_-]+$/));
const uint = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));

/** A track on this link: `mid` names its media section, `channelId` its data channel. */
const mediaTrack = v.object({
  sid,
  kind: v.picklist(["audio", "video"]),
  name,
  enabled: v.boolean(),
  priority,
  mid,
});
const dataTrack = v.object({
  sid,
  kind: v.literal("data"),
  name,
  enabled: v.boolean(),
  priority,
  ordered: v.boolean(),
  maxPacketLifeTime: v.nullable(uint(0xffff)),
  maxRetransmits: v.nullable(uint(0xffff)),
  channelId: v.pipe(v.number(), v.integer(), v.minValue(101), v.maxValue(1023)),
});
/** Tracks that one peer may publish on a link. */
const maxTracks = 64;
const tracks = v.pipe(v.array(v.variant("kind", [mediaTrack, dataTrack])), v.maxLength(maxTracks));

const messages = [
  /** First word of each side; it comes with the offer or answer, through the server. */
  v.object({
    type: v.literal("hello"),
    v: v.literal(1),
    tracks,
    /** False: the sender takes no tracks but what subscribe rules give it. */
    automatic: v.exactOptional(v.boolean()),
  }),
  /** Once, when the kernel is up: the X25519 public key, base64url; null when sealing is off. */
  v.object({ type: v.literal("key"), key: v.nullable(key) }),
  /** The key of what the sender seals from now on, sealed by its kernel for the receiver's. */
  v.object({ type: v.literal("senderKey"), sealed: senderKey }),
  /** Emoji that two people compare: the hash of a nonce, then, once both have one, the nonce. */
  v.object({ type: v.literal("commit"), commit: key }),
  v.object({ type: v.literal("reveal"), nonce: key }),
  /** All tracks of the sender; replaces its earlier list. */
  v.object({ type: v.literal("tracks"), tracks }),
  v.object({ type: v.literal("enabled"), sid, enabled: v.boolean() }),
  /** The receiver listens on the track's data channel. */
  v.object({ type: v.literal("ready"), sid }),
  /** What the receiver's largest visible tile of a video track can use, device pixels. */
  v.object({
    type: v.literal("wish"),
    sid,
    widthPx: uint(16384),
    heightPx: uint(16384),
    priority: v.optional(uint(3), 0),
    /** No more than these: a quarter, half or all of the source's width and height, and of its frames. */
    spatialLayer: v.exactOptional(uint(2)),
    temporalLayer: v.exactOptional(uint(2)),
  }),
  /** Please send a whole picture of this video track. */
  v.object({ type: v.literal("keyFrame"), sid }),
  /** What the receiver takes of the sender's tracks; replaces `automatic`, and what it said before. */
  v.object({ type: v.literal("takes"), audio: v.boolean(), video: v.boolean(), data: v.boolean() }),
  v.object({
    type: v.literal("level"),
    levelDbov: v.pipe(v.number(), v.minValue(-127), v.maxValue(0)),
    speaking: v.boolean(),
  }),
  v.object({
    type: v.literal("description"),
    /** Offers of one end are counted from 1; an answer bears the id of its offer. */
    id: uint(0xffff_ffff),
    /** Of an offer: the id of the receiver's own, which cannot be taken. This one is to be taken instead. */
    instead: v.optional(uint(0xffff_ffff)),
    description: v.object({
      type: v.picklist(["offer", "answer"]),
      sdp: v.pipe(v.string(), v.maxLength(limits.sdpChars * 2)),
    }),
  }),
  v.object({
    type: v.literal("candidate"),
    candidate: v.object({
      candidate: v.pipe(v.string(), v.maxLength(limits.candidateChars)),
      sdpMid: v.optional(v.nullable(v.string())),
      sdpMLineIndex: v.optional(v.nullable(uint(0xffff))),
      usernameFragment: v.optional(v.nullable(v.string())),
    }),
  }),
  /** A message between the two pages, or the word that some have come. Handed on unread. */
  v.object({
    type: v.literal("say"),
    text: v.pipe(v.string(), v.minLength(1), v.maxLength(limits.sayChars)),
  }),
  v.object({ type: v.literal("ping"), id: uint(Number.MAX_SAFE_INTEGER) }),
  v.object({ type: v.literal("pong"), id: uint(Number.MAX_SAFE_INTEGER) }),
  /** What parcels for the sender are sealed with, should this link's own path die. */
  v.object({ type: v.literal("detour"), key }),
  /** Please hand this sealed control message to another of your peers. */
  v.object({ type: v.literal("carry"), to: peerId, parcel }),
  v.object({ type: v.literal("carried"), from: peerId, parcel }),
  /** Leaving for good. */
  v.object({ type: v.literal("bye") }),
] as const;

/** A variant of Valibot's would try one after the other, some twenty for a ping. */
const messageOf = new Map<unknown, (typeof messages)[number]>(
  messages.map((message) => [message.entries.type.literal, message]),
);

export type ControlMessage = v.InferOutput<(typeof messages)[number]>;
export type LinkTrack = v.InferOutput<typeof tracks>[number];

/** @returns undefined for anything that is not exactly one of the messages */
export function parseControlMessage(data: unknown): ControlMessage | undefined {
  if (typeof data !== "string" || data.length > controlMessageChars) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return undefined; // not JSON
  }
  if (typeof json !== "object" || json === null) return undefined;
  const message = messageOf.get(Reflect.get(json, "type"));
  if (message === undefined) return undefined;
  const result = v.safeParse(message, json);
  return result.success ? result.output : undefined;
}

/** The track as the room knows it, without what only this link needs. */
export function trackInfoOf(track: LinkTrack): TrackInfo {
  if (track.kind !== "data") {
    const { mid: _mid, ...info } = track;
    return info;
  }
  const { channelId: _channelId, ...info } = track;
  return info;
}
