import type { Layer } from "../../room/layer.ts";

/** What links see of shared encoding. */
export interface Sharing {
  /**
   * A sender that the peer's description has made, and that may send a track some day. Comes in the task that made it:
   * Chromium (156) lets a sender's first transform take effect only then.
   */
  foresee(pc: RTCPeerConnection, sender: RTCRtpSender): void;
  /** A link sends this track. Comes in the task that made the sender, where that was not foreseen. */
  adopt(pc: RTCPeerConnection, sid: string, sender: RTCRtpSender, track: MediaStreamTrack): void;
  /** In place of the sender's own: a carrier may stand for its track. */
  replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void>;
  /** @param onChange they are divided anew: shared encoders have begun, or something has failed */
  divide(demands: readonly Demand[], onChange: () => void): Division;
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

/** Senders. All others have encoders of their own, which are given their layers. */
export interface Division {
  /** They get their frames from shared encoders from now on. */
  shared: ReadonlySet<RTCRtpSender>;
  /** They are about to: what their own encoders make stays as it is until then. */
  waiting: ReadonlySet<RTCRtpSender>;
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
  /** Of those that the link has negotiated the one to send. */
  codec: RTCRtpCodec;
  /** Seconds that this link's own encoders need in each second. */
  encodeShare: number;
}
