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
}

/** What one sender sends to one receiver of one video track. */
export interface Layer {
  active: boolean;
  /** RTCRtpEncodingParameters.scaleResolutionDownBy, 1 or more. */
  scaleResolutionDownBy: number;
  maxFramerate: number;
  maxBitrateBps: number;
}
