import type { Layer } from "../../room/layer.ts";

/** What links see of shared encoding. */
export interface Sharing {
  /**
   * A link sends this track. Comes in the task that made the sender: Chromium (156) lets a sender's first transform take
   * effect only then.
   */
  adopt(pc: RTCPeerConnection, sid: string, sender: RTCRtpSender, track: MediaStreamTrack): void;
  /** In place of the sender's own: a carrier may stand for its track. */
  replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void>;
  /**
   * Which of these senders get their frames from shared encoders from now on; of all others each has an encoder of its own.
   * @param onChange they are divided anew: something has failed
   */
  divide(demands: readonly Demand[], onChange: () => void): ReadonlySet<RTCRtpSender>;
  /** Bits per second that shared layers send on a connection; 0: none does. */
  sentBps(pc: RTCPeerConnection): number;
  /** Seconds spent in shared encoders in each second. */
  readonly encodeShare: number;
  /** A whole picture soon, of a sender that is shared. */
  keyFrame(sender: RTCRtpSender): void;
  /** A connection's statistics with those of shared encoding. */
  report(pc: RTCPeerConnection, report: RTCStatsReport): RTCStatsReport;
  /** After the links. Safe to call twice. */
  close(): void;
}

/** One video track on one link, and the layer that its receiver is to have. */
export interface Demand {
  sid: string;
  sender: RTCRtpSender;
  layer: Layer;
  /** Of the track, pixels and frames. */
  source: { widthPx: number; heightPx: number; framesPerSecond: number };
  /** The layer is as small as it is because the link carries no more. */
  isNarrow: boolean;
  /** The link has no path now. */
  isHeld: boolean;
  /** MIME type that the link's receiver takes from this sender. */
  codec: string;
  /** Seconds that this link's own encoders need in each second. */
  encodeShare: number;
}
