import type { LayerFigures, SharedCodec, SharedLayer } from "../wire.ts";

/** One encoded frame, as every link of a layer gets it. */
export interface SharedFrame {
  data: ArrayBuffer;
  isKey: boolean;
  /** 0, or 1 of one that no other frame needs. */
  temporalLayer: number;
  timestampUs: number;
}

export interface LayerEncoderParts {
  codec: SharedCodec;
  onFrame(frame: SharedFrame): void;
  onError(error: Error): void;
}

/** Whole pictures that several links ask for are one; so often at most. */
const keyFrameEveryMs = 500;
/** More frames than that inside an encoder: it is behind, and the next ones are left out. */
const mostInside = 2;
/** An encoder that has a frame for so long makes none of it. */
const stallMs = 600;
/** A frame may come this part of its period early. */
const earlyShare = 0.3;

/** RFC 6184 constrained baseline: level 3.1 has 720p at 30 frames, level 5.1 what is larger. */
function codecName(codec: SharedCodec, { widthPx, heightPx }: SharedLayer): string {
  if (codec === "vp8") return "vp8";
  return widthPx * heightPx <= 1280 * 720 ? "avc1.42e01f" : "avc1.42e033";
}

/** One WebCodecs encoder, which makes one size of a source for any number of links. */
export class LayerEncoder {
  readonly #parts: LayerEncoderParts;
  readonly #encoder: VideoEncoder;
  readonly #sizeKey: string;
  #layer: SharedLayer;
  #wantsKey = true;
  #keyAtMs = -Infinity;
  #dueMs = -Infinity;
  /** When each frame that is inside went in. */
  readonly #insideSinceMs: number[] = [];
  #isStalledAtLastLook = false;
  #framesEncoded = 0;
  #keyFramesEncoded = 0;
  #framesSkipped = 0;
  #encodedMs = 0;

  /** @throws the browser's DOMException where it does not take the configuration at once; else `onError` tells */
  constructor(layer: SharedLayer, parts: LayerEncoderParts) {
    this.#parts = parts;
    this.#layer = layer;
    this.#sizeKey = sizeKeyOf(layer);
    this.#encoder = new VideoEncoder({
      output: (chunk, metadata) => this.#out(chunk, metadata),
      error: (error) => parts.onError(error),
    });
    this.#configure();
  }

  /** Layers of another key take another encoder. */
  get sizeKey(): string {
    return this.#sizeKey;
  }

  get hasBegun(): boolean {
    return this.#framesEncoded > 0;
  }

  get periodMs(): number {
    return 1_000 / this.#layer.framesPerSecond;
  }

  /** Follows a layer of the same key. */
  follow(layer: SharedLayer): void {
    const { bitrateBps, framesPerSecond } = this.#layer;
    this.#layer = layer;
    if (layer.bitrateBps !== bitrateBps || layer.framesPerSecond !== framesPerSecond) this.#configure();
  }

  /** @param atOnce a link waits with nothing to show */
  askKeyFrame(atOnce = false): void {
    this.#wantsKey = true;
    if (atOnce) this.#keyAtMs = -Infinity;
  }

  /** The frame stays the caller's. */
  encode(frame: VideoFrame, nowMs: number): void {
    const { periodMs } = this;
    if (nowMs < this.#dueMs - periodMs * earlyShare) return;
    this.#dueMs = nowMs - this.#dueMs > periodMs ? nowMs + periodMs : this.#dueMs + periodMs;
    if (this.#insideSinceMs.length >= mostInside) {
      this.#framesSkipped++;
      return;
    }
    const keyFrame = this.#wantsKey && nowMs - this.#keyAtMs >= keyFrameEveryMs;
    if (keyFrame) {
      this.#wantsKey = false;
      this.#keyAtMs = nowMs;
    }
    this.#insideSinceMs.push(nowMs);
    this.#encoder.encode(frame, { keyFrame });
  }

  /** Two looks in a row, since this thread itself may have stood still. */
  isStalled(nowMs: number): boolean {
    const [sinceMs] = this.#insideSinceMs;
    const isLate = sinceMs !== undefined && nowMs - sinceMs > stallMs;
    const isStalled = isLate && this.#isStalledAtLastLook;
    this.#isStalledAtLastLook = isLate;
    return isStalled;
  }

  figures(): LayerFigures {
    const { widthPx, heightPx, framesPerSecond, bitrateBps } = this.#layer;
    return {
      widthPx,
      heightPx,
      framesPerSecond,
      bitrateBps,
      framesEncoded: this.#framesEncoded,
      keyFramesEncoded: this.#keyFramesEncoded,
      framesSkipped: this.#framesSkipped,
      totalEncodeSeconds: this.#encodedMs / 1_000,
    };
  }

  /** Safe to call twice. */
  close(): void {
    if (this.#encoder.state !== "closed") this.#encoder.close();
  }

  #configure(): void {
    const { widthPx, heightPx, framesPerSecond, bitrateBps, temporalLayers } = this.#layer;
    const { codec } = this.#parts;
    this.#encoder.configure({
      codec: codecName(codec, this.#layer),
      width: widthPx,
      height: heightPx,
      framerate: framesPerSecond,
      bitrate: bitrateBps,
      // measured: as good as a link's own encoder at equal bits; variable rate is 1 dB worse and 25 ms later
      bitrateMode: "constant",
      latencyMode: "realtime",
      ...(temporalLayers === 2 ? { scalabilityMode: "L1T2" } : {}),
      ...(codec === "h264" ? { avc: { format: "annexb" as const } } : {}),
    });
  }

  #out(chunk: EncodedVideoChunk, metadata: EncodedVideoChunkMetadata | undefined): void {
    const sinceMs = this.#insideSinceMs.shift();
    if (sinceMs !== undefined) this.#encodedMs += performance.now() - sinceMs;
    const data = new ArrayBuffer(chunk.byteLength);
    chunk.copyTo(data);
    const isKey = chunk.type === "key";
    this.#framesEncoded++;
    if (isKey) this.#keyFramesEncoded++;
    const temporalLayer = metadata?.svc?.temporalLayerId ?? 0;
    this.#parts.onFrame({ data, isKey, temporalLayer, timestampUs: chunk.timestamp });
  }
}

export function sizeKeyOf({ widthPx, heightPx, temporalLayers }: SharedLayer): string {
  return `${widthPx}x${heightPx}T${temporalLayers}`;
}
