/** One receiver of one sent video track. */
export interface LayerRequest {
  /** Width of what the camera or screen delivers, pixels. */
  sourceWidthPx: number;
  sourceHeightPx: number;
  sourceFramesPerSecond: number;
  /** The receiver's tile, device pixels. 0: no tile wants it. */
  tileWidthPx: number;
  tileHeightPx: number;
  /** The link's estimate of what it can carry for this track, bits per second; 0 when not known yet. */
  availableBps: number;
  /** Round trip, ms; 0 when not known. */
  roundTripMs: number;
  /** 0..1 */
  fractionLost: number;
  /** Text and detail count more than motion (a shared screen). */
  detail: boolean;
  /** The layer in force, for hysteresis; undefined at first. */
  previous?: Layer | undefined;
  /** Requests of one number share `availableBps`; each without one has a link of its own. 0 or more. */
  link?: number | undefined;
  /** 0..3: how much more than usual the receiver wants it. */
  priority?: number | undefined;
}

/** What all layers together may take. */
export interface LayerLimits {
  /** For video, over all links, bits per second; 0 when no limit is known. */
  uplinkBps: number;
  /** 0..1: the part of the encoding that all wishes ask for which the device can do. */
  cpuShare: number;
}

/** What a page lets each track take on each link, bits per second; 0: no limit. */
export interface EncodingLimits {
  audioBps: number;
  videoBps: number;
}

/** How a page encodes what it sends, on every link: its own wishes, and what the room's rules make of them. */
export interface EncodingWishes {
  limits: EncodingLimits;
  /** All video together on each link, bits per second; 0: no cap. */
  linkVideoBps: number;
  /** MIME types, the best first; what the browser or the receiver does not have is left out. None: Meshcall's choice. */
  videoCodecs: readonly string[];
  audioCodecs: readonly string[];
  /** Opus repeats what may be lost (in-band FEC); undefined: as the browser has it. */
  fec: boolean | undefined;
  /** Opus sends little while nobody speaks; undefined: from five people on. */
  dtx: boolean | undefined;
  /** As in WebRTC SVC (L1T3, L3T3_KEY), for codecs that have it; empty: the browser's. */
  scalabilityMode: string;
  /** How often a key frame is sent unasked, s; 0: never. */
  keyFrameIntervalSeconds: number;
  /** Packets ask routers for precedence (RFC 8837). */
  dscp: boolean;
}
export const noEncodingWishes: EncodingWishes = {
  limits: { audioBps: 0, videoBps: 0 },
  linkVideoBps: 0,
  videoCodecs: [],
  audioCodecs: [],
  fec: undefined,
  dtx: undefined,
  scalabilityMode: "",
  keyFrameIntervalSeconds: 0,
  dscp: false,
};

/** The highest spatial and temporal layer that somebody can ask for; each one below has half of what the next has. */
export const topLayer = 2;

/** What one sender sends to one receiver of one video track. */
export interface Layer {
  active: boolean;
  /** RTCRtpEncodingParameters.scaleResolutionDownBy, 1 or more. */
  scaleResolutionDownBy: number;
  maxFramerate: number;
  maxBitrateBps: number;
}
