import * as v from "valibot";
import { limits } from "./limits.ts";

/** How a room is run: what a host or the account may edit while it runs (Janus VideoRoom's room properties). */

const flag = v.boolean();
const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));
const codecs = <const Names extends readonly string[]>(names: Names) =>
  v.pipe(v.array(v.picklist(names)), v.maxLength(names.length));

/** Who is let in. `open`: whoever has a token. `knock`: guests wait until a host admits them. `members`: no guests. */
export const admissions = ["open", "knock", "members"] as const;
export type AdmissionRule = (typeof admissions)[number];

export const videoCodecNames = ["VP8", "VP9", "H264", "AV1"] as const;
export const audioCodecNames = ["opus", "PCMU", "PCMA"] as const;

/** Everybody in the room knows these. Units and ranges are in docs/access.md. */
export const roomRules = v.object({
  admission: v.picklist(admissions),
  description: v.pipe(v.string(), v.maxLength(limits.descriptionChars)),
  /** JSON text of one's own, for lobbies. */
  roomInfo: v.pipe(v.string(), v.maxLength(limits.roomInfoChars)),
  /** Whether room lists show it. */
  isListed: flag,
  isLocked: flag,
  /** Whether it stays when it is empty, whatever its age. */
  isPermanent: flag,
  /** Of those who publish at a time; the room's type has the most. */
  maxPublishers: v.pipe(count(10), v.minValue(1)),
  maxAttendees: count(limits.attendees),
  /** Whether participants hear of attendees. */
  notifyJoining: flag,
  /** Whether an attendee needs the private id of somebody who is in. */
  requirePrivateId: flag,
  /** Whether who was silenced may give themselves the word again. */
  selfUnmute: flag,
  /** Whether pages tell the signal-worker who is talking, for lists of participants. */
  tellsTalking: flag,
  /** Of each publisher, in all its video together, on each link; 0: no cap. */
  bitrateCapBps: count(100_000_000),
  /** In order of preference; none: the browsers'. */
  audioCodecs: codecs(audioCodecNames),
  videoCodecs: codecs(videoCodecNames),
  opusFec: flag,
  opusDtx: flag,
  /** As `scalabilityMode` of WebRTC SVC (L1T2, L3T3_KEY …); empty: the browser's. */
  scalabilityMode: v.pipe(v.string(), v.regex(/^(L[1-3]T[1-3](_KEY(_SHIFT)?)?|L[1-3]T[1-3]h)?$/)),
  /** How often a publisher sends a key frame unasked; 0: when it is asked. */
  keyFrameIntervalSeconds: count(3_600),
  /** Somebody talks when their level was at least `-audioLevelAverage` dBov on average over this many packets of 20 ms. */
  audioActivePackets: v.pipe(count(1_000), v.minValue(1)),
  /** 0 (the loudest) to 127, as Janus has it. */
  audioLevelAverage: count(127),
});
export type RoomRules = v.InferOutput<typeof roomRules>;

/** What a room is like of which nothing was said; Janus's defaults where it has them. */
export const usualRules: RoomRules = {
  admission: "open",
  description: "",
  roomInfo: "",
  isListed: false,
  isLocked: false,
  isPermanent: false,
  maxPublishers: 10,
  maxAttendees: 0,
  notifyJoining: false,
  requirePrivateId: false,
  selfUnmute: true,
  tellsTalking: false,
  bitrateCapBps: 0,
  audioCodecs: [],
  videoCodecs: [],
  opusFec: true,
  opusDtx: true,
  scalabilityMode: "",
  keyFrameIntervalSeconds: 0,
  audioActivePackets: 100,
  audioLevelAverage: 25,
};

/** A PIN or a room secret as somebody types it. */
export const password = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.passwordChars));

/** A change of some of them. `pin` and `secret` go one way: they are kept hashed, and nobody reads them. Null takes one away. */
export const roomEdit = v.partial(
  v.object({ ...roomRules.entries, pin: v.nullable(password), secret: v.nullable(password) }),
);
export type RoomEdit = v.InferOutput<typeof roomEdit>;
