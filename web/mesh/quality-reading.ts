import type { Flow, LinkQuality } from "../room/network-quality.ts";
import { entriesOf, type Entry, entryAt, type RawReport, selectedPair } from "../room/stats/raw-report.ts";

/** Weight of what was measured before, against one new measure. */
const memory = 0.5;
/** With fewer packets than this (silence) a single lost one would look like a catastrophe. */
const fewPackets = 10;

type Way = "send" | "recv";

/** One kind of media, one way. */
interface Tally {
  bytes: number;
  packets: number;
  lost: number;
  /** 0..1, smoothed. */
  fractionLost: number;
}

/** Makes numbers of the reports of one link. What is a count there becomes what has changed since the last one. */
export class QualityReading {
  readonly #pc: RTCPeerConnection;
  readonly #tallies = new Map<string, Tally>();
  #measuredAtMs = 0;

  constructor(pc: RTCPeerConnection) {
    this.#pc = pc;
  }

  read(stats: RawReport): LinkQuality {
    const entries = entriesOf(stats);
    const { pair, relayed, atMs } = pathOf(stats);
    const passedMs = atMs - this.#measuredAtMs;
    this.#measuredAtMs = atMs;
    const flows = (kind: string): { send: Flow | null; recv: Flow | null } => {
      const ofKind = entries.filter((entry) => entry["kind"] === kind);
      return {
        send: this.#flow(ofKind, kind, "send", passedMs),
        recv: this.#flow(ofKind, kind, "recv", passedMs),
      };
    };
    return {
      roundTripMs: milliseconds(pair?.["currentRoundTripTime"]),
      relayed,
      availableBps: numberOr(pair?.["availableOutgoingBitrate"], null),
      audio: flows("audio"),
      video: flows("video"),
      ...totalsOf(stats, entries),
    };
  }

  /** @returns null when nothing has gone that way since the last measure */
  #flow(entries: readonly Entry[], kind: string, way: Way, passedMs: number): Flow | null {
    const sends = way === "send";
    const own = entries.filter(({ type }) => type === (sends ? "outbound-rtp" : "inbound-rtp"));
    // of what is sent, only the other end knows what arrives
    const told = sends ? entries.filter(({ type }) => type === "remote-inbound-rtp") : own;
    const bytes = sum(own, sends ? "bytesSent" : "bytesReceived");
    const packets = sum(own, "packetsReceived");
    const lost = sum(own, "packetsLost");
    const before = this.#tallies.get(kind + way) ?? { bytes, packets, lost, fractionLost: 0 };
    const lostNow = Math.max(0, lost - before.lost);
    const expected = packets - before.packets + lostNow;
    const fraction = sends ? most(told, "fractionLost") : expected < fewPackets ? 0 : lostNow / expected;
    const fractionLost = before.fractionLost * memory + fraction * (1 - memory);
    this.#tallies.set(kind + way, { bytes, packets, lost, fractionLost });
    if (bytes <= before.bytes) return null;
    return {
      bitsPerSecond: Math.round(((bytes - before.bytes) * 8_000) / passedMs),
      fractionLost,
      // a picture comes in bursts of packets, so that its jitter says little, and players wait for it
      jitterMs: kind === "video" ? 0 : most(told, "jitter") * 1_000,
      share: sends && kind === "video" ? this.#share(own) : 1,
    };
  }

  /** What the network lets through of what the layers allow. */
  #share(entries: readonly Entry[]): number {
    const sent = entries.filter(({ active }) => active !== false); // who is switched off keeps saying what was last
    if (!sent.some((entry) => entry["qualityLimitationReason"] === "bandwidth")) return 1;
    let mostBps = 0;
    for (const sender of this.#pc.getSenders()) {
      const [encoding] = sender.track?.kind === "video" ? sender.getParameters().encodings : [];
      if (encoding?.active === true) mostBps += encoding.maxBitrate ?? 0;
    }
    return mostBps === 0 ? 1 : Math.min(1, sum(sent, "targetBitrate") / mostBps);
  }
}

function pathOf(stats: RawReport): { pair: Entry | undefined; relayed: boolean | null; atMs: number } {
  const pair = selectedPair(stats);
  const local = entryAt(stats, pair?.["localCandidateId"]);
  const remote = entryAt(stats, pair?.["remoteCandidateId"]);
  const relayed = [local, remote].some((end) => end?.["candidateType"] === "relay");
  return { pair, relayed: local === undefined ? null : relayed, atMs: numberOr(pair?.["timestamp"], 0) };
}

function totalsOf(
  stats: RawReport,
  entries: readonly Entry[],
): Required<Pick<LinkQuality, "totals" | "codecs">> {
  const streams = entries.filter(({ type }) => type === "outbound-rtp" || type === "inbound-rtp");
  const codecs = new Set<string>();
  for (const { codecId } of streams) {
    const mimeType = entryAt(stats, codecId)?.["mimeType"];
    if (typeof mimeType === "string") codecs.add(mimeType.replace(/^.*\//, ""));
  }
  return {
    totals: {
      bytesSent: sum(streams, "bytesSent"),
      bytesReceived: sum(streams, "bytesReceived"),
      freezes: sum(streams, "freezeCount"),
      frozenMs: sum(streams, "totalFreezesDuration") * 1_000,
    },
    codecs: [...codecs],
  };
}

function sum(entries: readonly Entry[], member: string): number {
  return entries.reduce((total, entry) => total + numberOr(entry[member], 0), 0);
}

function most(entries: readonly Entry[], member: string): number {
  return Math.max(0, ...entries.map((entry) => numberOr(entry[member], 0)));
}

function milliseconds(seconds: unknown): number | null {
  return typeof seconds === "number" ? seconds * 1_000 : null;
}

function numberOr<Otherwise>(value: unknown, otherwise: Otherwise): number | Otherwise {
  return typeof value === "number" ? value : otherwise;
}
