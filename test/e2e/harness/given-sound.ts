import { stepMs } from "./envelope.ts";

/** What a track has given. All times are by the track's clock. */
export interface Given {
  /** `power`: the sum of its squares. */
  pieces: { atMs: number; durationMs: number; power: number }[];
  /** The longest stretch without a break: a busy machine stops the fake microphone, whose clip then goes on where it was. */
  unbroken: { fromMs: number; toMs: number };
  /** To be added for `Date.now()`. */
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
  { pieces, offsetMs }: Given,
  fromMs: number,
  steps: number,
  of: (piece: Given["pieces"][number]) => number,
): number[] {
  const each = Array.from({ length: steps }, () => 0);
  for (const piece of pieces) {
    const step = Math.floor((piece.atMs + offsetMs - fromMs) / stepMs);
    if (step >= 0 && step < steps) each[step]! += of(piece);
  }
  return each;
}

/** Runs in a page first. */
export function hearTracks(): void {
  const listen = async (track: MediaStreamAudioTrack, given: Given): Promise<void> => {
    const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 2_000 }).readable.getReader();
    let [fromMs, lastMs] = [0, -Infinity];
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const samples = new Float32Array(value.numberOfFrames);
      value.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      const [atMs, durationMs] = [value.timestamp / 1_000, value.duration / 1_000];
      const endMs = atMs + durationMs;
      value.close();
      // Chromium's first pieces can be told as some 300 ms newer than the next ones
      if (atMs < (given.pieces.at(-1)?.atMs ?? 0)) Object.assign(given, { pieces: [], offsetMs: Infinity });
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0);
      given.pieces.push({ atMs, durationMs, power });
      given.offsetMs = Math.min(given.offsetMs, Date.now() - endMs);
      if (atMs - lastMs > 60) fromMs = atMs;
      lastMs = endMs;
      const { unbroken } = given;
      if (endMs - fromMs > unbroken.toMs - unbroken.fromMs) given.unbroken = { fromMs, toMs: endMs };
    }
  };
  window.hearGiven = (track) => {
    const given = { pieces: [], unbroken: { fromMs: 0, toMs: 0 }, offsetMs: Infinity };
    void listen(track as MediaStreamAudioTrack, given);
    return given;
  };
}
