import { existsSync, readFileSync } from "node:fs";
import { generator, type Seeded } from "./seeded.ts";

/** All sounds: mono, 48 kHz, -1..1. */
export const rateHz = 48_000;

export interface Clip {
  name: string;
  samples: Float32Array;
}

/** Of eight noises under it, voice is heard with each. */
const madeSpeechSeed = 2;

const mediaFolder = new URL("../../../shared/media/", import.meta.url);

/**
 * Recorded speech where it lies beside the repository, else a made clip, which is always the same one too: what voice is has been
 * learnt from recordings, and not every buzz passes for it.
 */
export function speechClips(): Clip[] {
  const names = ["speech-en", "speech-fr", "speech-it"];
  const recorded = names
    .map((name) => ({ name, url: new URL(`${name}.wav`, mediaFolder) }))
    .filter(({ url }) => existsSync(url))
    .map(({ name, url }) => ({ name, samples: readWav(readFileSync(url)) }));
  if (recorded.length > 0) return recorded;
  console.log("No recorded speech beside the repository: a speech-like clip is made instead.");
  return [{ name: "made speech", samples: madeSpeech(generator(madeSpeechSeed)) }];
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

/** Formants of a, e, i, o and u, in Hz (Peterson and Barney 1952, men). */
const formants = [
  [730, 1_090, 2_440],
  [530, 1_840, 2_480],
  [270, 2_290, 3_010],
  [570, 840, 2_410],
  [300, 870, 2_240],
] as const;

/** One vowel after the other, 150 ms each, with a voice that goes up and down. */
export function vowels(random: Seeded, seconds: number): Float32Array {
  const samples = new Float32Array(Math.round(seconds * rateHz));
  const pitchHz = 105 + 60 * random.fraction();
  let phase = 0;
  let spoken = formants[random.integer(formants.length)]!;
  for (let i = 0; i < samples.length; i++) {
    const t = i / rateHz;
    if (i % Math.round(0.15 * rateHz) === 0) spoken = formants[random.integer(formants.length)]!;
    const hz = pitchHz * (1 + 0.12 * Math.sin(2 * Math.PI * 1.7 * t));
    phase += hz / rateHz;
    let sum = 0;
    for (let harmonic = 1; harmonic * hz < 5_000; harmonic++) {
      const gain = spoken.reduce(
        (all, formant) => all + 1 / (1 + ((harmonic * hz - formant) / 90) ** 2),
        0.02 + 0.3 / harmonic,
      );
      sum += (gain / Math.sqrt(harmonic)) * Math.sin(2 * Math.PI * harmonic * phase);
    }
    const edge = Math.min(1, t / 0.02, (seconds - t) / 0.02);
    samples[i] = 0.06 * edge * (0.75 + 0.25 * Math.sin(2 * Math.PI * 4 * t)) * sum;
  }
  return samples;
}

/** Clicks of a case with its ring, six to nine a second. */
export function keyboard(random: Seeded, seconds: number): Float32Array {
  const samples = noise(random, seconds, -75, 0.9);
  for (let at = rateHz >> 1; at < samples.length;) {
    const gain = 0.02 + 0.1 * random.fraction();
    const hz = 2_000 + 2_000 * random.fraction();
    for (let i = 0; i < 1_500 && at + i < samples.length; i++) {
      const ring = Math.sin((2 * Math.PI * hz * i) / rateHz) + 2 * random.fraction() - 1;
      samples[at + i]! += gain * ring * Math.exp(-i / 300);
    }
    at += Math.round(rateHz * (0.11 + 0.06 * random.fraction()));
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
