/**
 * wasm/assembly/voice*.ts, slowly and readably: it keeps what it has heard and looks back, in doubles, with sums
 * instead of fast transforms.
 */
import { VOICE_CELLS, VOICE_FEATURES } from "../../../wasm/layout.ts";

const edges = [3, 5, 7, 9, 11, 13, 16, 19, 22, 26, 31, 36, 43, 51, 61, 73, 88, 107, 132, 168, 224];
const bandCount = 20;
const leastPower = 4.9152e-4;
const blocksPerMinimum = 40;
const minima = 8;

/** The first half of a symmetric filter; see wasm/assembly/voice.ts. */
const half = [
  -0.00100231, -0.001182389, 0.00235141, 0.008956717, 0.01038517, -0.003536284, -0.03003354, -0.04416874,
  -0.01150306, 0.08081803, 0.2014882, 0.2874268,
];
const taps = [...half, ...half.toReversed()];
const hann = Array.from({ length: 512 }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / 512));
const cosines = Array.from({ length: 512 }, (_, n) => Math.cos((2 * Math.PI * n) / 512));
const sines = Array.from({ length: 512 }, (_, n) => Math.sin((2 * Math.PI * n) / 512));

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
const mean = (numbers: number[]) => sum(numbers) / numbers.length;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** A mean that forgets: from the first value on, each takes this share of it. */
function follower(share: number): (x: number) => number {
  let now: number | undefined;
  return (x) => (now = now === undefined ? x : now + share * (x - now));
}

/** Level, noise floor and spread of one band. */
function lane() {
  let smooth = follower(0.2);
  let slow = follower(0.01);
  const smoothed: number[] = [];
  let [level, slowMean, variance, blocks] = [0, 0, 0, 0];
  return (power: number) => {
    const before = level;
    level = Math.log2(power);
    // Until the spectrum is full of sound everything starts anew.
    const isFirst = blocks++ < 4;
    if (isFirst) {
      [smooth, slow, slowMean, variance] = [follower(0.2), follower(0.01), level, 0];
      smoothed.fill(level);
    }
    smoothed.push(smooth(level));
    // Since the last minimum, and the eight before it.
    const window = Math.floor((smoothed.length - 1) / blocksPerMinimum);
    const isTurn = smoothed.length % blocksPerMinimum === 0;
    const oldest = (window - minima + (isTurn ? 1 : 0)) * blocksPerMinimum - 1;
    const floor = Math.min(...smoothed.slice(Math.max(0, oldest)));
    const distance = isFirst ? 0 : level - slowMean;
    slowMean = slow(level);
    variance += 0.01 * (distance ** 2 - variance);
    return {
      level,
      over: Math.max(0, level - floor),
      change: isFirst ? 0 : Math.abs(level - before),
      distance: Math.abs(distance),
      slowMean,
      deviation: Math.sqrt(variance),
    };
  };
}

/** @returns power of the bins 0..256 */
function powers(history: number[]): number[] {
  const windowed = history.map((x, n) => x * hann[n]!);
  return Array.from({ length: 257 }, (_, k) => {
    const re = sum(windowed.map((x, n) => x * cosines[(k * n) % 512]!));
    const im = sum(windowed.map((x, n) => x * sines[(k * n) % 512]!));
    return re ** 2 + im ** 2;
  });
}

function harmonicity(power: number[], over: number[]): { peak: number; lag: number } {
  const amplitudes = power.map(() => 0);
  for (let pair = 0; pair < 8; pair++) {
    const bins = power.slice(edges[2 * pair], edges[2 * pair + 2]);
    const excess = over[2 * pair]! + over[2 * pair + 1]!;
    const weight = (excess / (excess + 4)) * Math.sqrt(bins.length / (sum(bins) + leastPower));
    for (const [i, bin] of bins.entries()) amplitudes[edges[2 * pair]! + i] = weight * Math.sqrt(bin);
  }
  const lags = Array.from({ length: 188 }, (_, i) => i + 40);
  const correlation = lags.map((lag) => sum(amplitudes.map((x, k) => x * cosines[(k * lag) % 512]!)));
  const peak = Math.max(0, ...correlation);
  const lag = lags[correlation.indexOf(peak)] ?? 228;
  return { peak: peak / (0.5 + sum(amplitudes)), lag: Math.log2(lag) };
}

