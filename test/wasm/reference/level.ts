/** wasm/assembly/level.ts, slowly and readably: it keeps every block and looks back at them. */

const blocksPerMinimum = 40;
const minima = 8;

interface Biquad {
  b: [number, number, number];
  a: [number, number];
}

/** Audio EQ cookbook, Q = 1/sqrt 2, at 48 kHz. */
function butterworth(type: "low" | "high", hz: number): Biquad {
  const w = (2 * Math.PI * hz) / 48_000;
  const alpha = Math.sin(w) / Math.SQRT2;
  const edge = type === "low" ? 1 - Math.cos(w) : 1 + Math.cos(w);
  const middle = type === "low" ? edge : -edge;
  const a0 = 1 + alpha;
  return {
    b: [edge / 2 / a0, middle / a0, edge / 2 / a0],
    a: [(-2 * Math.cos(w)) / a0, (1 - alpha) / a0],
  };
}

function filter({ b, a }: Biquad): (x: number) => number {
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return (x) => {
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
    [x1, x2, y1, y2] = [x, x1, y, y1];
    return y;
  };
}

const meanSquare = (samples: number[]) => samples.reduce((sum, x) => sum + x * x, 0) / samples.length;

/** RFC 6464: -dBov, where 0 is a full-scale square wave. */
export function referenceLevelDbov(samples: Float32Array): number {
  const power = meanSquare([...samples]);
  // Halves go to the louder side, and 0 has no sign.
  return 0 - Math.max(0, Math.min(127, Math.floor(0.5 - 10 * Math.log10(power))));
}

/** One microphone; takes blocks of 480 samples. */
export function referenceVoice(): (samples: Float32Array) => boolean {
  const high = filter(butterworth("high", 250));
  const low = filter(butterworth("low", 3_400));
  const smoothed: number[] = [];
  const powers: number[] = [];
  let hangBlocks = 0;
  return (samples) => {
    const power = meanSquare(Array.from(samples, (x) => low(high(x))));
    smoothed.push(0.8 * (smoothed.at(-1) ?? power) + 0.2 * power);
    const window = Math.floor(smoothed.length / blocksPerMinimum);
    const oldest = Math.max(0, (window - minima) * blocksPerMinimum - 1);
    const floor = Math.max(4e-6, Math.min(...smoothed.slice(oldest)));
    powers.push(power / floor);
    const onset = powers.length > 1 && powers.slice(-2).every((ratio) => ratio > 10);
    const kept = hangBlocks > 0 && power > 5 * floor;
    hangBlocks = onset || kept ? 35 : Math.max(0, hangBlocks - 1);
    return hangBlocks > 0;
  };
}
