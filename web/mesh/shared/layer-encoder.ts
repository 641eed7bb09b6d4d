import { entriesOf } from "../../room/stats/raw-report.ts";
import type { ThreadLife } from "./thread-life.ts";
import type { SharedCodec } from "./wire.ts";

/** What one shared encoder makes. */
export interface EncoderLayer {
  scaleResolutionDownBy: number;
  framesPerSecond: number;
  bitrateBps: number;
  /** Every second frame can be left out. */
  isSplit: boolean;
}

/** What its statistics say, since it began. */
export interface EncoderReading {
  encodeSeconds: number;
  sourceFrames: number;
}

export interface LayerEncoderParts {
  id: number;
  codec: SharedCodec;
  track: MediaStreamTrack;
  thread: ThreadLife;
  makeConnection(): RTCPeerConnection;
  /** It cannot go on. */
  onFailed(error: unknown): void;
}

/** Above every layer: what an encoder is to spend is the layer's bitrate, since no network stands behind it. */
const leastEstimateKbps = 20_000;
/** What was seen so long ago says nothing about now. */
const recentMs = 1_000;

/**
 * Encodes one size of a camera or screen once, for any number of links. It is the encoder of a connection that the page has
 * with itself: a transform takes the frames out of it and gives them to the links (docs/decisions/one-encoder-for-all-links.md).
 */
export class LayerEncoder {
  readonly id: number;
  /** It has made a frame. */
  hasBegun = false;
  readonly #parts: LayerEncoderParts;
  readonly #near: RTCPeerConnection;
  readonly #far: RTCPeerConnection;
  readonly #sender: RTCRtpSender;
  #layer: EncoderLayer;
  #set = "";
  #last: Promise<void>;
  #reading: EncoderReading = { encodeSeconds: 0, sourceFrames: 0 };
  #silence: { sourceFrames: number; atMs: number } | undefined;
  #isClosed = false;

  constructor(layer: EncoderLayer, parts: LayerEncoderParts) {
    this.id = parts.id;
    this.#parts = parts;
    this.#layer = layer;
    this.#near = parts.makeConnection();
    this.#far = parts.makeConnection();
    const transceiver = this.#near.addTransceiver(parts.track, { direction: "sendonly" });
    this.#sender = transceiver.sender;
    // in the task that made the sender: later Chromium (156) takes none
    this.#sender.transform = new RTCRtpScriptTransform(parts.thread.worker, { encoder: parts.id });
    this.#last = this.#connect(transceiver).catch((error: unknown) => this.#fail(error));
    this.#apply();
  }

  get reading(): EncoderReading {
    return this.#reading;
  }

  follow(layer: EncoderLayer): void {
    this.#layer = layer;
    this.#apply();
  }

  replaceTrack(track: MediaStreamTrack): void {
    this.#next(() => this.#sender.replaceTrack(track));
  }

  /** A whole picture soon. */
  keyFrame(): void {
    this.#apply({ encodingOptions: [{ keyFrame: true }] });
  }