/** One microphone; takes blocks of 480 samples. @returns what the network sees, and the level of the speech band */
export function referenceFeatures(): (samples: Float32Array) => { features: number[]; speechDbov: number } {
  const lanes = Array.from({ length: 24 }, lane);
  let old: number[] = Array.from({ length: 24 }, () => 0);
  let history: number[] = Array.from({ length: 512 }, () => 0);
  let [loudest, lastLag, smooth, blocks] = [-Infinity, 0, 0, 0];
  return (samples) => {
    const heard = [...old, ...Array.from(samples, (x) => (Math.abs(x) <= 8 ? x : 0))];
    old = heard.slice(-24);
    const decimated = Array.from({ length: 160 }, (_, i) =>
      sum(taps.map((tap, n) => tap * heard[3 * i + 3 + n]!)),
    );
    history = [...history.slice(160), ...decimated];

    const power = powers(history);
    const bands = edges
      .slice(0, -1)
      .map((edge, band) => sum(power.slice(edge, edges[band + 1])) + leastPower);
    const parts = [bands.slice(0, 7), bands.slice(7, 13), bands.slice(13), bands.slice(2, 17)].map(sum);
    const now = lanes.map((measure, i) => measure([...bands, ...parts][i]!));
    const [low, , high, all] = now.slice(bandCount);
    const levels = now.slice(0, bandCount).map(({ level }) => level);
    const over = now.slice(0, bandCount).map((band) => band.over);
    const { peak, lag } = harmonicity(power, over);
    smooth += 0.2 * (peak - smooth);
    loudest = blocks++ < 4 ? all!.level : Math.max(all!.level, loudest - 0.002);
    const quarters = [0, 1, 2, 3].map((quarter) => {
      const part = heard.slice(24 + quarter * 120, 24 + (quarter + 1) * 120);
      return mean(part.map((x) => x * x));
    });
    const features = [
      ...over.map((x) => 0.2 * x),
      ...Array.from(
        { length: bandCount / 2 },
        (_, pair) => 0.2 * ((levels[2 * pair]! + levels[2 * pair + 1]!) / 2 - mean(levels)),
      ),
      2 * peak,
      2 * smooth,
      Math.min(1, Math.abs(lag - lastLag)),
      0.2 * all!.over,
      0.2 * (all!.level - loudest),
      0.2 * (loudest - all!.level + all!.over),
      mean(now.slice(0, bandCount).map(({ change }) => change)),
      Math.log2((Math.max(...quarters) + 1e-9) / (mean(quarters) + 1e-9)),
      0.2 * (all!.slowMean - all!.level + all!.over),
      0.2 * all!.deviation,
      0.2 * low!.deviation,
      0.2 * high!.deviation,
      0.2 * mean(now.slice(0, bandCount).map(({ distance }) => distance)),
      lag - 6.5,
    ];
    lastLag = lag;
    // A Hann window of 512 makes |X|^2 of 49152 times the power.
    return { features, speechDbov: 10 * Math.log10(2 ** all!.level / 49_152) };
  };
}

/** The network: @param weights in the order of scripts/voice/weights.ts @returns from features to a score */
export function referenceNetwork(weights: Float32Array): (features: readonly number[]) => number {
  const gates = 3 * VOICE_CELLS;
  const column = (at: number) => weights.subarray(at * gates, (at + 1) * gates);
  const bias = column(VOICE_FEATURES + VOICE_CELLS);
  const out = weights.subarray((VOICE_FEATURES + VOICE_CELLS + 1) * gates);
  let cells: number[] = Array.from({ length: VOICE_CELLS }, () => 0);
  return (features) => {
    const weigh = (inputs: readonly number[], first: number, gate: number) =>
      sum(inputs.map((x, i) => x * column(first + i)[gate]!));
    cells = cells.map((old, c) => {
      const gate = (kind: number) => {
        const at = kind * VOICE_CELLS + c;
        return { brought: weigh(features, 0, at) + bias[at]!, past: weigh(cells, VOICE_FEATURES, at) };
      };
      const [update, reset, candidate] = [gate(0), gate(1), gate(2)];
      const z = sigmoid(update.brought + update.past);
      const r = sigmoid(reset.brought + reset.past);
      return (1 - z) * Math.tanh(candidate.brought + r * candidate.past) + z * old;
    });
    return sigmoid(sum(cells.map((cell, c) => cell * out[c]!)) + out[VOICE_CELLS]!);
  };
}
