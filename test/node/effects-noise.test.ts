import { expect, test } from "vitest";
import { speechFile } from "../e2e/harness/speech.ts";
import { clarityDb, delayOf, fanNoise, levelDb, noiseSuppressor, samplesOf } from "../fakes/audio-thread.ts";

test(
  "speech passes as it is, noise is lowered, and speech in noise is clearer",
  { timeout: 60_000 },
  async () => {
    const speech = samplesOf(speechFile("en")).slice(0, 48_000 * 8);
    const heard = (await noiseSuppressor())(speech);
    const delay = delayOf(speech, heard);
    expect(delay / 48).toBeLessThan(25); // milliseconds
    expect(clarityDb(speech, heard, delay)).toBeGreaterThan(8);
    expect(Math.abs(levelDb(heard) - levelDb(speech))).toBeLessThan(2);

    const noise = fanNoise(speech.length);
    const noiseGain = 10 ** ((levelDb(speech) - 8 - levelDb(noise)) / 20);
    const fan = noise.map((sample) => sample * noiseGain);
    // what it has heard for a second it knows
    const quiet = (await noiseSuppressor())(fan).slice(48_000);
    expect(levelDb(fan) - levelDb(quiet)).toBeGreaterThan(15);

    const both = speech.map((sample, at) => sample + (fan[at] ?? 0));
    const clearer = (await noiseSuppressor())(both);
    expect(clarityDb(speech, clearer, delay) - clarityDb(speech, both, 0)).toBeGreaterThan(2);
  },
);
