import { type NoiseName, type NoiseSources, noises, type TestNoiseName, testNoises } from "./noises.ts";
import { Random } from "./random.ts";
import { recordedRateHz, type RecordingName, recordings } from "./recordings.ts";
import {
  add,
  blockSamples,
  gainOf,
  lowPass,
  play,
  powerOf,
  rateHz,
  recoloured,
  reverberated,
} from "./sound.ts";

/** Somebody speaks, now and then, in some noise. */
export interface Scene {
  samples: Float32Array;
  /** For each 10 ms block. */
  isSpeech: boolean[];
  /** What is heard besides; empty in a quiet room. */
  noises: NoiseName[];
  snrDb: number;
}

export interface TestScene extends Scene {
  noise: TestNoiseName;
  voice: string;
}

/** Of each voice its prompts. */
interface Material extends NoiseSources {
  names: string[];
}

function material(voices: readonly RecordingName[], music: readonly RecordingName[]): Material | undefined {
  const prompts = voices.map(recordings);
  const pieces = music.map(recordings);
  const isThere = <T>(x: T | undefined): x is T => x !== undefined;
  if (!prompts.every(isThere) || !pieces.every(isThere)) return undefined;
  return { names: [...voices], voices: prompts, music: pieces.flat() };
}

const speechDbov = -26;

/**
 * Which blocks are speech, from the clean sound: within 30 dB of the 95th percentile of all levels; gaps up to 100 ms
 * are closed, then bursts below 30 ms left out.
 */
export function labelled(clean: Float32Array): boolean[] {
  const levels = Array.from({ length: Math.floor(clean.length / blockSamples) }, (_, block) =>
    powerOf(clean.subarray(block * blockSamples, (block + 1) * blockSamples)),
  );
  const heard = levels.filter((level) => level > 1e-9).toSorted((a, b) => a - b);
  const least = (heard[Math.floor(heard.length * 0.95)] ?? 1) / 1_000;
  const labels = levels.map((level) => level > least);
  fillRuns(labels, false, 10);
  fillRuns(labels, true, 2);
  return labels;
}

/** Turns runs of `value` of at most `most` blocks, between others, into their surroundings. */
function fillRuns(labels: boolean[], value: boolean, most: number): void {
  let start = 0;
  for (let at = 1; at <= labels.length; at++) {
    if (at < labels.length && labels[at] === labels[start]) continue;
    const inside = start > 0 && at < labels.length;
    if (labels[start] === value && inside && at - start <= most) labels.fill(!value, start, at);
    start = at;
  }
}

/** Turns of a few prompts with short gaps, and pauses between them: about half of the time is speech. */
function talk(
  random: Random,
  prompts: readonly Int16Array[],
  length: number,
  speed: number,
): [Float32Array, boolean[]] {
  const clean = new Float32Array(length);
  const labels = Array.from({ length: Math.floor(length / blockSamples) }, () => false);
  let at = Math.floor(random.between(0.3, 2) * rateHz);
  while (at < length) {
    const count = random.integer(1, 2);
    for (let prompt = 0; prompt < count && at < length; prompt++) {
      at -= at % blockSamples;
      const words = play(random.pick(prompts), recordedRateHz, speed);
      const own = labelled(words);
      const spoken = own.filter(Boolean).length;
      const level = Math.sqrt((powerOf(words) * own.length) / Math.max(1, spoken)) + 1e-9;
      add(clean, words, gainOf(speechDbov + random.between(-2, 2)) / level, at);
      for (const [block, is] of own.entries()) if (is) labels[at / blockSamples + block] = true;
      at += words.length + Math.floor(random.between(0.1, 0.4) * rateHz);
    }
    at += Math.floor(random.between(1.5, 7) * rateHz);
  }
  labels.length = Math.floor(length / blockSamples);
  return [clean, labels];
}

/** Adds noise, its power taken below 8 kHz, as far below the speech as asked. */
function addNoise(to: Float32Array, noise: Float32Array, snrDb: number): void {
  const power = powerOf(lowPass(lowPass(noise, 8_000, 0.5412), 8_000, 1.3066));
  add(to, noise, gainOf(speechDbov - snrDb) / Math.sqrt(power + 1e-12));
}

