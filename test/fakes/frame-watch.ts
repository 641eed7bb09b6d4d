/** Follows the pictures that come of a received track. */
export class FrameWatch {
  frames = 0;
  widthPx = 0;
  /** Since the last mark. */
  longestGapMs = 0;
  #atMs = 0;
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;

  constructor(track: MediaStreamTrack) {
    const Processor: unknown = Reflect.get(globalThis, "MediaStreamTrackProcessor");
    const { readable } = Reflect.construct(Processor as new () => { readable: ReadableStream<VideoFrame> }, [
      { track },
    ]);
    this.#reader = readable.getReader();
    void this.#read();
  }

  /** Gaps count from here. */
  mark(): void {
    this.longestGapMs = 0;
    this.#atMs = performance.now();
  }
  counts(): void {
    this.frames = 0;
  }

  stop(): void {
    void this.#reader.cancel();
  }

  async #read(): Promise<void> {
    for (;;) {
      const { value: frame, done } = await this.#reader.read();
      if (done) return;
      const nowMs = performance.now();
      if (this.#atMs > 0) this.longestGapMs = Math.max(this.longestGapMs, nowMs - this.#atMs);
      this.#atMs = nowMs;
      this.frames++;
      this.widthPx = frame.displayWidth;
      frame.close();
    }
  }
}
