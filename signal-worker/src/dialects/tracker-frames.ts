import * as v from "valibot";
import { trackerLimits } from "./dialect-limits.ts";

/**
 * The WebTorrent tracker protocol over WebSocket, as bittorrent-tracker 11 speaks it; there is no BEP. Ids
 * are "binary strings": one character from 0 to 255 for each byte, as JSON text like any other string.
 */

export interface Description {
  readonly type: "offer" | "answer";
  readonly sdp: string;
}

interface Announce {
  readonly kind: "announce";
  readonly infoHash: string;
  readonly peerId: string;
  readonly isStopped: boolean;
  /** Has all of the torrent. */
  readonly isSeeder: boolean;
  readonly offers: readonly { readonly offerId: string; readonly offer: Description }[];
}

export type TrackerRequest =
  | Announce
  | {
      readonly kind: "answer";
      readonly infoHash: string;
      readonly peerId: string;
      readonly toPeerId: string;
      readonly offerId: string;
      readonly answer: Description;
    }
  | { readonly kind: "scrape"; readonly infoHashes: readonly string[] }
  /** `infoHash` where it could be read: then a stock client takes the failure for a warning and goes on. */
  | { readonly kind: "bad"; readonly reason: string; readonly infoHash: string | undefined };

interface Counts {
  readonly complete: number;
  readonly incomplete: number;
}

export type TrackerFrame =
  | ({ action: "announce"; info_hash: string; interval: number } & Counts)
  | { action: "announce"; info_hash: string; peer_id: string; offer_id: string; offer: Description }
  | { action: "announce"; info_hash: string; peer_id: string; offer_id: string; answer: Description }
  | {
      action: "scrape";
      files: Record<string, Counts & { downloaded: number }>;
      flags: { min_request_interval: number };
    }
  | { action?: "announce"; info_hash?: string; "failure reason": string };

/** Exactly 20 bytes. */
const id = v.pipe(v.string(), v.length(trackerLimits.idChars), v.regex(/^[^\u0100-\uffff]*$/));
const offerId = v.pipe(v.string(), v.nonEmpty(), v.maxLength(trackerLimits.offerIdChars));
const sdp = v.pipe(v.string(), v.maxLength(trackerLimits.sdpChars));
const offer = v.object({ offer_id: offerId, offer: v.object({ type: v.literal("offer"), sdp }) });
const answer = v.object({
  to_peer_id: id,
  offer_id: offerId,
  answer: v.object({ type: v.literal("answer"), sdp }),
});

const action = v.object({ action: v.picklist(["announce", "scrape"]) });
const events = ["", "empty", "started", "stopped", "completed", "update", "paused"] as const;
const announce = v.object({
  info_hash: id,
  peer_id: id,
  event: v.nullish(v.picklist(events)),
  // Infinity is null in JSON.
  left: v.optional(v.unknown()),
  offers: v.optional(v.unknown()),
  answer: v.optional(v.unknown()),
});
const withHash = v.object({ info_hash: id });
const hashes = v.union([
  v.pipe(
    id,
    v.transform((hash) => [hash]),
  ),
  v.pipe(v.array(id), v.minLength(1), v.maxLength(trackerLimits.hashesPerScrape)),
]);

/** Whatever comes in, something comes out that is safe to look at. */
export function parseTrackerFrame(text: string): TrackerRequest {
  const value = parseJson(text);
  const known = v.safeParse(action, value);
  if (!known.success) return bad("invalid action", value);
  return known.output.action === "scrape" ? parseScrape(value) : parseAnnounce(value);
}

function parseScrape(value: unknown): TrackerRequest {
  // A scrape of everything would give every swarm's name to anybody.
  const parsed = v.safeParse(v.object({ info_hash: hashes }), value);
  return parsed.success
    ? { kind: "scrape", infoHashes: parsed.output.info_hash }
    : bad("invalid info_hash", value);
}

function parseAnnounce(value: unknown): TrackerRequest {
  const parsed = v.safeParse(announce, value);
  if (!parsed.success) return bad(invalidReason(value), value);
  const { info_hash: infoHash, peer_id: peerId, event, left } = parsed.output;
  if (parsed.output.answer !== undefined && parsed.output.answer !== null) {
    const answered = v.safeParse(answer, value);
    if (!answered.success) return bad("invalid answer", value);
    const { to_peer_id: toPeerId, offer_id, answer: description } = answered.output;
    return { kind: "answer", infoHash, peerId, toPeerId, offerId: offer_id, answer: description };
  }
  return {
    kind: "announce",
    infoHash,
    peerId,
    isStopped: event === "stopped",
    isSeeder: left === 0 || event === "completed",
    offers: parseOffers(parsed.output.offers),
  };
}

/** Those that can be read, as the stock tracker does; each offer_id once. */
function parseOffers(value: unknown): Announce["offers"] {
  if (!Array.isArray(value)) return [];
  const offers = new Map<string, Description>();
  for (const item of value.slice(0, trackerLimits.offersPerAnnounce)) {
    const parsed = v.safeParse(offer, item);
    if (parsed.success) offers.set(parsed.output.offer_id, parsed.output.offer);
  }
  return [...offers].map(([offerId, description]) => ({ offerId, offer: description }));
}

function invalidReason(value: unknown): string {
  if (!v.is(withHash, value)) return "invalid info_hash";
  return v.is(v.object({ peer_id: id }), value) ? "invalid event" : "invalid peer_id";
}

function bad(reason: string, value: unknown): TrackerRequest {
  const parsed = v.safeParse(withHash, value);
  return { kind: "bad", reason, infoHash: parsed.success ? parsed.output.info_hash : undefined };
}

export function failureFrame(reason: string, infoHash?: string): TrackerFrame {
  return infoHash === undefined
    ? { "failure reason": reason }
    : { action: "announce", info_hash: infoHash, "failure reason": reason };
}

export function announceFrame(infoHash: string, counts: Counts): TrackerFrame {
  return { action: "announce", info_hash: infoHash, interval: trackerLimits.intervalSeconds, ...counts };
}

/** `downloaded` is the stock tracker's own lower bound: who is complete now. */
export function scrapeFrame(counts: ReadonlyMap<string, Counts>): TrackerFrame {
  return {
    action: "scrape",
    files: Object.fromEntries(
      [...counts].map(([infoHash, count]) => [infoHash, { ...count, downloaded: count.complete }]),
    ),
    flags: { min_request_interval: trackerLimits.intervalSeconds },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
