import { clarityDb, delayOf, fanNoise, levelDb, noiseSuppressor, samplesOf } from "../fakes/audio-thread.ts";
import { speechFile } from "../e2e/harness/speech.ts";

const rateHz = 48_000;
const seconds = 12;
/** A fan beside the microphone. */
const signalToNoiseDb = 8;

/**
 * Speech in a fan's noise through the worklet itself, in Node. `noiseGainDb`: how much clearer the speech is (scale-invariant
 * SDR); `noiseLoweredDb`: how much softer the fan alone.
 */
export async function measureNoise(): Promise<{
  noiseGainDb: number;
  noiseLoweredDb: number;
  speechKeptDb: number;
  noiseCpuMsPer10Ms: number;
  noiseDelayMs: number;
}> {
  const speech = samplesOf(speechFile("en")).slice(0, rateHz * seconds);
  const noise = fanNoise(speech.length);
  const gain = 10 ** ((levelDb(speech) - signalToNoiseDb - levelDb(noise)) / 20);
  const fan = noise.map((sample) => sample * gain);
  const both = speech.map((sample, at) => sample + (fan[at] ?? 0));
  const alone = (await noiseSuppressor())(speech);
  const delay = delayOf(speech, alone);
  const quiet = (await noiseSuppressor())(fan);
  const suppress = await noiseSuppressor();
  const from = process.cpuUsage();
  const clearer = suppress(both);
  const { user, system } = process.cpuUsage(from);
  return {
    noiseGainDb: clarityDb(speech, clearer, delay) - clarityDb(speech, both, 0),
    noiseLoweredDb: levelDb(fan.slice(rateHz)) - levelDb(quiet.slice(rateHz)),
    speechKeptDb: clarityDb(speech, alone, delay),
    noiseCpuMsPer10Ms: (user + system) / 1_000 / (seconds * 100),
    noiseDelayMs: (delay / rateHz) * 1_000,
  };
}
