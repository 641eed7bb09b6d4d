/** In Twilio Video 2.x's shape. Points in time are milliseconds since 1970. */
export interface PreflightReport {
  testTiming: TimeSpan;
  /** What the test did not come to is left out. */
  networkTiming: {
    /** Until the ICE servers were known. */
    connect?: TimeSpan;
    ice?: TimeSpan;
    dtls?: TimeSpan;
    peerConnection?: TimeSpan;
    /** Until the first picture. */
    media?: TimeSpan;
  };
  stats: {
    /** Seconds. */
    jitter: Spread | null;
    /** Milliseconds. */
    rtt: Spread | null;
    /** Percent. */
    packetLoss: Spread | null;
    /** Bits per second: what the sending end thinks the way out has. Not in Twilio's report; null in Firefox. */
    availableOutgoingBitrate?: Spread | null;
  };
  /** The browser's own entries: candidates of both ends. */
  iceCandidateStats: CandidateStats[];
  selectedIceCandidatePairStats: { localCandidate: CandidateStats; remoteCandidate: CandidateStats } | null;
  progressEvents: {
    /** Milliseconds since the start. */
    duration: number;
    name: ProgressName;
  }[];
}

/** What the browser says of a candidate; members that are not of these types are left out. */
export interface CandidateStats {
  transportId?: string;
  address?: string;
  port?: number;
  protocol?: string;
  candidateType?: string;
  priority?: number;
  url?: string;
  relayProtocol?: string;
}

export interface TimeSpan {
  start: number;
  end: number;
  duration: number;
}
export interface Spread {
  average: number;
  min: number;
  max: number;
}

export type ProgressName =
  | "mediaAcquired"
  | "connected"
  | "mediaSubscribed"
  | "mediaStarted"
  | "dtlsConnected"
  | "peerConnectionConnected"
  | "iceConnected";

export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { average, min: Math.min(...values), max: Math.max(...values) };
}
