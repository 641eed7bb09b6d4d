import { FrameChanger } from "./frame-changer.ts";
import { filesAt } from "./files.ts";
import type { Figures, News, Order } from "./messages.ts";
import { streamsOf, takesTracks } from "./track-streams.ts";

/** Twice in one look of the page's. */
const beatMs = 75;
/** One frame may fail by chance, two have a reason. */
const failuresInARow = 2;

let changer: FrameChanger | undefined;
const ends = new Map<number, () => void>();
let frames = 0;
let tookMs = 0;
let figuresMs = performance.now();

function tell(news: News, transfer: Transferable[] = []): void {
  postMessage(news, { transfer });
}

function failed(error: unknown, id?: number): void {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  tell(id === undefined ? { is: "failed", message } : { is: "failed", id, message });
}

async function changed(frame: VideoFrame): Promise<VideoFrame> {
  if (changer === undefined) throw new Error("Frames came before the files");
  const startMs = performance.now();
  const result = await changer.change(frame);
  frames++;
  tookMs += performance.now() - startMs;
  return result;
}

/** Until the source ends, somebody ends it, or it fails. What it gives stays open: the last frame is seen. */
async function run(
  id: number,
  readable: ReadableStream<VideoFrame>,
  writable: WritableStream<VideoFrame>,
): Promise<void> {
  const reader = readable.getReader();
  const writer = writable.getWriter();
  let failures = 0;
  let isStarted = false;
  ends.set(id, () => {
    void reader.cancel().catch(() => undefined); // it has ended by itself
    void writer.abort().catch(() => undefined);
  });
  for (;;) {
    const { value: frame } = await reader.read();
    if (frame === undefined) return;
    try {
      const result = await changed(frame);
      if (!ends.has(id)) result.close();
      else await writer.write(result); // which closes it
      failures = 0;
      if (!isStarted) tell({ is: "started", id });
      isStarted = true;
    } catch (error) {
      if (++failures >= failuresInARow) throw error;
    } finally {
      frame.close();
    }
  }
}

function start(id: number, readable: ReadableStream<VideoFrame>, writable: WritableStream<VideoFrame>): void {
  run(id, readable, writable).catch((error: unknown) => {
    if (ends.has(id)) failed(error, id);
    end(id);
  });
}

function end(id: number): void {
  const close = ends.get(id);
  ends.delete(id);
  close?.();
}

async function answer(id: number, frame: VideoFrame): Promise<void> {
  try {
    const result = await changed(frame);
    tell({ is: "frame", id, frame: result }, [result]);
    if (result !== frame) frame.close();
  } catch (error) {
    frame.close();
    failed(error, id);
  }
}

/** Everything there is to do at once, one thing after the other: order is as they came. */
async function load(assets: string): Promise<void> {
  const files = filesAt(assets);
  try {
    await Promise.all([files.wasm(), files.model(true)]);
    changer = new FrameChanger(files, () => tell({ is: "long" }));
    tell({ is: "ready", takesTracks: takesTracks() });
  } catch (error) {
    failed(error);
  }
}

addEventListener("message", ({ data: order }: MessageEvent<Order>) => {
  switch (order.do) {
    case "load":
      void load(order.assets);
      break;
    case "look":
      if (changer !== undefined) changer.look = order.look;
      break;
    case "streams":
      start(order.id, order.readable, order.writable);
      break;
    case "track": {
      try {
        const { readable, writable, track } = streamsOf(order.track);
        tell({ is: "track", id: order.id, track }, [track]);
        start(order.id, readable, writable);
        const close = ends.get(order.id);
        ends.set(order.id, () => {
          close?.();
          order.track.stop();
        });
      } catch (error) {
        order.track.stop();
        failed(error, order.id);
      }
      break;
    }
    case "frame":
      void answer(order.id, order.frame);
      break;
    case "end":
      end(order.id);
      break;
  }
});

setInterval(() => {
  const nowMs = performance.now();
  if (nowMs - figuresMs < 1_000 || frames === 0) return tell({ is: "beat" });
  const figures: Figures = {
    frameMs: tookMs / frames,
    framesPerSecond: (frames * 1_000) / (nowMs - figuresMs),
    isSlow: changer?.isSlow ?? false,
  };
  frames = tookMs = 0;
  figuresMs = nowMs;
  tell({ is: "beat", figures });
}, beatMs);
