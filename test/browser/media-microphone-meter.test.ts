import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { MicrophoneMeter } from "../../web/media/microphone-meter.ts";
import type { AudioLevel, SampleListener } from "../../web/room/ports.ts";
import { waiting } from "../fakes/people.ts";

let sources: AudioContext;
let meter: MicrophoneMeter;
let levels: AudioLevel[];
let taps: MessagePort[];
const onMutedSpeech = vi.fn<() => void>();

/** Takes every sound for a voice. */
const kernel: SampleListener = {
  async listen(samples, report) {
    taps.push(samples);
    samples.onmessage = ({ data }: MessageEvent<Float32Array>) =>
      report.postMessage({ levelDbov: -20, voice: data.some((sample) => Math.abs(sample) > 0.1) });
    return taps.length;
  },
  async stopListening() {},
};

beforeEach(() => {
  sources = new AudioContext();
  levels = [];
  taps = [];
  onMutedSpeech.mockClear();
  meter = new MicrophoneMeter(
    () => Promise.resolve(kernel),
    (level) => levels.push(level),
    onMutedSpeech,
  );
});
afterEach(async () => {
  meter.close();
  await sources.close();
});

function hum(): MediaStreamTrack {
  const out = sources.createMediaStreamDestination();
  const oscillator = sources.createOscillator();
  oscillator.connect(out);
  oscillator.start();
  return out.stream.getAudioTracks()[0]!;
}

it("tells who speaks while muted, and tells the others of silence", async () => {
  const track = hum();
  meter.follow(track);
  await vi.waitFor(() => expect(levels.at(-1)).toEqual({ levelDbov: -20, speaking: true }), waiting);
  expect(onMutedSpeech).not.toHaveBeenCalled();
  track.enabled = false;
  await vi.waitFor(() => expect(onMutedSpeech).toHaveBeenCalledOnce(), waiting);
  expect(levels.at(-1)).toEqual({ levelDbov: -127, speaking: false });
});

it("gives the microphone back when the page stops its track without a word", async () => {
  const twins: MediaStreamTrack[] = [];
  const track = hum();
  const clone = track.clone.bind(track);
  track.clone = () => {
    const twin = clone();
    twins.push(twin);
    return twin;
  };
  meter.follow(track);
  await vi.waitFor(() => expect(levels.at(-1)?.speaking).toBe(true), waiting);
  track.stop();
  await vi.waitFor(() => expect(twins.map(({ readyState }) => readyState)).toEqual(["ended"]), waiting);
  expect(levels.at(-1)).toEqual({ levelDbov: -127, speaking: false });
});
