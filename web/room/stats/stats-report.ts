import { entriesOf, type Entry, entryAt, type RawReport, selectedPair } from "./raw-report.ts";

/**
 * Reports of links in Twilio Video 2.x's shape. What the browser does not tell is null. Times are in ms, frame rates in
 * frames per second, audio levels 0 to 32767.
 */

export interface TrackStats {
  /** The MediaStreamTrack's id. */
  trackId: string;
  trackSid: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  ssrc: string;
  packetsLost: number | null;
  /** For instance `opus` or `VP8`. */
  codec: string | null;
}
export interface LocalTrackStats extends TrackStats {
  bytesSent: number | null;
  packetsSent: number | null;
  roundTripTime: number | null;
  jitter: number | null;
}
export interface LocalAudioTrackStats extends LocalTrackStats {
  audioLevel: number | null;
}
export interface LocalVideoTrackStats extends LocalTrackStats {
  captureDimensions: FrameSize | null;
  dimensions: FrameSize | null;
  captureFrameRate: number | null;
  frameRate: number | null;
  /** Left out where the browser does not tell. */
  qualityLimitationReason?: (typeof limitations)[number];
}
export interface RemoteTrackStats extends TrackStats {
  bytesReceived: number | null;
  packetsReceived: number | null;
  jitter: number | null;
}
export interface RemoteAudioTrackStats extends RemoteTrackStats {
  audioLevel: number | null;
}
export interface RemoteVideoTrackStats extends RemoteTrackStats {
  dimensions: FrameSize | null;
  frameRate: number | null;
  /** Left out where the browser does not tell. */
  freezeCount?: number;
}
export interface FrameSize {
  width: number;
  height: number;
}

const limitations = ["none", "cpu", "bandwidth", "other"] as const;

/** One link. A room's report has one for each other participant. */
export interface StatsReport {
  /** The SID of the participant at the other end: there is one connection for each. */
  peerConnectionId: string;
  localAudioTrackStats: LocalAudioTrackStats[];
  localVideoTrackStats: LocalVideoTrackStats[];
  remoteAudioTrackStats: RemoteAudioTrackStats[];
  remoteVideoTrackStats: RemoteVideoTrackStats[];
}

/** @param trackSids by the MediaStreamTrack's id: local tracks and remote ones. Streams of other tracks are left out */
export function statsReport(
  peerConnectionId: string,
  raw: RawReport,
  trackSids: ReadonlyMap<string, string>,
): StatsReport {
  const report: StatsReport = {
    peerConnectionId,
    localAudioTrackStats: [],
    localVideoTrackStats: [],
    remoteAudioTrackStats: [],
    remoteVideoTrackStats: [],
  };
  const pathRoundTrip = selectedPair(raw)?.["currentRoundTripTime"];
  for (const value of entriesOf(raw)) {
    const sends = value["type"] === "outbound-rtp";
    if (!sends && value["type"] !== "inbound-rtp") continue;
    const find = (id: unknown): Entry => entryAt(raw, id) ?? {};
    const source = sends ? find(value["mediaSourceId"]) : value;
    const trackId = source["trackIdentifier"];
    const trackSid = typeof trackId === "string" ? trackSids.get(trackId) : undefined;
    if (typeof trackId !== "string" || trackSid === undefined) continue;
    // of what is sent, only the other end knows what arrives
    const told = sends ? find(value["remoteId"]) : value;
    const stats: TrackStats = {
      trackId,
      trackSid,
      timestamp: number(value["timestamp"], 1) ?? 0,
      ssrc: String(value["ssrc"]),
      packetsLost: number(told["packetsLost"]),
      codec: codecOf(find(value["codecId"])),
    };
    const isAudio = value["kind"] === "audio";
    const jitter = number(told["jitter"], 1_000);
    const heard = { audioLevel: number(source["audioLevel"], 32_767) };
    const seen = { dimensions: sizeOf(value), frameRate: number(value["framesPerSecond"]) };
    if (sends) {
      const local: LocalTrackStats = {
        ...stats,
        bytesSent: number(value["bytesSent"]),
        packetsSent: number(value["packetsSent"]),
        // a stream's own is known after two RTCP reports, 5 to 15 s for audio; the path's from the first second
        roundTripTime: number(told["roundTripTime"] ?? pathRoundTrip, 1_000),
        jitter,
      };
      if (isAudio) report.localAudioTrackStats.push({ ...local, ...heard });
      else {
        const reason = limitations.find((each) => each === value["qualityLimitationReason"]);
        report.localVideoTrackStats.push({
          ...local,
          ...seen,
          captureDimensions: sizeOf({ frameWidth: source["width"], frameHeight: source["height"] }),
          captureFrameRate: number(source["framesPerSecond"]),
          ...(reason === undefined ? {} : { qualityLimitationReason: reason }),
        });
      }
    } else {
      const remote: RemoteTrackStats = {
        ...stats,
        bytesReceived: number(value["bytesReceived"]),
        packetsReceived: number(value["packetsReceived"]),
        jitter,
      };
      const freezeCount = number(value["freezeCount"]);
      const frozen = freezeCount === null ? {} : { freezeCount };
      if (isAudio) report.remoteAudioTrackStats.push({ ...remote, ...heard });
      else report.remoteVideoTrackStats.push({ ...remote, ...seen, ...frozen });
    }
  }
  return report;
}

/** @param scale given, the product is rounded */
function number(value: unknown, scale?: number): number | null {
  if (typeof value !== "number") return null;
  return scale === undefined ? value : Math.round(value * scale);
}

function sizeOf({ frameWidth: width, frameHeight: height }: Entry): FrameSize | null {
  return typeof width === "number" && typeof height === "number" ? { width, height } : null;
}

function codecOf({ mimeType }: Entry): string | null {
  return typeof mimeType === "string" ? mimeType.replace(/^.*\//, "") : null;
}
