import {
  AudioSample,
  AudioSampleSource,
  BlobSource,
  Input,
  Output,
  StreamTarget,
  VideoSample,
  VideoSampleSink,
  VideoSampleSource,
  WEBM,
  WebMOutputFormat,
} from "mediabunny";
import { sampleRateHz } from "./audio-lane.ts";
import type { ComposedPart } from "./export-wire.ts";
import { MixedPicture } from "./mixed-picture.ts";
import { SoundOf } from "./sound-of.ts";
import type { MixedSource } from "./thread-wire.ts";

const widthPx = 1_280;
const heightPx = 720;
/** As the mix has it: every frame is decoded and encoded here, in the time of whoever waits for it. */
const framesPerSecond = 20;
const videoBitsPerSecond = 2_000_000;
const audioBitsPerSecond = 64_000;

interface Voice extends MixedSource {
  startSeconds: number;
  sound: SoundOf | undefined;
  /** One for each moment that the composed file has a picture of. */
  pictures: AsyncGenerator<VideoSample | null, void, unknown> | undefined;
  /** Of the one that was drawn last, in its file. */
  shownSeconds: number | undefined;
}

/**
 * Makes one WebM of everybody's own files: pictures as on the stage, all sounds together. Files are read, and the new one is
 * written, piece by piece.
 * @throws Error (as a rejection) for a file that is none, DOMException when the disk is full
 */
export async function compose(
  parts: readonly ComposedPart[],
  target: WritableStream,
  onProgress: (share: number) => void,
): Promise<number> {
  const inputs = parts.map(({ file }) => new Input({ formats: [WEBM], source: new BlobSource(file) }));
  const lengths = await Promise.all(inputs.map((input) => input.computeDuration()));
  const seconds = Math.max(0, ...parts.map(({ startMs }, index) => startMs / 1_000 + (lengths[index] ?? 0)));
  const voices = await Promise.all(
    parts.map(async ({ name, isScreen, startMs }, index): Promise<Voice> => {
      const startSeconds = startMs / 1_000;
      const video = await inputs[index]?.getPrimaryVideoTrack();
      const audio = await inputs[index]?.getPrimaryAudioTrack();
      const moments = momentsFrom(startSeconds, seconds);
      return {
        id: String(index),
        name,
        isScreen,
        startSeconds,
        sound: audio ? new SoundOf(audio) : undefined,
        pictures: video ? new VideoSampleSink(video).samplesAtTimestamps(moments) : undefined,
        shownSeconds: undefined,
      };
    }),
  );
  const output = new Output({
    format: new WebMOutputFormat(),
    target: new StreamTarget(target, { chunked: true }),
  });
  const picture = new VideoSampleSource({
    codec: "vp8",
    bitrate: videoBitsPerSecond,
    keyFrameInterval: 4,
    latencyMode: "realtime", // several times as fast
  });
  const sound = new AudioSampleSource({ codec: "opus", bitrate: audioBitsPerSecond });
  output.addVideoTrack(picture, { frameRate: framesPerSecond });
  output.addAudioTrack(sound);
  await output.start();
  const canvas = new MixedPicture(widthPx, heightPx);
  for (let second = 0; second < seconds; second++) {
    const sample = await soundOfSecond(voices, second);
    await sound.add(sample);
    sample.close();
    for (let frame = 0; frame < framesPerSecond; frame++)
      await draw(canvas, voices, second + frame / framesPerSecond, picture, frame === 0);
    onProgress(second / seconds);
  }
  await output.finalize();
  for (const { sound: read } of voices) await read?.close();
  for (const input of inputs) input.dispose();
  return seconds * 1_000;
}

/**
 * Moments of the composed file as those of one that begins at another time: in the middle of each picture, so that it is as
 * often early as late.
 */
function* momentsFrom(startSeconds: number, seconds: number): Generator<number> {
  for (let second = 0; second < seconds; second++)
    for (let frame = 0; frame < framesPerSecond; frame++)
      yield second + (frame + 0.5) / framesPerSecond - startSeconds;
}

async function soundOfSecond(voices: readonly Voice[], second: number): Promise<AudioSample> {
  const data = new Float32Array(sampleRateHz);
  for (const { sound, startSeconds } of voices) {
    const from = Math.round((second - startSeconds) * sampleRateHz);
    await sound?.addTo(data, from);
  }
  // several who shout at once: bent, not cut
  for (const [at, value] of data.entries()) if (Math.abs(value) > 0.9) data[at] = Math.tanh(value);
  return new AudioSample({
    data,
    format: "f32-planar",
    numberOfChannels: 1,
    sampleRate: sampleRateHz,
    timestamp: second,
  });
}

/** @param always also where nothing has changed: players want a picture now and then */
async function draw(
  canvas: MixedPicture,
  voices: readonly Voice[],
  atSeconds: number,
  picture: VideoSampleSource,
  always: boolean,
): Promise<void> {
  const samples = new Map<string, VideoSample>();
  let isNew = always;
  const nexts = await Promise.all(voices.map(({ pictures }) => pictures?.next()));
  for (const [index, voice] of voices.entries()) {
    const sample = nexts[index]?.value || undefined;
    isNew ||= sample?.timestamp !== voice.shownSeconds;
    voice.shownSeconds = sample?.timestamp;
    if (sample !== undefined) samples.set(voice.id, sample);
  }
  if (isNew) {
    const frames = new Map([...samples].map(([id, sample]) => [id, sample.toVideoFrame()]));
    const drawn = canvas.draw(voices, (id) => frames.get(id));
    for (const frame of frames.values()) frame.close();
    const sample = new VideoSample(drawn, { timestamp: atSeconds, duration: 1 / framesPerSecond });
    await picture.add(sample);
    sample.close();
  }
  for (const sample of samples.values()) sample.close();
}
