export { ownLevel, SteadyLevel } from "./steady-level.ts";

/** What a link carries one way, of one kind of media. */
export interface Flow {
  bitsPerSecond: number;
  /** 0..1, over the last seconds. */
  fractionLost: number;
  jitterMs: number;
  /** Of the bit rate that the picture could use, what the network lets through: 0..1; 1 where that is not known. */
  share: number;
}

/** The two ways of one kind of media; null: nothing of it is sent that way. */
export interface Flows {
  send: Flow | null;
  recv: Flow | null;
}

/** How a link does, measured every two seconds. */
export interface LinkQuality {
  /** Null while not known. */
  roundTripMs: number | null;
  /** The path leads over a TURN server; null while not known. */
  relayed: boolean | null;
  /** The browser's estimate for what may be sent; null while not known. */
  availableBps: number | null;
  audio: Flows;
  video: Flows;
  totals?: LinkTotals;
  /** In use now, for instance `opus`. */
  codecs?: string[];
}

/** Of one connection since it was made. */
export interface LinkTotals {
  bytesSent: number;
  bytesReceived: number;
  /** How often a received picture stood still, and for how long. */
  freezes: number;
  frozenMs: number;
}

/** 5 is excellent, 1 is bad, 0 broken: being mended. */
export type NetworkQualityLevel = 0 | 1 | 2 | 3 | 4 | 5;

/** As in Twilio Video: times in ms, bandwidth in bits per second. */
export interface NetworkQualitySendOrRecvStats {
  bandwidth: NetworkQualityBandwidthStats;
  latency: NetworkQualityLatencyStats;
  fractionLost: NetworkQualityFractionLostStats;
}
export interface NetworkQualityBandwidthStats {
  actual: number;
  available: number | null;
  level: NetworkQualityLevel;
}
export interface NetworkQualityLatencyStats {
  jitter: number;
  rtt: number | null;
  level: NetworkQualityLevel;
}
export interface NetworkQualityFractionLostStats {
  fractionLost: number;
  level: NetworkQualityLevel;
}
export interface NetworkQualityMediaStats {
  send: NetworkQualityLevel;
  recv: NetworkQualityLevel;
  sendStats: NetworkQualitySendOrRecvStats | null;
  recvStats: NetworkQualitySendOrRecvStats | null;
}
export interface NetworkQualityStats {
  level: NetworkQualityLevel;
  audio: NetworkQualityMediaStats;
  video: NetworkQualityMediaStats;
}

/** Judges one link. The level is the worst over both kinds and ways; what is idle is no worse than the round trip. */
export function judgeQuality(quality: LinkQuality): NetworkQualityStats {
  const audio = judgeFlows(quality.audio, quality);
  const video = judgeFlows(quality.video, quality);
  return { level: worst(audio.send, audio.recv, video.send, video.recv), audio, video };
}

function judgeFlows(
  { send, recv }: Flows,
  { roundTripMs, availableBps }: LinkQuality,
): NetworkQualityMediaStats {
  const idle = levelOf(roundTripMs ?? 0, 0, 0);
  const sendStats = send === null ? null : judgeFlow(send, roundTripMs, availableBps);
  const recvStats = recv === null ? null : judgeFlow(recv, roundTripMs, null);
  return {
    send: send === null || sendStats === null ? idle : flowLevel(send, roundTripMs, sendStats),
    recv: recv === null || recvStats === null ? idle : flowLevel(recv, roundTripMs, recvStats),
    sendStats,
    recvStats,
  };
}

function judgeFlow(flow: Flow, rtt: number | null, available: number | null): NetworkQualitySendOrRecvStats {
  const { bitsPerSecond: actual, fractionLost, jitterMs: jitter, share } = flow;
  return {
    bandwidth: { actual, available, level: levelOfShare(share) },
    latency: { jitter, rtt, level: levelOf(rtt ?? 0, jitter, 0) },
    fractionLost: { fractionLost, level: levelOf(0, 0, fractionLost) },
  };
}

function flowLevel(
  { fractionLost, jitterMs }: Flow,
  roundTripMs: number | null,
  { bandwidth }: NetworkQualitySendOrRecvStats,
): NetworkQualityLevel {
  return worst(bandwidth.level, levelOf(roundTripMs ?? 0, jitterMs, fractionLost));
}

/** Half of the bits make a picture that is still good; a tenth makes one that is hardly there. */
function levelOfShare(share: number): NetworkQualityLevel {
  return share > 0.75 ? 5 : share > 0.5 ? 4 : share > 0.25 ? 3 : share > 0.1 ? 2 : 1;
}

/** Twilio's steps on the scale of opinion. */
function levelOf(roundTripMs: number, jitterMs: number, fractionLost: number): NetworkQualityLevel {
  const opinion = meanOpinion(roundTripMs, jitterMs, fractionLost);
  return opinion > 4.2 ? 5 : opinion > 4 ? 4 : opinion > 3.6 ? 3 : opinion > 3 ? 2 : 1;
}

/** Of the E-model (ITU-T G.107), for Opus-like codecs. */
const bestRating = 94.768;
const codecDelayMs = 10;
const ratingPerPercentLost = 2.5;

/** What listeners would say of a voice over such a path, 1 to 4.5, by the short form of the E-model. */
export function meanOpinion(roundTripMs: number, jitterMs: number, fractionLost: number): number {
  const delayMs = roundTripMs + 2 * jitterMs + codecDelayMs;
  const impairment = delayMs < 160 ? delayMs / 40 : (delayMs - 120) / 10;
  const rating = Math.max(0, bestRating - impairment - fractionLost * 100 * ratingPerPercentLost);
  return 1 + 0.035 * rating + 0.000_007 * rating * (rating - 60) * (100 - rating);
}

function worst(...levels: NetworkQualityLevel[]): NetworkQualityLevel {
  return levels.reduce((least, level) => (level < least ? level : least), 5);
}
