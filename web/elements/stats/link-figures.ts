import { entriesOf, type Entry, entryAt, type RawReport, selectedPair } from "../../room/stats/raw-report.ts";

/** One track, one way, over one link, as it is at this moment. What the browser does not tell is null. */
export interface StreamFigures {
  way: "received" | "sent";
  kind: "audio" | "video";
  /** SID of the publication; null for a stream that is none's any more. */
  trackSid: string | null;
  /** `off`: nothing of it is sent this way, since nobody would see or hear it. */
  state: "on" | "off";
  bitsPerSecond: number | null;
  /** 0..1 */
  fractionLost: number | null;
  jitterMs: number | null;
  /** For instance `opus` or `VP8`. */
  codec: string | null;
  widthPx: number | null;
  heightPx: number | null;
  framesPerSecond: number | null;
  /** Of the camera or screen itself, for what is sent: the layer is a part of that. */
  sourceWidthPx: number | null;
  sourceHeightPx: number | null;
  /** For instance `L1T2`, as of WebRTC-SVC. */
  layers: string | null;
  /** What keeps a sent picture from being better. */
  limitedBy: (typeof limits)[number] | null;
  /** Made, or read, by the graphics chip rather than the processor. */
  inHardware: boolean | null;
  /** How often a received picture stood still, since the link was made. */
  freezes: number | null;
}

/** One link. */
export interface LinkFigures {
  route: "direct" | "relayed" | null;
  protocol: "UDP" | "TCP" | "TLS" | null;
  roundTripMs: number | null;
  /** What the browser believes may be sent. */
  availableBps: number | null;
  sentBps: number | null;
  receivedBps: number | null;
  streams: StreamFigures[];
  /** Network addresses, with their ports. They say where somebody is, so they are copied only when asked for. */
  addresses: { own: string | null; peer: string | null };
}

const limits = ["none", "cpu", "bandwidth", "other"] as const;

interface Counts {
  bytes: number;
  packets: number;
  lost: number;
  atMs: number;
}

/** Makes figures of one link's reports; rates are over the time since the report before. */
export class LinkReading {
  #before = new Map<string, Counts>();

  /** @param trackSids by the MediaStreamTrack's id */
  read(raw: RawReport, trackSids: ReadonlyMap<string, string>): LinkFigures {
    const counted = new Map<string, Counts>();
    const streams = entriesOf(raw).flatMap((entry) => {
      const stream = this.#stream(raw, entry, trackSids, counted);
      return stream === undefined ? [] : [stream];
    });
    this.#before = counted;
    const pair = selectedPair(raw);
    return {
      ...pathOf(raw, pair),
      sentBps: rate(streams, "sent"),
      receivedBps: rate(streams, "received"),
      streams,
    };
  }

  #stream(
    raw: RawReport,
    entry: Entry,
    trackSids: ReadonlyMap<string, string>,
    counted: Map<string, Counts>,
  ): StreamFigures | undefined {
    const { type, kind, id } = entry;
    const sends = type === "outbound-rtp";
    if ((!sends && type !== "inbound-rtp") || (kind !== "audio" && kind !== "video")) return undefined;
    const find = (to: unknown): Entry => entryAt(raw, to) ?? {};
    const source = sends ? find(entry["mediaSourceId"]) : entry;
    // of what is sent, only the other end knows what arrives
    const told = sends ? find(entry["remoteId"]) : entry;
    const counts: Counts = {
      bytes: number(entry[sends ? "bytesSent" : "bytesReceived"]) ?? 0,
      packets: number(entry["packetsReceived"]) ?? 0,
      lost: number(entry["packetsLost"]) ?? 0,
      atMs: number(entry["timestamp"]) ?? 0,
    };
    if (counts.bytes === 0 && !sends) return undefined; // a media section that nothing came over yet
    const before = typeof id === "string" ? this.#before.get(id) : undefined;
    if (typeof id === "string") counted.set(id, counts);
    const passedMs = before === undefined ? 0 : counts.atMs - before.atMs;
    const bitsPerSecond =
      before === undefined || passedMs <= 0
        ? null
        : Math.max(0, Math.round(((counts.bytes - before.bytes) * 8_000) / passedMs));
    const trackId = source["trackIdentifier"];
    const trackSid = typeof trackId === "string" ? (trackSids.get(trackId) ?? null) : null;
    if (trackSid === null && (bitsPerSecond ?? 0) === 0) return undefined; // a place that waits for the next track
    const jitter = number(told["jitter"]);
    const limitedBy = limits.find((each) => each === entry["qualityLimitationReason"]) ?? null;
    return {
      way: sends ? "sent" : "received",
      kind,
      trackSid,
      state: entry["active"] === false || (sends && bitsPerSecond === 0) ? "off" : "on",
      bitsPerSecond,
      fractionLost: sends ? number(told["fractionLost"]) : lostSince(before, counts),
      jitterMs: jitter === null ? null : jitter * 1_000,
      codec: codecOf(find(entry["codecId"])),
      widthPx: number(entry["frameWidth"]),
      heightPx: number(entry["frameHeight"]),
      framesPerSecond: number(entry["framesPerSecond"]),
      sourceWidthPx: sends ? number(source["width"]) : null,
      sourceHeightPx: sends ? number(source["height"]) : null,
      layers: text(entry["scalabilityMode"]),
      limitedBy: sends && kind === "video" ? limitedBy : null,
      inHardware: flag(entry[sends ? "powerEfficientEncoder" : "powerEfficientDecoder"]),
      freezes: number(entry["freezeCount"]),
    };
  }
}

function pathOf(
  raw: RawReport,
  pair: Entry | undefined,
): Pick<LinkFigures, "route" | "protocol" | "roundTripMs" | "availableBps" | "addresses"> {
  const own = entryAt(raw, pair?.["localCandidateId"]);
  const peer = entryAt(raw, pair?.["remoteCandidateId"]);
  const relayed = [own, peer].some((end) => end?.["candidateType"] === "relay");
  // over a relay of one's own, what counts is how the relay is reached
  const protocol = text(own?.["relayProtocol"]) ?? text(own?.["protocol"]);
  const roundTrip = number(pair?.["currentRoundTripTime"]);
  return {
    route: own === undefined ? null : relayed ? "relayed" : "direct",
    protocol: (["UDP", "TCP", "TLS"] as const).find((each) => each === protocol?.toUpperCase()) ?? null,
    roundTripMs: roundTrip === null ? null : roundTrip * 1_000,
    availableBps: number(pair?.["availableOutgoingBitrate"]),
    addresses: { own: addressOf(own), peer: addressOf(peer) },
  };
}

function addressOf(candidate: Entry | undefined): string | null {
  const address = text(candidate?.["address"] ?? candidate?.["ip"]);
  return address === null ? null : `${address} ${String(candidate?.["port"] ?? "")}`.trim();
}

/** Of what should have come since then; null where nothing should have. */
function lostSince(before: Counts | undefined, now: Counts): number | null {
  if (before === undefined) return null;
  const lost = Math.max(0, now.lost - before.lost);
  const expected = now.packets - before.packets + lost;
  return expected <= 0 ? null : lost / expected;
}

function rate(streams: readonly StreamFigures[], way: StreamFigures["way"]): number | null {
  const known = streams.filter((stream) => stream.way === way && stream.bitsPerSecond !== null);
  return known.length === 0 ? null : known.reduce((sum, { bitsPerSecond }) => sum + (bitsPerSecond ?? 0), 0);
}

function codecOf({ mimeType }: Entry): string | null {
  return typeof mimeType === "string" ? mimeType.replace(/^.*\//, "") : null;
}
function number(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
function flag(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}
