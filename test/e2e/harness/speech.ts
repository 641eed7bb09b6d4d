import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { inRepository } from "../../../scripts/repository.ts";

/** `rare`: two seconds of a voice in six, as of somebody who mostly listens. */
export type Voice = "en" | "fr" | "it" | "rare";

const sampleRateHz = 48_000;

interface Manner {
  pitchHz: number;
  syllablesPerSecond: number;
  /** A pause and what is said after it, in turn; 16 s, as the recordings have. */
  turnsMs: readonly (readonly [pauseMs: number, burstMs: number])[];
}

/** A pause, as long as the recordings have them, and what is said after it. */
const turnMs = [1_000, 2_200] as const;
const fiveTurnsMs = [turnMs, turnMs, turnMs, turnMs, turnMs];

/** Of the synthesised clips. One has a rhythm of its own, so that it is not taken for another. */
const manners: Readonly<Record<Voice, Manner>> = {
  en: { pitchHz: 190, syllablesPerSecond: 4, turnsMs: fiveTurnsMs },
  fr: {
    pitchHz: 210,
    syllablesPerSecond: 5,
    turnsMs: [
      [1_400, 1_300],
      [1_000, 3_400],
      [2_100, 1_800],
      [1_000, 1_400],
      [1_100, 1_500],
    ],
  },
  it: { pitchHz: 115, syllablesPerSecond: 4, turnsMs: fiveTurnsMs },
  rare: { pitchHz: 150, syllablesPerSecond: 4, turnsMs: [[4_000, 2_200]] },
};

/**
 * A WAV (48 kHz, mono, 16 bit) for a fake microphone. A recording of speech from the folder `shared/media`
 * beside the repository; without one, a clip that is made here and only resembles speech, and the console
 * says so.
 */
export function speechFile(voice: Voice): string {
  // Without `..` in it: Chromium opens no such path and plays silence.
  const recording = resolve(inRepository(`../shared/media/speech-${voice}.wav`));
  if (existsSync(recording)) return recording;
  const made = inRepository(`test/.output/speech-like-${voice}.wav`);
  mkdirSync(dirname(made), { recursive: true });
  const { pitchHz, syllablesPerSecond, turnsMs } = manners[voice];
  const parts = turnsMs.map((turn) => speechLikeSamples(pitchHz, syllablesPerSecond, turn));
  writeFileSync(made, wavFile(parts.flatMap((part) => [...part])));
  if (voice === "rare") return made;
  // Not console.log, which the test runner keeps to itself when all goes well.
  process.stderr.write(
    `No recording of speech (${voice}) beside the repository: the microphone plays a synthetic clip.\n`,
  );
  return made;
}

/** A silence, then gliding harmonics under a syllable's envelope. Samples in -1..1. */
function speechLikeSamples(
  voicePitchHz: number,
  syllablesPerSecond: number,
  [pauseMs, burstMs]: readonly [number, number],
): Float32Array {
  const pauseSamples = (pauseMs * sampleRateHz) / 1_000;
  const samples = new Float32Array(pauseSamples + (burstMs * sampleRateHz) / 1_000);
  let phase = 0;
  for (let at = pauseSamples; at < samples.length; at++) {
    const seconds = (at - pauseSamples) / sampleRateHz;
    const glideHz = voicePitchHz * (1 + 0.15 * Math.sin(2 * Math.PI * 1.3 * seconds));
    phase += (2 * Math.PI * glideHz) / sampleRateHz;
    const envelope = Math.sin(Math.PI * ((seconds * syllablesPerSecond) % 1)) ** 0.7;
    samples[at] = 0.5 * envelope * harmonics(phase, glideHz, seconds);
  }
  return samples;
}

/** Harmonics below 4 kHz, louder near two formants that move like those of vowels. */
function harmonics(phase: number, glideHz: number, seconds: number): number {
  const formantsHz = [550 + 200 * Math.sin(5 * seconds), 1_700 + 500 * Math.sin(3 * seconds)];
  let sum = 0;
  for (let harmonic = 1; harmonic * glideHz < 4_000; harmonic++) {
    const distances = formantsHz.map((formantHz) => (harmonic * glideHz - formantHz) / 250);
    const gain =
      0.1 / harmonic + distances.reduce((total, distance) => total + 0.2 * Math.exp(-(distance ** 2)), 0);
    sum += gain * Math.sin(harmonic * phase);
  }
  return Math.max(-1, Math.min(1, sum));
}

/** RIFF WAVE, PCM: a header of 44 bytes, then little-endian samples. */
function wavFile(samples: readonly number[]): Uint8Array {
  const dataBytes = samples.length * 2;
  const view = new DataView(new ArrayBuffer(44 + dataBytes));
  const ascii = (offset: number, text: string) => {
    for (let at = 0; at < text.length; at++) view.setUint8(offset + at, text.charCodeAt(at));
  };
  ascii(0, "RIFF");
  view.setUint32(4, 36 + dataBytes, true);
  ascii(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  ascii(36, "data");
  view.setUint32(40, dataBytes, true);
  samples.forEach((sample, at) => view.setInt16(44 + at * 2, Math.round(sample * 32_767), true));
  return new Uint8Array(view.buffer);
}
