import { stepMs } from "./envelope.ts";

/** What the microphone of a page has given. All times are by the microphone's clock. */
export interface Given {
  /** When, and how much: the sum of its squares. */
  pieces: [atMs: number, power: number][];
  /** The longest stretch without a break: a busy machine stops the fake microphone, whose clip then goes on where it was. */
  unbroken: { fromMs: number; toMs: number };
  /** To be added for `Date.now()`. */
  offsetMs: number;
}

declare global {
  interface Window {
    given: Given;
    /** Ends with the track. */
    hearGiven(track: MediaStreamTrack): void;
  }
}

/** What no microphone hears. */
const floorDb = -60;

export function floored(level: number): number {
  return Math.max(level, floorDb);
}

/** In dBFS, one for each step. @param fromMs by `Date.now()` */
export function levelsOf({ pieces, offsetMs }: Given, fromMs: number, steps: number): number[] {
  const powers = new Float64Array(steps);
  for (const [atMs, power] of pieces) {
    const step = Math.floor((atMs + offsetMs - fromMs) / stepMs);
    if (step >= 0 && step < steps) powers[step] = powers[step]! + power;
  }
  return [...powers].map((power) => floored(10 * Math.log10(power / (48 * stepMs) + 1e-10)));
}

/** Runs in a page first: it notes what the track is given that the page hands over. */
export function hearMicrophone(): void {
  window.given = { pieces: [], unbroken: { fromMs: 0, toMs: 0 }, offsetMs: Infinity };
  const listen = async (track: MediaStreamAudioTrack): Promise<void> => {
    const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 2_000 }).readable.getReader();
    const { given } = window;
    let [fromMs, lastMs] = [0, -Infinity];
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const samples = new Float32Array(value.numberOfFrames);
      value.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      const atMs = value.timestamp / 1_000;
      const endMs = atMs + value.duration / 1_000;
      value.close();
      given.pieces.push([atMs, samples.reduce((sum, sample) => sum + sample * sample, 0)]);
      given.offsetMs = Math.min(given.offsetMs, Date.now() - endMs);
      if (atMs - lastMs > 60) fromMs = atMs;
      lastMs = endMs;
      const { unbroken } = given;
      if (endMs - fromMs > unbroken.toMs - unbroken.fromMs) given.unbroken = { fromMs, toMs: endMs };
    }
  };
  window.hearGiven = (track) => void listen(track as MediaStreamAudioTrack);
}
