import { ALL_FORMATS, AudioBufferSink, BlobSource, Input, VideoSampleSink } from "mediabunny";
import { afterEach, expect, test } from "vitest";
import { Capture } from "../../web/recording/capture.ts";
import { composeFiles, exportLog } from "../../web/recording/exporting.ts";
import { fileOf, removeRecording } from "../../web/recording/store.ts";
import { folderOf, type PictureWish } from "../../web/recording/thread-wire.ts";

const id = "00000000-0000-4000-8000-000000000001";
const wish: PictureWish = {
  isMixed: false,
  widthPx: 640,
  heightPx: 360,
  framesPerSecond: 30,
  bitsPerSecond: 1_000_000,
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await removeRecording(id);
});

/** A clock: a bar fills the picture once a second, and a click begins when it is empty. */
async function clapper(): Promise<MediaStreamTrack[]> {
  const context = new AudioContext();
  closing.push(() => context.close());
  await context.resume();
  const sound = context.createMediaStreamDestination();
  const hum = new OscillatorNode(context, { frequency: 1_000 });
  const gain = new GainNode(context, { gain: 0 });
  hum.connect(gain).connect(sound);
  hum.start();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 640, height: 360 });
  const drawing = canvas.getContext("2d")!;
  const stream = canvas.captureStream(30);
  let isLoud = false;
  const ticking = setInterval(() => {
    const sinceMs = performance.now() % 1_000;
    if (sinceMs < 200 !== isLoud) gain.gain.setValueAtTime(isLoud ? 0 : 0.8, context.currentTime);
    isLoud = sinceMs < 200;
    drawing.fillStyle = "#000";
    drawing.fillRect(0, 0, 640, 360);
    drawing.fillStyle = "#fff";
    drawing.fillRect(0, 0, (640 * sinceMs) / 1_000, 360);
  }, 10);
  closing.push(() => clearInterval(ticking));
  return [...stream.getVideoTracks(), ...sound.stream.getAudioTracks()];
}

async function recorded(ms: number, ended: boolean): Promise<File> {
  const [video, audio] = await clapper();
  const capture = new Capture({
    folder: id,
    file: "own.log",
    kind: "own",
    picture: wish,
    onProgress: () => undefined,
    onFailure: (failure) => expect.unreachable(failure),
  });
  closing.push(() => capture.end());
  await capture.begun;
  capture.video("camera", video);
  capture.audio(audio);
  await expect.poll(() => capture.durationMs, { timeout: 20_000 }).toBeGreaterThan(ms);
  if (ended) await capture.end();
  const log = await fileOf(await folderOf(id, false), "own.log");
  return log!;
}

async function asWebm(log: Blob, name = "own.webm"): Promise<File> {
  const target = await (await folderOf(id, true)).getFileHandle(name, { create: true });
  await exportLog(log, target);
  return target.getFile();
}

/** When seconds begin, by the pictures and by the sound; in seconds of the file. */
async function marks(file: Blob): Promise<{ pictures: number[]; sound: number[]; seconds: number }> {
  const input = new Input({ formats: ALL_FORMATS, source: new BlobSource(file) });
  const video = (await input.getPrimaryVideoTrack())!;
  const audio = (await input.getPrimaryAudioTrack())!;
  const pictures: number[] = [];
  const widthPx = 250;
  const canvas = new OffscreenCanvas(widthPx, 9);
  const drawing = canvas.getContext("2d", { willReadFrequently: true })!;
  for await (const sample of new VideoSampleSink(video).samples()) {
    sample.draw(drawing, 0, 0, widthPx, 9);
    const { data } = drawing.getImageData(0, 4, widthPx, 1);
    const filledPx = data.filter((value, at) => at % 4 === 0 && value > 128).length;
    if (filledPx > 0) pictures.push(sample.timestamp - filledPx / widthPx); // else there is none of the clock yet
    sample.close();
  }
  const sound: number[] = [];
  let quietFor = 0;
  for await (const { buffer, timestamp } of new AudioBufferSink(audio).buffers()) {
    for (const [at, value] of buffer.getChannelData(0).entries()) {
      if (Math.abs(value) > 0.2) {
        if (quietFor > 10_000) sound.push(timestamp + at / buffer.sampleRate);
        quietFor = 0;
      } else quietFor++;
    }
  }
  return { pictures, sound, seconds: await input.computeDuration() };
}

/** From each of these to each of those that is near it, ms. */
function distances(one: readonly number[], other: readonly number[]): number[] {
  return one.flatMap((at) => {
    const near = other.filter((each) => Math.abs(each - at) < 0.5);
    return near.map((each) => Math.round((each - at) * 1_000));
  });
}

/** A busy machine delays now and then a picture or a sound on its way into the recording. */
function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

test(
  "what is cut off in the middle becomes a file with sound and pictures together",
  { timeout: 60_000 },
  async () => {
    const log = await recorded(4_000, false);
    const webm = await asWebm(log);
    const { pictures, sound, seconds } = await marks(webm);
    const far = distances(pictures, sound);
    console.info("own: pictures to sound, ms", median(far), far.length, sound.length, seconds);
    expect(seconds).toBeGreaterThan(3.5);
    expect(sound.length).toBeGreaterThanOrEqual(2);
    expect(far.length).toBeGreaterThanOrEqual(20);
    expect(Math.abs(median(far))).toBeLessThanOrEqual(40);
  },
);

test("everybody's own files in one: each at its own time", { timeout: 60_000 }, async () => {
  const webm = await asWebm(await recorded(3_000, true));
  const target = await (await folderOf(id, true)).getFileHandle("composed.webm", { create: true });
  const sinceMs = performance.now();
  await composeFiles([{ file: webm, name: "Anna", isScreen: false, startMs: 500 }], target);
  console.info("composed in ms", performance.now() - sinceMs);
  const composed = await marks(await target.getFile());
  const alone = await marks(webm);
  const far = distances(composed.pictures, composed.sound);
  console.info("composed: pictures to sound, ms", median(far), far.length);
  expect(Math.abs(median(far))).toBeLessThanOrEqual(40);
  // of all: a beep at the very beginning or end of a file is not always found
  const moved = alone.sound.map((at) => at + 0.5);
  expect(Math.abs(median(distances(moved, composed.sound)))).toBeLessThan(50);
});
