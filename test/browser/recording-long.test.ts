import { ALL_FORMATS, BlobSource, Input } from "mediabunny";
import { afterEach, expect, test } from "vitest";
import { Capture } from "../../web/recording/capture.ts";
import { exportLog } from "../../web/recording/exporting.ts";
import { fileOf, removeRecording } from "../../web/recording/store.ts";
import { folderOf } from "../../web/recording/thread-wire.ts";

const id = "00000000-0000-4000-8000-000000000002";
const mediaMs = 600_000;
/** What a crash may take. */
const mostLostMs = 2_000;

const PlainWorker = Worker;
const recordings: Worker[] = [];
afterEach(async () => {
  window.Worker = PlainWorker;
  for (const thread of recordings.splice(0)) thread.terminate();
  await removeRecording(id);
});

/**
 * Runs in the recording's thread before its own code: time passes there as sound and pictures of ten minutes are fed to it, as
 * fast as its encoders take them.
 */
function moveClock(untilMs: number): void {
  const startMs = performance.now();
  let nowMs = startMs;
  performance.now = () => nowMs;
  const timers = new Map<number, { run: () => void; everyMs: number; dueMs: number }>();
  Object.assign(globalThis, {
    setInterval: (run: () => void, everyMs: number) => {
      timers.set(timers.size + 1, { run, everyMs, dueMs: nowMs + everyMs });
      return timers.size;
    },
  });
  let underWay = 0;
  const PlainEncoder = VideoEncoder;
  globalThis.VideoEncoder = class extends PlainEncoder {
    constructor({ output, error }: VideoEncoderInit) {
      const counted: VideoEncoderInit["output"] = (chunk, metadata) => {
        underWay--;
        output(chunk, metadata);
      };
      super({ output: counted, error });
    }
    override encode(frame: VideoFrame, options?: VideoEncoderEncodeOptions): void {
      underWay++;
      super.encode(frame, options);
    }
  };
  const turn = new MessageChannel();
  const nextTurn = (): Promise<unknown> =>
    new Promise((resolve) => {
      turn.port1.onmessage = resolve;
      turn.port2.postMessage(0);
    });
  const canvas = new OffscreenCanvas(160, 90);
  const drawing = canvas.getContext("2d")!;
  const sampleRate = 48_000;
  const pieceMs = 100;
  const feed = async (
    pictures: ReadableStreamDefaultController<VideoFrame>,
    sounds: ReadableStreamDefaultController<AudioData>,
  ): Promise<void> => {
    for (let atMs = 0; atMs < untilMs; atMs += pieceMs) {
      nowMs = startMs + atMs + pieceMs;
      const data = new Float32Array((sampleRate * pieceMs) / 1_000).map((_, at) => Math.sin(at / 20) / 4);
      const numberOfFrames = data.length;
      sounds.enqueue(
        new AudioData({
          format: "f32-planar",
          sampleRate,
          numberOfChannels: 1,
          numberOfFrames,
          timestamp: nowMs * 1_000,
          data,
        }),
      );
      if (atMs % 200 === 0) {
        drawing.fillStyle = `hsl(${atMs / 50} 80% 50%)`;
        drawing.fillRect((atMs / 40) % 160, 0, 20, 90);
        pictures.enqueue(new VideoFrame(canvas, { timestamp: nowMs * 1_000 }));
      }
      for (const timer of timers.values()) {
        if (timer.dueMs > nowMs) continue;
        timer.dueMs += timer.everyMs;
        timer.run();
      }
      await nextTurn();
      // an encoder may drop a picture without a word
      for (let turns = 0; underWay > 1 && turns < 200; turns++) await nextTurn();
    }
  };
  let pictures: ReadableStreamDefaultController<VideoFrame> | undefined;
  addEventListener("message", ({ data }: MessageEvent<{ do: string; readable: unknown }>) => {
    if (data.do === "video")
      data.readable = new ReadableStream<VideoFrame>({ start: (controller) => void (pictures = controller) });
    if (data.do === "audio") {
      data.readable = new ReadableStream<AudioData>({
        start: (controller) => void (pictures && feed(pictures, controller)),
      });
    }
  });
}

/** The next thread is one whose clock moves as it is fed. */
function moveClockOfThread(): void {
  window.Worker = class extends PlainWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      const before = asModule(`(${moveClock.toString()})(${mediaMs});`);
      const own = new URL(url, location.href).href;
      super(asModule(`import ${JSON.stringify(before)}; import ${JSON.stringify(own)};`), {
        ...options,
        type: "module",
      });
      recordings.push(this);
    }
  };
}

function asModule(text: string): string {
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}

test(
  "ten minutes go to the disk as they come, and are there when the thread is killed",
  { timeout: 240_000 },
  async () => {
    moveClockOfThread();
    const grown: { durationMs: number; bytes: number }[] = [];
    const capture = new Capture({
      folder: id,
      file: "own.log",
      kind: "own",
      picture: { isMixed: false, widthPx: 160, heightPx: 90, framesPerSecond: 10, bitsPerSecond: 100_000 },
      onProgress: () => grown.push({ durationMs: capture.durationMs, bytes: capture.bytes }),
      onFailure: (failure) => expect.unreachable(failure),
    });
    await capture.begun;
    const sound = new AudioContext();
    const [track] = sound.createMediaStreamDestination().stream.getAudioTracks();
    const [picture] = document.createElement("canvas").captureStream(1).getVideoTracks();
    capture.video("camera", picture);
    capture.audio(track);
    await expect.poll(() => capture.durationMs, { timeout: 200_000 }).toBeGreaterThan(mediaMs - mostLostMs);
    for (const thread of recordings.splice(0)) thread.terminate();
    await sound.close();

    const bytesAt = (ms: number): number => grown.find(({ durationMs }) => durationMs >= ms)?.bytes ?? 0;
    const [first, last] = [bytesAt(mediaMs / 2), (grown.at(-1)?.bytes ?? 0) - bytesAt(mediaMs / 2)];
    expect(first).toBeGreaterThan(1_000_000);
    expect(last / first).toBeGreaterThan(0.7);
    expect(last / first).toBeLessThan(1.4);

    const folder = await folderOf(id, false);
    let log: File | undefined;
    await expect.poll(async () => (log = await fileOf(folder, "own.log"))?.size).toBeGreaterThan(2_000_000);
    const target = await folder.getFileHandle("own.webm", { create: true });
    window.Worker = PlainWorker;
    const made = await exportLog(log!, target);
    expect(made?.durationMs).toBeGreaterThan(mediaMs - mostLostMs);
    const input = new Input({ formats: ALL_FORMATS, source: new BlobSource(await target.getFile()) });
    for (const each of [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()])
      expect((await each!.computeDuration()) * 1_000).toBeGreaterThan(mediaMs - mostLostMs);
  },
);
