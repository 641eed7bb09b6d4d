import { readFileSync } from "node:fs";
import { inRepository } from "../../scripts/repository.ts";

/** One block at a time, as the audio thread has it. */
const blockSamples = 128;

interface Processor {
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}
type Made = new (options: { processorOptions: object }) => Processor;

let made: Made | undefined;

/** The audio worklet of the noise suppression, without an audio thread. */
export async function noiseSuppressor(): Promise<(samples: Float32Array) => Float32Array> {
  Object.assign(globalThis, {
    AudioWorkletProcessor: class {
      readonly port = { postMessage: () => undefined };
    },
    registerProcessor: (_name: string, processor: Made) => (made = processor),
  });
  await import("../../web/effects/noise/noise-worklet.ts"); // which registers itself
  const file = readFileSync(inRepository("node_modules/@jitsi/rnnoise-wasm/dist/rnnoise.wasm"));
  const module = new Uint8Array(file).buffer;
  if (made === undefined) throw new Error("The worklet registers no processor");
  const processor = new made({ processorOptions: { module } });
  return (samples) => {
    const result = new Float32Array(samples.length);
    for (let at = 0; at + blockSamples <= samples.length; at += blockSamples)
      processor.process(
        [[samples.subarray(at, at + blockSamples)]],
        [[result.subarray(at, at + blockSamples)]],
      );
    return result;
  };
}

/** Samples of a WAV file of 16 bits, mono, in -1..1. */
export function samplesOf(path: string): Float32Array {
  const file = readFileSync(path);
  return Float32Array.from(
    { length: (file.length - 44) >> 1 },
    (_, at) => file.readInt16LE(44 + at * 2) / 32_768,
  );
}

/** Noise like that of a fan: soft, and without an end. @param seed of its chance */
export function fanNoise(samples: number, seed = 1): Float32Array {
  let state = seed;
  let [low, lower] = [0, 0];
  return Float32Array.from({ length: samples }, () => {
    // Numerical Recipes' generator, section 7.1
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const white = state / 2 ** 31 - 1;
    low += 0.12 * (white - low);
    lower += 0.02 * (white - lower);
    return low + 2 * lower + 0.15 * white;
  });
}

export function levelDb(samples: Float32Array): number {
  const sum = samples.reduce((total, sample) => total + sample * sample, 0);
  return 10 * Math.log10(sum / samples.length + 1e-12);
}

/**
 * How much of `heard` is `clean`, in dB: scale-invariant SDR (Le Roux et al., 2019). @param delay of what is heard, in samples
 */
export function clarityDb(clean: Float32Array, heard: Float32Array, delay: number): number {
  let [dot, energy] = [0, 0];
  const length = clean.length - delay;
  for (let at = 0; at < length; at++) {
    dot += (clean[at] ?? 0) * (heard[at + delay] ?? 0);
    energy += (clean[at] ?? 0) ** 2;
  }
  const scale = dot / energy;
  let rest = 0;
  for (let at = 0; at < length; at++) rest += ((heard[at + delay] ?? 0) - scale * (clean[at] ?? 0)) ** 2;
  return 10 * Math.log10((scale * scale * energy) / rest);
}

/** How much later what is heard comes, in samples. */
export function delayOf(clean: Float32Array, heard: Float32Array): number {
  let [best, most] = [0, -Infinity];
  for (let delay = 0; delay < 3_000; delay += 4) {
    let sum = 0;
    for (let at = 0; at < clean.length - 3_000; at += 3) sum += (clean[at] ?? 0) * (heard[at + delay] ?? 0);
    if (sum > most) [best, most] = [delay, sum];
  }
  return best;
}
