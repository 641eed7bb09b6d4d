import type { EffectsWasm } from "../wasm.ts";

/** A picture of a fixed size in the WASM's memory, as wasm/assembly/effects/planes.ts has it. */
export class Planes {
  readonly width: number;
  readonly height: number;
  /** Bytes of a row of brightness; the others have half of it. */
  readonly stride: number;
  readonly rows: number;
  readonly y: number;
  readonly u: number;
  readonly v: number;
  readonly #wasm: EffectsWasm;
  /** For what comes in another form. */
  #raw: { at: number; bytes: number } | undefined;
  /** What brightness and colours mean, for who shows it. */
  colorSpace: VideoColorSpaceInit = {};

  constructor(wasm: EffectsWasm, width: number, height: number) {
    this.#wasm = wasm;
    this.width = width;
    this.height = height;
    this.stride = Math.ceil(width / 16) * 16;
    this.rows = Math.ceil(height / 4) * 4;
    const bytes = this.stride * this.rows;
    this.y = wasm.reserve(bytes);
    this.u = wasm.reserve(bytes / 4);
    this.v = wasm.reserve(bytes / 4);
  }

  get isFull(): boolean {
    return this.colorSpace.fullRange === true;
  }

  /**
   * Takes a frame's picture. The frame stays the caller's.
   * @throws NotSupportedError (as a rejection) for a frame that the browser does not open
   */
  async read(frame: VideoFrame): Promise<void> {
    const { stride, rows, y, u, v } = this;
    const { exports } = this.#wasm;
    const rect = frame.visibleRect ?? { x: 0, y: 0, width: this.width, height: this.height };
    const half = stride / 2;
    const size = (stride * rows) / 2;
    const { format } = frame;
    if (format === "I420" || format === "I420A") {
      const ends = [
        { offset: 0, stride },
        { offset: u - y, stride: half },
        { offset: v - y, stride: half },
      ];
      // what is transparent has no place here, and goes behind the rest
      const alpha = format === "I420A" ? [{ offset: this.#place(stride * rows) - y, stride }] : [];
      await frame.copyTo(this.#from(y), { rect, layout: [...ends, ...alpha] });
    } else if (format === "NV12") {
      const both = this.#place(size);
      const layout = [
        { offset: 0, stride },
        { offset: both - y, stride },
      ];
      await frame.copyTo(this.#from(y), { rect, layout });
      exports.splitColours(both, u, v, size / 2);
    } else {
      await this.#readColours(frame, rect);
      return this.#extend();
    }
    this.colorSpace = frame.colorSpace.toJSON();
    this.#extend();
  }

  /** A frame of what is here now. */
  toFrame(of: VideoFrame): VideoFrame {
    const { width, height, stride, y, u, v } = this;
    const half = stride / 2;
    const init: VideoFrameBufferInit & { rotation?: number; flip?: boolean } = {
      format: "I420",
      codedWidth: width,
      codedHeight: height,
      timestamp: of.timestamp,
      colorSpace: this.colorSpace,
      layout: [
        { offset: 0, stride },
        { offset: u - y, stride: half },
        { offset: v - y, stride: half },
      ],
    };
    if (of.duration !== null) init.duration = of.duration;
    // how a phone was held; new in 2025, and not in every type library
    if ("rotation" in of && typeof of.rotation === "number") init.rotation = of.rotation;
    if ("flip" in of && typeof of.flip === "boolean") init.flip = of.flip;
    const end = v + half * Math.ceil(height / 2);
    return new VideoFrame(this.#wasm.bytes(y, end - y), init);
  }

  /** Takes a picture of twice the size. */
  halve(whole: Planes): void {
    const { exports } = this.#wasm;
    exports.halve(whole.y, whole.stride, this.y, this.width, this.height, this.stride);
    for (const plane of ["u", "v"] as const)
      exports.halve(
        whole[plane],
        whole.stride / 2,
        this[plane],
        this.width / 2,
        this.height / 2,
        this.stride / 2,
      );
    this.colorSpace = whole.colorSpace;
    this.#extend();
  }

  /** Takes the picture of a canvas of the same size. */
  draw({ data }: ImageData): void {
    this.#fromColours(data, 0);
    this.#extend();
  }

  async #readColours(frame: VideoFrame, rect: DOMRectInit): Promise<void> {
    const { format } = frame;
    const isReadable = format === "RGBA" || format === "RGBX" || format === "BGRA" || format === "BGRX";
    const bytes = this.width * this.height * 4;
    const at = this.#place(bytes);
    const layout = [{ offset: 0, stride: this.width * 4 }];
    await frame.copyTo(
      this.#wasm.bytes(at, bytes),
      isReadable ? { rect, layout } : { rect, layout, format: "RGBA" },
    );
    this.#convert(at, isReadable && format.startsWith("B") ? 2 : 0);
  }

  #fromColours(data: Uint8ClampedArray, red: number): void {
    const at = this.#place(data.length);
    this.#wasm.bytes(at, data.length).set(data);
    this.#convert(at, red);
  }

  #convert(at: number, red: number): void {
    const { width, height, y, u, v, stride } = this;
    this.#wasm.exports.fromColours(at, red, width, height, y, u, v, stride);
    this.colorSpace = { primaries: "bt709", transfer: "bt709", matrix: "smpte170m", fullRange: false };
  }

  #extend(): void {
    const { width, height, stride, rows, y, u, v } = this;
    const { exports } = this.#wasm;
    exports.extend(y, width, height, stride, rows);
    for (const plane of [u, v])
      exports.extend(plane, Math.ceil(width / 2), Math.ceil(height / 2), stride / 2, rows / 2);
  }

  #place(bytes: number): number {
    if (this.#raw === undefined || this.#raw.bytes < bytes)
      this.#raw = { at: this.#wasm.reserve(bytes), bytes };
    return this.#raw.at;
  }

  #from(at: number): Uint8Array<ArrayBuffer> {
    return this.#wasm.bytes(at, this.#wasm.exports.memory.buffer.byteLength - at);
  }
}
