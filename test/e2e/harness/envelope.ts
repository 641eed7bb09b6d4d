import { readFileSync } from "node:fs";

/** Loudness in steps of this length. */
export const stepMs = 50;

/** Of a WAV as the fake microphones play it (PCM, mono, 16 bit): dBFS for each step, -100 for silence. */
export function envelopeOf(file: string): number[] {
  const bytes = readFileSync(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sampleRateHz = view.getUint32(24, true);
  let offset = 12;
  while (bytes.toString("latin1", offset, offset + 4) !== "data")
    offset += 8 + view.getUint32(offset + 4, true);
  const end = offset + 8 + view.getUint32(offset + 4, true);
  const stepSamples = (sampleRateHz * stepMs) / 1_000;
  const levels: number[] = [];
  for (let at = offset + 8; at + stepSamples * 2 <= end; at += stepSamples * 2) {
    let sum = 0;
    for (let index = 0; index < stepSamples; index++)
      sum += (view.getInt16(at + index * 2, true) / 32_768) ** 2;
    levels.push(Math.max(-100, 10 * Math.log10(sum / stepSamples + 1e-10)));
  }
  return levels;
}

/**
 * Where in the looped clip a recording begins: the shift, in steps, with the best correlation.
 * @param heard one level for each step, any monotone scale; NaN: not to be judged by
 */
export function alignTo(
  clip: readonly number[],
  heard: readonly number[],
): { shiftSteps: number; correlation: number } {
  let best = { shiftSteps: 0, correlation: -1 };
  for (let shiftSteps = 0; shiftSteps < clip.length; shiftSteps++) {
    const played = heard.map((_, index) => clip[(index + shiftSteps) % clip.length] ?? -100);
    const correlation = pearson(played, heard);
    if (correlation > best.correlation) best = { shiftSteps, correlation };
  }
  return best;
}

/** From -1 to 1; where one of the two is NaN is left out. */
export function pearson(a: readonly number[], b: readonly number[]): number {
  const pairs = a
    .map((value, index) => [value, b[index] ?? 0] as const)
    .filter((pair) => !pair.some(Number.isNaN));
  const meanA = mean(pairs.map(([one]) => one));
  const meanB = mean(pairs.map(([, other]) => other));
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (const [one, other] of pairs) {
    const [da, db] = [one - meanA, other - meanB];
    both += da * db;
    squaresA += da * da;
    squaresB += db * db;
  }
  return both / Math.sqrt(squaresA * squaresB || 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