  async read(): Promise<EncoderReading> {
    const reading: EncoderReading = { encodeSeconds: 0, sourceFrames: 0 };
    for (const { type, totalEncodeTime, frames } of entriesOf(await this.#sender.getStats())) {
      if (type === "outbound-rtp" && typeof totalEncodeTime === "number")
        reading.encodeSeconds = totalEncodeTime;
      if (type === "media-source" && typeof frames === "number") reading.sourceFrames = frames;
    }
    return (this.#reading = reading);
  }

  /**
   * Nothing comes out of it; asked again and again while that is so.
   * @returns whether there was something to encode meanwhile: a screen may stand still
   */
  async isStuck(): Promise<boolean> {
    this.#checkConnection();
    const before = this.#silence;
    const atMs = performance.now();
    const { sourceFrames } = await this.read();
    this.#silence = { sourceFrames, atMs };
    return before !== undefined && atMs - before.atMs < recentMs && sourceFrames > before.sourceFrames;
  }

  /** Safe to call twice. */
  close(): void {
    this.#isClosed = true;
    this.#near.close();
    this.#far.close();
  }

  async #connect(transceiver: RTCRtpTransceiver): Promise<void> {
    const [near, far] = [this.#near, this.#far];
    const meet = (from: RTCPeerConnection, to: RTCPeerConnection): void =>
      from.addEventListener("icecandidate", ({ candidate }) => {
        if (candidate !== null) to.addIceCandidate(candidate).catch(() => undefined); // closed meanwhile
      });
    meet(near, far);
    meet(far, near);
    near.addEventListener("connectionstatechange", () => this.#checkConnection());
    transceiver.setCodecPreferences(codecsOf(this.#parts.codec));
    await near.setLocalDescription();
    await far.setRemoteDescription(near.localDescription ?? { type: "offer" });
    await far.setLocalDescription();
    const { type, sdp } = far.localDescription ?? { type: "answer", sdp: "" };
    await near.setRemoteDescription({ type, sdp: withLeastEstimate(sdp) });
  }

  #checkConnection(): void {
    const { connectionState } = this.#near;
    if (connectionState === "failed" || connectionState === "closed")
      this.#fail(new Error(`the connection of a shared encoder is ${connectionState}`));
  }

  #apply(options?: RTCSetParameterOptions): void {
    this.#next(async () => {
      const { scaleResolutionDownBy, framesPerSecond, bitrateBps, isSplit } = this.#layer;
      const wanted = JSON.stringify(this.#layer);
      if (wanted === this.#set && options === undefined) return;
      const parameters = this.#sender.getParameters();
      const [encoding] = parameters.encodings;
      if (encoding === undefined) return;
      // TypeScript's DOM does not know these two
      Object.assign(parameters, { degradationPreference: "maintain-framerate-and-resolution" });
      Object.assign(encoding, { scalabilityMode: isSplit ? "L1T2" : "L1T1" });
      encoding.scaleResolutionDownBy = scaleResolutionDownBy;
      encoding.maxFramerate = framesPerSecond;
      encoding.maxBitrate = bitrateBps;
      await this.#sender.setParameters(parameters, options);
      this.#set = wanted;
    });
  }

  /** Two changes of parameters at once would fail. */
  #next(step: () => Promise<void>): void {
    this.#last = this.#last.then(() => (this.#isClosed ? undefined : step()));
    this.#last = this.#last.catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    if (this.#isClosed) return;
    this.close();
    this.#parts.onFailed(error);
  }
}

/** RFC 6184: constrained baseline, fragments allowed, as links have it. */
const h264Format = /packetization-mode=1.*profile-level-id=42e01f/;

function codecsOf(codec: SharedCodec): RTCRtpCodec[] {
  const all = RTCRtpSender.getCapabilities("video")?.codecs ?? [];
  return all.filter(({ mimeType, sdpFmtpLine }) =>
    codec === "vp8"
      ? mimeType.toLowerCase() === "video/vp8"
      : mimeType.toLowerCase() === "video/h264" && h264Format.test(sdpFmtpLine ?? ""),
  );
}

/** Nothing is sent, so nothing is ever known of what the connection carries: libwebrtc is told that it carries all. */
function withLeastEstimate(sdp: string): string {
  const [, payloadType = ""] = /^m=video \d+ \S+ (\d+)/m.exec(sdp) ?? [];
  const wanted = `x-google-min-bitrate=${leastEstimateKbps};x-google-start-bitrate=${leastEstimateKbps}`;
  const format = new RegExp(`^a=fmtp:${payloadType} .*$`, "m");
  if (format.test(sdp)) return sdp.replace(format, `$&;${wanted}`);
  return sdp.replace(
    new RegExp(`^a=rtpmap:${payloadType} .*$`, "m"),
    `$&\r\na=fmtp:${payloadType} ${wanted}`,
  );
}
