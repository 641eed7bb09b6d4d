import { mostSoundWaitsMs } from "./browser-media.ts";
import { Timeline } from "./timeline.ts";

/** Opus has no other. */
export const sampleRateHz = 48_000;
/** Two parts of a recording are together when they are within 40 ms; this is half of it. */
const toleranceSamples = (sampleRateHz * 20) / 1_000;
const silenceSamples = sampleRateHz / 50;
/** Nobody speaks: that is said so much later, since what was said before may still be on its way here. */
const silentAfterMs = 400;
/** A device that says nothing for so long is silent: anything sooner may wait in the browser for a busy thread. */
const deviceSilentAfterMs = mostSoundWaitsMs + 1_000;

/**
 * Sound on its way to the encoder, without holes: what does not come is silence, so that a sample's place says when it was.
 */
export class AudioLane {
  readonly #encode: (data: AudioData) => void;
  #timeline: Timeline | undefined;
  /** By the page's clock. */
  readonly #startMs: number;
  #samples = 0;
  #heardUntilMs = -Infinity;

  /** @param startMs when the lane begins, by the page's clock */
  constructor(startMs: number, encode: (data: AudioData) => void) {
    this.#startMs = startMs;
    this.#encode = encode;
  }

  /** Until when the source was heard, by the page's clock. */
  get heardUntilMs(): number {
    return this.#heardUntilMs;
  }

  /** What comes is of another device now, with a clock of its own; or nothing comes, which is silence. */
  begin(hasSource: boolean): void {
    this.#timeline = hasSource ? new Timeline() : undefined;
  }

  /** @param heardMs by the page's clock. Closes what it is given */
  add(data: AudioData, heardMs: number): void {
    this.#timeline ??= new Timeline();
    const samples = monoOf(data);
    const lengthMs = (data.numberOfFrames / data.sampleRate) * 1_000;
    const atMs = this.#timeline.place(data.timestamp / 1_000, heardMs - lengthMs);
    data.close();
    this.#heardUntilMs = atMs + lengthMs;
    const place = ((atMs - this.#startMs) * sampleRateHz) / 1_000;
    const missing = Math.round(place - this.#samples);
    if (missing < -toleranceSamples) return; // too many came: the device's clock is faster than the page's
    if (missing > toleranceSamples) this.#silence(missing);
    this.#write(samples);
  }

  /** Called now and then: what did not come was silence. */
  fill(nowMs: number): void {
    const afterMs = this.#timeline === undefined ? silentAfterMs : deviceSilentAfterMs;
    const dueSamples = ((nowMs - afterMs - this.#startMs) * sampleRateHz) / 1_000;
    if (this.#samples < dueSamples) this.#silence(Math.round(dueSamples - this.#samples));
  }

  #silence(samples: number): void {
    for (let left = samples; left > 0; left -= silenceSamples)
      this.#write(new Float32Array(Math.min(left, silenceSamples)));
  }

  #write(data: Float32Array<ArrayBuffer>): void {
    if (data.length === 0) return;
    const timestamp = Math.round((this.#samples / sampleRateHz) * 1_000_000);
    this.#samples += data.length;
    const init = { format: "f32-planar", sampleRate: sampleRateHz, numberOfChannels: 1 } as const;
    const piece = new AudioData({ ...init, numberOfFrames: data.length, timestamp, data });
    this.#encode(piece);
    piece.close();
  }
}

/** One channel at 48 kHz. */
function monoOf(data: AudioData): Float32Array<ArrayBuffer> {
  const { numberOfChannels: channels, numberOfFrames: frames, sampleRate } = data;
  const sum = new Float32Array(frames);
  const plane = new Float32Array(frames);
  for (let planeIndex = 0; planeIndex < channels; planeIndex++) {
    data.copyTo(plane, { planeIndex, format: "f32-planar" });
    for (let at = 0; at < frames; at++) sum[at] = (sum[at] ?? 0) + (plane[at] ?? 0) / channels;
  }
  return sampleRate === sampleRateHz ? sum : resampled(sum, sampleRate);
}

/** Between two samples on a straight line: enough for speech, and rare, since browsers capture at 48 kHz. */
function resampled(samples: Float32Array, rateHz: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(Math.round((samples.length * sampleRateHz) / rateHz));
  for (let at = 0; at < result.length; at++) {
    const exact = (at * rateHz) / sampleRateHz;
    const before = samples[Math.floor(exact)] ?? 0;
    const after = samples[Math.min(samples.length - 1, Math.floor(exact) + 1)] ?? before;
    result[at] = before + (after - before) * (exact % 1);
  }
  return result;
}
