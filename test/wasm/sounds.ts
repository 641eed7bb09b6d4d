import { existsSync, readFileSync } from "node:fs";
import type { Seeded } from "./seeded.ts";

/** All sounds: mono, 48 kHz, -1..1. */
export const rateHz = 48_000;

export interface Clip {
  name: string;
  samples: Float32Array;
}

const mediaFolder = new URL("../../../shared/media/", import.meta.url);

/** Recorded speech where it lies beside the repository, else a made clip. */
export function speechClips(random: Seeded): Clip[] {
  const names = ["speech-en", "speech-fr", "speech-it"];
  const recorded = names
    .map((name) => ({ name, url: new URL(`${name}.wav`, mediaFolder) }))
    .filter(({ url }) => existsSync(url))
    .map(({ name, url }) => ({ name, samples: readWav(readFileSync(url)) }));
  if (recorded.length > 0) return recorded;
  console.log("No recorded speech beside the repository: a speech-like clip is made instead.");
  return [{ name: "made speech", samples: madeSpeech(random) }];
}

/** 16-bit mono PCM after a header of 44 bytes. */
function readWav(file: Buffer): Float32Array {
  const pcm = file.subarray(44);
  return Float32Array.from({ length: pcm.length >> 1 }, (_, index) => pcm.readInt16LE(index * 2) / 32_768);
}

/** A buzz of 120 Hz and its harmonics in syllables of 80 to 250 ms, with gaps of 30 to 120 ms, after 1 s of silence. */
function madeSpeech(random: Seeded): Float32Array {
  const samples = new Float32Array(16 * rateHz);
  for (let at = rateHz; at < samples.length;) {
    const length = Math.floor(rateHz * (0.08 + 0.17 * random.fraction()));
    const loudness = 0.1 + 0.3 * random.fraction();
    const pitchHz = 110 + 40 * random.fraction();
    for (let i = 0; i < length && at + i < samples.length; i++) {
      const envelope = Math.sin((Math.PI * i) / length) ** 0.5;
      let sum = 0;
      for (let harmonic = 1; harmonic <= 20; harmonic++) {
        sum += Math.sin((2 * Math.PI * pitchHz * harmonic * i) / rateHz) / harmonic;
      }
      samples[at + i] = 0.5 * loudness * envelope * sum;
    }
    at += length + Math.floor(rateHz * (0.03 + 0.09 * random.fraction()));
  }
  return samples;
}

/** White (0), pink-like (0.9) or fan-like (0.99) noise at a level. */
export function noise(random: Seeded, seconds: number, levelDbov: number, darkness: number): Float32Array {
  const samples = new Float32Array(Math.round(seconds * rateHz));
  let last = 0;
  let sum = 0;
  for (let i = 0; i < samples.length; i++) {
    last = darkness * last + (2 * random.fraction() - 1);
    samples[i] = last;
    sum += last * last;
  }
  const gain = 10 ** (levelDbov / 20) / Math.sqrt(sum / samples.length);
  return samples.map((x) => x * gain);
}

export function concatenate(...parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => Array.from(part)));
}

export function mix(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((x, index) => x + (b[index] ?? 0));
}
