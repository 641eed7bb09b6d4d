import type { Random } from "./random.ts";

/** Of every scene, mono, -1..1. */
export const rateHz = 48_000;
export const blockSamples = 480;

const taps = 16;
const phases = 256;
/** Hann-windowed sinc, one row of taps for each phase. */
const kernels = Float32Array.from({ length: taps * (phases + 1) }, (_, index) => {
  const x = (index % taps) - taps / 2 + 1 - Math.floor(index / taps) / phases;
  const window = 0.5 + 0.5 * Math.cos((2 * Math.PI * x) / (taps + 1));
  return x === 0 ? 1 : (window * Math.sin(Math.PI * x)) / (Math.PI * x);
});

/** Recorded samples at the scene's rate, played `speed` times as fast. */
export function play(recorded: Int16Array, recordedHz: number, speed = 1): Float32Array {
  const step = (recordedHz / rateHz) * speed;
  const out = new Float32Array(Math.max(0, Math.floor((recorded.length - taps) / step)));
  for (let i = 0; i < out.length; i++) {
    const at = i * step;
    const whole = Math.floor(at);
    const row = Math.round((at - whole) * phases) * taps;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) sum += (recorded[whole + tap] ?? 0) * (kernels[row + tap] ?? 0);
    out[i] = sum / 32_768;
  }
  return out;
}

/** Mean square. */
export function powerOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum / Math.max(1, samples.length);
}

export function gainOf(db: number): number {
  return 10 ** (db / 20);
}

/** Direct form of a filter of second order (RBJ's audio EQ cookbook makes the coefficients); a0 is 1. */
export function biquad(
  samples: Float32Array,
  [b0, b1, b2, a1, a2]: readonly [number, number, number, number, number],
): Float32Array {
  const out = new Float32Array(samples.length);
  let x1 = 0;
  let x2 = 0;
  let y1 = 0;
  let y2 = 0;
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i] ?? 0;
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    out[i] = y;
  }
  return out;
}

export function lowPass(samples: Float32Array, hz: number, q = Math.SQRT1_2): Float32Array {
  const w = (2 * Math.PI * hz) / rateHz;
  const alpha = Math.sin(w) / (2 * q);
  const [cos, a0] = [Math.cos(w), 1 + alpha];
  const edge = (1 - cos) / 2 / a0;
  return biquad(samples, [edge, 2 * edge, edge, (-2 * cos) / a0, (1 - alpha) / a0]);
}

export function bandPass(samples: Float32Array, hz: number, q: number): Float32Array {
  const w = (2 * Math.PI * hz) / rateHz;
  const alpha = Math.sin(w) / (2 * q);
  const a0 = 1 + alpha;
  return biquad(samples, [alpha / a0, 0, -alpha / a0, (-2 * Math.cos(w)) / a0, (1 - alpha) / a0]);
}

export function peaking(samples: Float32Array, hz: number, q: number, db: number): Float32Array {
  const w = (2 * Math.PI * hz) / rateHz;
  const alpha = Math.sin(w) / (2 * q);
  const a = 10 ** (db / 40);
  const a0 = 1 + alpha / a;
  const cos = (-2 * Math.cos(w)) / a0;
  return biquad(samples, [(1 + alpha * a) / a0, cos, (1 - alpha * a) / a0, cos, (1 - alpha / a) / a0]);
}

/** Another microphone, another distance: a tilt and a few bumps. */
export function recoloured(random: Random, samples: Float32Array, mostDb: number): Float32Array {
  let out = peaking(samples, random.between(100, 400), 0.5, random.between(-mostDb, mostDb));
  out = peaking(out, random.between(2_000, 7_000), 0.5, random.between(-mostDb, mostDb));
  return peaking(out, random.between(300, 3_000), random.between(0.7, 3), random.between(-mostDb, mostDb));
}

/** A room: Schroeder's four combs and two all-passes, mixed to the dry sound. */
export function reverberated(random: Random, samples: Float32Array): Float32Array {
  const decayS = random.between(0.1, 0.6);
  const wet = new Float32Array(samples.length);
  for (const seconds of [0.0297, 0.0371, 0.0411, 0.0437]) {
    const delay = Math.round(seconds * random.between(0.5, 1.1) * rateHz);
    const feedback = 10 ** ((-3 * delay) / rateHz / decayS);
    const line = new Float32Array(delay);
    for (let i = 0; i < samples.length; i++) {
      const out = line[i % delay] ?? 0;
      line[i % delay] = (samples[i] ?? 0) + feedback * out;
      wet[i] = (wet[i] ?? 0) + out / 4;
    }
  }
  const share = random.between(0.1, 0.6);
  return samples.map((x, i) => x + share * (wet[i] ?? 0));
}

export function add(to: Float32Array, samples: Float32Array, gain: number, at = 0): void {
  const end = Math.min(samples.length, to.length - at);
  for (let i = 0; i < end; i++) to[at + i] = (to[at + i] ?? 0) + gain * (samples[i] ?? 0);
}
