import type { LayerFigures } from "../wire.ts";
import type { Carrier } from "./carrier.ts";

/** One encoded frame, as every link of a layer gets it. */
export interface SharedFrame {
  data: ArrayBuffer;
  isKey: boolean;
  /** 0, or 1 of one that no other frame needs. */
  temporalLayer: number;
  /** By this thread's clock: frames of all layers that were taken together have about the same. */
  timestampUs: number;
}

export interface SharedLayerParts {
  onBegan(): void;
  /** A whole picture is asked for. */
  onKeyFrame(): void;
  /** It has given nothing for so long that something may be wrong. Called at each look while that is so. */
  onSilent(): void;
}

/** Whole pictures that several links ask for are one; so often at most. */
const keyFrameEveryMs = 500;
/**
 * An encoder that gives none for so long; where frames take long, for so many times that: on a machine without time,
 * encoders for all links would take yet more of it.
 */
const [silentMs, silentTimes, longestSilentMs] = [600, 8, 4_000];
/** Weight of the frames before in the time between two. */
const memory = 0.8;
const usualPeriodMs = 1_000 / 30;
/** Its first frame may take so long: nobody is shown it yet, and where it is one encoder too many it takes its time. */
const firstMs = 10_000;
/** RFC 7741, RFC 6184: RTP clock of video. */
const ticksPerMs = 90;
const ticksRange = 2 ** 32;
/** By how much of what a frame comes sooner than any before it the clocks are moved, so that pictures do not jump. */
const clockStep = 0.2;

/** What comes out of one shared encoder, for any number of links. */
export class SharedLayer {
  readonly #parts: SharedLayerParts;
  /** Links that are shown it, or are to be shown it next. */
  readonly carriers = new Set<Carrier>();
  #wantsKey = false;
  #keyAtMs = -Infinity;
  #outAtMs = performance.now();
  #periodMs = usualPeriodMs;
  #ticks: number | undefined;
  #elapsedTicks = 0;
  /** This thread's time of the first frame's ticks, as if it had taken no time to come. */
  #beganAtMs = 0;
  #figures: LayerFigures = { framesEncoded: 0, keyFramesEncoded: 0 };

  constructor(parts: SharedLayerParts) {
    this.#parts = parts;
  }

  get periodMs(): number {
    return this.#periodMs;
  }

  get figures(): LayerFigures {
    return this.#figures;
  }

  /** @param atOnce a link waits with nothing to show */
  askKeyFrame(atOnce = false): void {
    this.#wantsKey = true;
    if (atOnce) this.#keyAtMs = -Infinity;
    this.#ask(performance.now());
  }

  /** The frame is not sent where it was made for. */
  take(frame: RTCEncodedVideoFrame): void {
    const nowMs = performance.now();
    const isKey = frame.type === "key";
    const { temporalIndex = 0 }: { temporalIndex?: number } = frame.getMetadata();
    const hasBegun = this.#figures.framesEncoded > 0;
    if (hasBegun) this.#periodMs = this.#periodMs * memory + (nowMs - this.#outAtMs) * (1 - memory);
    this.#outAtMs = nowMs;
    this.#figures.framesEncoded++;
    if (isKey) {
      this.#figures.keyFramesEncoded++;
      this.#wantsKey = false;
      this.#keyAtMs = nowMs;
    }
    const timestampUs = Math.round(this.#timeMs(frame.timestamp, nowMs) * 1_000);
    const shared: SharedFrame = { data: frame.data, isKey, temporalLayer: temporalIndex, timestampUs };
    for (const carrier of this.carriers) carrier.take(shared, this);
    if (!hasBegun) this.#parts.onBegan();
  }

  look(nowMs: number): void {
    this.#ask(nowMs);
    const hasBegun = this.#figures.framesEncoded > 0;
    const usualMs = Math.min(longestSilentMs, Math.max(silentMs, this.#periodMs * silentTimes));
    const patienceMs = hasBegun ? usualMs : firstMs;
    if (this.carriers.size > 0 && nowMs - this.#outAtMs > patienceMs) this.#parts.onSilent();
  }

  #ask(nowMs: number): void {
    if (!this.#wantsKey || nowMs - this.#keyAtMs < keyFrameEveryMs) return;
    this.#keyAtMs = nowMs;
    this.#parts.onKeyFrame();
  }

  /** Each encoder counts from a number of its own: what all have in common is when the soonest of their frames come. */
  #timeMs(ticks: number, nowMs: number): number {
    if (this.#ticks === undefined) this.#beganAtMs = nowMs;
    else this.#elapsedTicks += (ticks - this.#ticks + ticksRange) % ticksRange;
    this.#ticks = ticks;
    const atMs = this.#beganAtMs + this.#elapsedTicks / ticksPerMs;
    if (atMs > nowMs) this.#beganAtMs -= (atMs - nowMs) * clockStep;
    return atMs;
  }
}
