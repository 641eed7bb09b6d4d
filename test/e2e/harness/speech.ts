import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { inRepository } from "../../../scripts/repository.ts";

/** `rare`: two seconds of a voice in six, as of somebody who mostly listens. */
export type Voice = "en" | "fr" | "it" | "rare";

const sampleRateHz = 48_000;

/** Of the synthesised clip: first and between the bursts. As long as the pauses that the recordings have. */
const pauseMs = 1_000;
const burstMs = 2_200;
const burstCount = 5;
const listeningMs = 4_000;

const pitchHz: Readonly<Record<Voice, number>> = { en: 190, fr: 210, it: 115, rare: 150 };

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
  if (voice === "rare") {
    writeFileSync(made, wavFile(speechLikeSamples(pitchHz[voice], listeningMs, 1)));
    return made;
  }
  // Not console.log, which the test runner keeps to itself when all goes well.
  process.stderr.write(
    `No recording of speech (${voice}) beside the repository: the microphone plays a synthetic clip.\n`,
  );
  writeFileSync(made, wavFile(speechLikeSamples(pitchHz[voice], pauseMs, burstCount)));
  return made;
}

/** Bursts of gliding harmonics under a syllable's envelope, with silence between them. Samples in -1..1. */
function speechLikeSamples(voicePitchHz: number, quietMs: number, bursts: number): Float32Array {
  const pauseSamples = (quietMs * sampleRateHz) / 1_000;
  const burstSamples = (burstMs * sampleRateHz) / 1_000;
  const samples = new Float32Array(bursts * (pauseSamples + burstSamples));
  let phase = 0;
  for (let at = 0; at < samples.length; at++) {
    const inPeriod = at % (pauseSamples + burstSamples);
    if (inPeriod < pauseSamples) continue;
    const seconds = (inPeriod - pauseSamples) / sampleRateHz;
    const glideHz = voicePitchHz * (1 + 0.15 * Math.sin(2 * Math.PI * 1.3 * seconds));
    phase += (2 * Math.PI * glideHz) / sampleRateHz;
    // Four syllables a second.
    const envelope = Math.sin(Math.PI * ((seconds * 4) % 1)) ** 0.7;
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
function wavFile(samples: Float32Array): Uint8Array {
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
