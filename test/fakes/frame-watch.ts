import { expect, vi } from "vitest";

interface TrackReader {
  readonly readable: ReadableStream<VideoFrame>;
}
/** Chromium has it; TypeScript's DOM does not know it. */
declare const MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => TrackReader;

/** Follows the pictures that come of a received track. */
export class FrameWatch {
  frames = 0;
  /** Of the latest picture. */
  widthPx = 0;
  /** Since {@link mark}. */
  longestGapMs = 0;
  #atMs = performance.now();
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;

  constructor(track: MediaStreamTrack) {
    this.#reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    void this.#read();
  }

  /** Frames and gaps count from here. */
  mark(): void {
    this.frames = this.longestGapMs = 0;
    this.#atMs = performance.now();
  }

  stop(): void {
    void this.#reader.cancel();
  }

  async #read(): Promise<void> {
    for (;;) {
      const { value: frame, done } = await this.#reader.read();
      if (done) return;
      const nowMs = performance.now();
      this.longestGapMs = Math.max(this.longestGapMs, nowMs - this.#atMs);
      this.#atMs = nowMs;
      this.frames++;
      this.widthPx = frame.displayWidth;
      frame.close();
    }
  }
}

/** Settles when each has had so many pictures from now on. */
export async function goOn(watches: readonly FrameWatch[], frames = 15): Promise<void> {
  for (const watch of watches) watch.mark();
  await vi.waitFor(
    () => {
      for (const watch of watches) expect(watch.frames).toBeGreaterThanOrEqual(frames);
    },
    { timeout: 20_000, interval: 20 },
  );
}
