import { expect, test } from "vitest";
import { AudioLane, sampleRateHz } from "../../web/recording/audio-lane.ts";

const pieceMs = 10;
const pieceSamples = (sampleRateHz * pieceMs) / 1_000;
/** By the page's clock, and by the device's. */
const startMs = 1_000_000;
const deviceStartMs = 77_000;
const wayMs = 15;

/** Ten milliseconds of sound whose every sample says when it was made, in seconds. */
function piece(atMs: number): AudioData {
  return new AudioData({
    format: "f32-planar",
    sampleRate: sampleRateHz,
    numberOfChannels: 1,
    numberOfFrames: pieceSamples,
    timestamp: (deviceStartMs + atMs) * 1_000,
    data: new Float32Array(pieceSamples).fill(atMs / 1_000),
  });
}

function laneThat(): { lane: AudioLane; encoded: number[] } {
  const encoded: number[] = [];
  const lane = new AudioLane(startMs, (data) => {
    const samples = new Float32Array(data.numberOfFrames);
    data.copyTo(samples, { planeIndex: 0 });
    encoded.push(...samples);
  });
  lane.begin(true);
  return { lane, encoded };
}

/** For each 10 ms of the recording what they are of, in ms; 0: silence. */
function madeAtMs(encoded: readonly number[]): number[] {
  return Array.from({ length: Math.floor(encoded.length / pieceSamples) }, (_, index) =>
    Math.round((encoded[(index + 0.5) * pieceSamples] ?? 0) * 1_000),
  );
}

test("sound that waited for a busy thread is all there, where it was said", () => {
  const { lane, encoded } = laneThat();
  const stallFromMs = 1_000;
  const stallToMs = 5_000;
  for (let atMs = 0; atMs < 8_000; atMs += pieceMs) {
    const heardMs = atMs + pieceMs + wayMs;
    const isHeldUp = heardMs > stallFromMs && heardMs < stallToMs;
    // timers come first when the thread goes on
    if (heardMs === stallToMs) lane.fill(startMs + stallToMs);
    lane.add(piece(atMs), startMs + (isHeldUp ? stallToMs : heardMs));
    if (!isHeldUp && atMs % 250 === 0) lane.fill(startMs + heardMs);
  }
  const made = madeAtMs(encoded);
  expect(made.length).toBeGreaterThan(795);
  for (const [index, ms] of made.entries()) expect(Math.abs(ms - index * pieceMs)).toBeLessThanOrEqual(40);
  expect(new Set(made).size).toBe(made.length);
});

test("what a device did not give is silence of that length, and nothing after it moves", () => {
  const { lane, encoded } = laneThat();
  for (let atMs = 0; atMs < 8_000; atMs += pieceMs) {
    const heardMs = startMs + atMs + pieceMs + wayMs;
    if (atMs < 2_000 || atMs >= 5_000) lane.add(piece(atMs), heardMs);
    if (atMs % 250 === 0) lane.fill(heardMs);
  }
  const made = madeAtMs(encoded);
  expect(made.slice(210, 490).every((ms) => ms === 0)).toBe(true);
  for (const [index, ms] of made.entries())
    if (ms !== 0) expect(Math.abs(ms - index * pieceMs)).toBeLessThanOrEqual(40);
  expect(made.filter((ms) => ms !== 0).length).toBeGreaterThan(490);
});

test("without a microphone the recording is as long, and another device's clock is its own", () => {
  const { lane, encoded } = laneThat();
  lane.begin(false);
  lane.fill(startMs + 3_000);
  expect(encoded.length / sampleRateHz).toBeCloseTo(2.6, 1);
  lane.begin(true);
  const otherClock = new AudioData({
    format: "f32-planar",
    sampleRate: sampleRateHz,
    numberOfChannels: 1,
    numberOfFrames: pieceSamples,
    timestamp: 5_000_000_000,
    data: new Float32Array(pieceSamples).fill(0.5),
  });
  lane.add(otherClock, startMs + 3_000 + pieceMs);
  expect(encoded.length / sampleRateHz).toBeCloseTo(3.01, 2);
  expect(encoded.at(-1)).toBe(0.5);
});