export interface TrainingMaterial {
  scene(seed: number): Scene;
}

/** What is trained and tuned on: English and Spanish. Undefined where packages are missing. */
export function trainingMaterial(seconds: number): TrainingMaterial | undefined {
  const own = material(
    ["en", "es", "es-co", "kal_diphone", "ked_diphone", "cmu_us_slt_arctic_hts"],
    ["music", "midi-music"],
  );
  return own && { scene: (seed) => trainingScene(new Random(seed), own, Math.floor(seconds * rateHz)) };
}

const trainingMix = {
  white: 4,
  pink: 4,
  brown: 4,
  babble: 14,
  music: 16,
  keyboard: 6,
  fan: 4,
  hum: 4,
  knocks: 5,
  filtered: 9,
  modulated: 12,
  machine: 10,
} satisfies Record<NoiseName, number>;
const trainingBag = Object.entries(trainingMix).flatMap(([name, count]) =>
  Array.from({ length: count }, () => name as NoiseName),
);

function trainingScene(random: Random, own: Material, length: number): Scene {
  const voice = random.pick([0, 0, 1, 1, 2, 3, 4, 5]);
  const prompts = own.voices[voice] ?? [];
  let [clean, isSpeech] = talk(random, prompts, length, random.between(0.78, 1.25));
  if (random.chance(0.16)) {
    clean = new Float32Array(length);
    isSpeech = isSpeech.map(() => false);
  }
  if (random.chance(0.6)) clean = recoloured(random, clean, 8);
  if (random.chance(0.3)) clean = reverberated(random, clean);
  const snrDb = random.chance(0.5) ? random.pick([20, 10, 5, 0]) : random.between(-3, 30);
  const names: NoiseName[] = [];
  const samples = clean.slice();
  if (random.chance(0.95)) {
    const name = random.pick(trainingBag);
    names.push(name);
    let noise: Float32Array = noises[name](random, length, own);
    if (random.chance(0.3)) noise = recoloured(random, noise, 6);
    if (random.chance(0.15)) noise = reverberated(random, noise);
    // Some noises come in the middle, or go.
    if (random.chance(0.25)) noise.fill(0, 0, Math.floor(random.between(0.1, 0.6) * length));
    else if (random.chance(0.1)) noise.fill(0, Math.floor(random.between(0.4, 0.9) * length));
    addNoise(samples, noise, snrDb);
    if (random.chance(0.2)) {
      const second = random.pick(trainingBag);
      names.push(second);
      addNoise(samples, noises[second](random, length, own), snrDb + random.between(3, 15));
    }
  }
  addNoise(samples, noises.filtered(random, length), random.between(30, 60));
  const gain = gainOf(random.between(-20, 14));
  return { samples: samples.map((x) => Math.max(-1, Math.min(1, x * gain))), isSpeech, noises: names, snrDb };
}

export const testSnrsDb = [20, 10, 5, 0] as const;

/** The scenes that decisions are compared on: every voice not tuned on, in every noise at every ratio. */
export function* testScenes(
  names: readonly TestNoiseName[],
  seconds: number,
  seed: number,
): Generator<TestScene, void, undefined> {
  const own = material(["test-fr", "test-ru", "test-it"], ["test-music"]);
  if (!own) return;
  const length = Math.floor(seconds * rateHz);
  for (const noise of names) {
    for (const snrDb of testSnrsDb) {
      for (const [index, voice] of own.names.entries()) {
        const random = new Random(seed + index + 10 * snrDb + 1_000 * Object.keys(testNoises).indexOf(noise));
        const [clean, isSpeech] = talk(random, own.voices[index] ?? [], length, 1);
        addNoise(clean, testNoises[noise](random, length, own), snrDb);
        yield { samples: clean, isSpeech, noises: [noise], snrDb, noise, voice };
      }
    }
  }
}
