import { stepMs } from "./envelope.ts";

/** What a track has given, by the track's clock. */
export interface Given {
  /** `power`: the sum of its squares. `stretch`: which one it is of. */
  pieces: { atMs: number; durationMs: number; power: number; stretch: number }[];
  stretches: Stretch[];
  /** The longest one: a busy machine stops the fake microphone, whose clip then goes on where it was. */
  unbroken: Stretch;
}

/** Sound without a break, in which the track's clock has gone on without a jump. */
export interface Stretch {
  fromMs: number;
  toMs: number;
  /** To be added for `Date.now()`: of what came quickest. */
  offsetMs: number;
}

declare global {
  interface Window {
    /** What the microphone has given. */
    given: Given;
    /** Is filled for as long as the track lives. */
    hearGiven(track: MediaStreamTrack): Given;
  }
}

/** What no microphone hears. */
const floorDb = -60;

export function floored(level: number): number {
  return Math.max(level, floorDb);
}

/** In dBFS, one for each step. @param fromMs by `Date.now()` */
export function levelsOf(given: Given, fromMs: number, steps: number): number[] {
  const powers = sums(given, fromMs, steps, ({ power }) => power);
  return powers.map((power) => floored(10 * Math.log10(power / (48 * stepMs) + 1e-10)));
}

/** As {@link levelsOf}, but NaN where the track gave less than half of a step. */
export function unbrokenLevelsOf(given: Given, fromMs: number, steps: number): number[] {
  const durationsMs = sums(given, fromMs, steps, ({ durationMs }) => durationMs);
  return levelsOf(given, fromMs, steps).map((level, step) => (durationsMs[step]! < stepMs / 2 ? NaN : level));
}

function sums(
  { pieces, stretches }: Given,
  fromMs: number,
  steps: number,
  of: (piece: Given["pieces"][number]) => number,
): number[] {
  const each = Array.from({ length: steps }, () => 0);
  for (const piece of pieces) {
    const step = Math.floor((piece.atMs + stretches[piece.stretch]!.offsetMs - fromMs) / stepMs);
    if (step >= 0 && step < steps) each[step]! += of(piece);
  }
  return each;
}

/** Runs in a page first. */
export function hearTracks(): void {
  const listen = async (track: MediaStreamAudioTrack, given: Given): Promise<void> => {
    const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 2_000 }).readable.getReader();
    let stretch: Stretch | undefined;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const samples = new Float32Array(value.numberOfFrames);
      value.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      const [atMs, durationMs] = [value.timestamp / 1_000, value.duration / 1_000];
      const endMs = atMs + durationMs;
      value.close();
      // Chromium's first pieces can be told as some 300 ms newer than the next ones
      if (stretch === undefined || atMs - stretch.toMs > 60 || atMs < stretch.toMs - durationMs) {
        stretch = { fromMs: atMs, toMs: atMs, offsetMs: Infinity };
        given.stretches.push(stretch);
      }
      stretch.toMs = endMs;
      stretch.offsetMs = Math.min(stretch.offsetMs, Date.now() - endMs);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0);
      given.pieces.push({ atMs, durationMs, power, stretch: given.stretches.length - 1 });
      const { unbroken } = given;
      if (stretch.toMs - stretch.fromMs >= unbroken.toMs - unbroken.fromMs) given.unbroken = stretch;
    }
  };
  window.hearGiven = (track) => {
    const given = { pieces: [], stretches: [], unbroken: { fromMs: 0, toMs: 0, offsetMs: 0 } };
    void listen(track as MediaStreamAudioTrack, given);
    return given;
  };
}
