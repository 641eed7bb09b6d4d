import { entriesOf, type RawReport } from "../../room/stats/raw-report.ts";

/** What one link's statistics say about sending. */
export interface LinkReading {
  /** The browser's estimate of what the link carries, bits per second; 0 when there is none. */
  availableBps: number;
  roundTripMs: number;
  /** 0..1 */
  fractionLost: number;
  /** The browser has made a picture worse for want of bandwidth since the reading before. */
  bandwidthLimited: boolean;
  cpuLimited: boolean;
  /** Of audio and video since the reading before, bits per second. */
  sentBps: number;
  /** Seconds spent encoding in each second since the reading before. */
  encodeShare: number;
}

export const noReading: LinkReading = {
  availableBps: 0,
  roundTripMs: 0,
  fractionLost: 0,
  bandwidthLimited: false,
  cpuLimited: false,
  sentBps: 0,
  encodeShare: 0,
};

/** Reads one connection again and again. */
export class LinkMeter {
  #last = noReading;
  #atMs = 0;
  #sentBytes = 0;
  #encodeSeconds = 0;
  /** Frames encoded until then, by the ids of their entries. */
  #frames = new Map<unknown, number>();

  read(stats: RawReport): LinkReading {
    let nowMs = 0;
    const reading = { ...noReading };
    let sentBytes = 0;
    let encodeSeconds = 0;
    const frames = new Map<unknown, number>();
    for (const entry of entriesOf(stats)) {
      nowMs = Math.max(nowMs, numberOr0(entry["timestamp"]));
      if (entry["type"] === "outbound-rtp") {
        sentBytes += numberOr0(entry["bytesSent"]);
        encodeSeconds += numberOr0(entry["totalEncodeTime"]);
        const encoded = numberOr0(entry["framesEncoded"]);
        frames.set(entry["id"], encoded);
        // who encodes nothing keeps the reason that it had, for as long as it takes
        if (encoded === (this.#frames.get(entry["id"]) ?? 0)) continue;
        reading.bandwidthLimited ||= entry["qualityLimitationReason"] === "bandwidth";
        reading.cpuLimited ||= entry["qualityLimitationReason"] === "cpu";
      } else if (entry["type"] === "remote-inbound-rtp" && entry["kind"] === "video") {
        reading.fractionLost = Math.max(reading.fractionLost, numberOr0(entry["fractionLost"]));
      } else if (entry["type"] === "candidate-pair" && entry["nominated"] === true) {
        // of several nominated pairs only the one in use has an estimate
        reading.availableBps = Math.max(reading.availableBps, numberOr0(entry["availableOutgoingBitrate"]));
        reading.roundTripMs = Math.max(reading.roundTripMs, numberOr0(entry["currentRoundTripTime"]) * 1_000);
      }
    }
    const seconds = (nowMs - this.#atMs) / 1_000;
    if (seconds === 0) return this.#last; // the same report again
    if (this.#atMs > 0) {
      reading.sentBps = Math.max(0, ((sentBytes - this.#sentBytes) * 8) / seconds);
      reading.encodeShare = Math.max(0, (encodeSeconds - this.#encodeSeconds) / seconds);
    }
    this.#last = reading;
    this.#atMs = nowMs;
    this.#sentBytes = sentBytes;
    this.#encodeSeconds = encodeSeconds;
    this.#frames = frames;
    return reading;
  }
}

function numberOr0(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
