import { afterEach, expect, test } from "vitest";
import { meterMicrophone } from "../../web/meter-microphone.ts";
import { LocalAudioTrack } from "../../web/room/local-media-track.ts";

const sounds = new AudioContext();
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** @param gain of a sine wave; 1 is overload */
function hum(gain: number): MediaStreamTrack {
  const out = sounds.createMediaStreamDestination();
  const volume = new GainNode(sounds, { gain });
  const oscillator = new OscillatorNode(sounds, { frequency: 440 });
  oscillator.connect(volume).connect(out);
  oscillator.start();
  ends.push(() => oscillator.stop());
  return out.stream.getAudioTracks()[0]!;
}

test.for([
  [1, -3],
  [0.1, -23],
  [0.01, -43],
])("a sine of %d is %i dBov", async ([gain, expected]) => {
  let level = -127;
  ends.push(meterMicrophone(new LocalAudioTrack(hum(gain!)), (levelDbov) => (level = levelDbov)));
  await expect.poll(() => Math.abs(level - expected!)).toBeLessThan(1.5);
});

test("another source behind the track is followed, and what is stopped is silent", async () => {
  let level = 0;
  const sources = [hum(0.01), hum(1)];
  const track = new LocalAudioTrack(sources[0]!, {}, async () => sources[1]!);
  const end = meterMicrophone(track, (levelDbov) => (level = levelDbov));
  ends.push(end);
  await expect.poll(() => Math.abs(level + 43)).toBeLessThan(1.5);
  await track.restart();
  await expect.poll(() => Math.abs(level + 3)).toBeLessThan(1.5);
  track.stop();
  expect(level).toBe(-127);
});
