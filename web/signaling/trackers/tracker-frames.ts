import * as v from "valibot";
import { limits } from "#protocol/limits";

/**
 * What a WebTorrent tracker says over its WebSocket. There is no specification; `bittorrent-tracker` is the reference,
 * and `wt-tracker` and `aquatic` differ in what they pass on: type and `sdp` of a description, nothing else.
 */

/** An offer or answer at its largest, and the ids. A tracker that sends more has nothing for us. */
const frameCharsAtMost = 96 * 1024;
const id = v.pipe(v.string(), v.length(limits.idChars));
const sealed = v.pipe(v.string(), v.minLength(1));
const count = v.pipe(v.number(), v.finite(), v.minValue(0));
const wordsChars = 200;

const failure = v.object({ "failure reason": v.string() });
const forwarded = { action: v.literal("announce"), info_hash: id, peer_id: id, offer_id: id };
const offer = v.object({ ...forwarded, offer: v.object({ type: v.literal("offer"), sdp: sealed }) });
const answer = v.object({ ...forwarded, answer: v.object({ type: v.literal("answer"), sdp: sealed }) });
const reply = v.object({
  action: v.literal("announce"),
  info_hash: id,
  interval: v.optional(v.pipe(v.number(), v.finite())),
  complete: v.optional(count, 0),
  incomplete: v.optional(count, 0),
  "warning message": v.optional(v.string()),
});

export interface ForwardedFrame {
  infoHash: string;
  /** The sender's address at this tracker. */
  peerId: string;
  offerId: string;
  sealed: string;
}
export type TrackerFrame =
  | ({ kind: "offer" } & ForwardedFrame)
  | ({ kind: "answer" } & ForwardedFrame)
  | {
      kind: "reply";
      infoHash: string;
      intervalSeconds: number | undefined;
      peers: number;
      warning: string | undefined;
    }
  | { kind: "failure"; reason: string };

/** @returns undefined for anything else */
export function parseTrackerFrame(data: unknown): TrackerFrame | undefined {
  if (typeof data !== "string" || data.length > frameCharsAtMost) return undefined;
  const json = parseJson(data);
  const failed = v.safeParse(failure, json);
  if (failed.success)
    return { kind: "failure", reason: failed.output["failure reason"].slice(0, wordsChars) };
  const offered = v.safeParse(offer, json);
  if (offered.success) return { kind: "offer", ...carried(offered.output, offered.output.offer.sdp) };
  const answered = v.safeParse(answer, json);
  if (answered.success) return { kind: "answer", ...carried(answered.output, answered.output.answer.sdp) };
  const replied = v.safeParse(reply, json);
  if (!replied.success || isForwarded(json)) return undefined;
  const { info_hash: infoHash, interval, complete, incomplete } = replied.output;
  return {
    kind: "reply",
    infoHash,
    intervalSeconds: interval,
    peers: complete + incomplete,
    warning: replied.output["warning message"]?.slice(0, wordsChars),
  };
}

function carried(
  frame: { info_hash: string; peer_id: string; offer_id: string },
  text: string,
): ForwardedFrame {
  return { infoHash: frame.info_hash, peerId: frame.peer_id, offerId: frame.offer_id, sealed: text };
}

/** Garbage of a stranger that the tracker passed on; a reply names no peer. */
function isForwarded(json: unknown): boolean {
  return typeof json === "object" && json !== null && ("offer" in json || "answer" in json);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
