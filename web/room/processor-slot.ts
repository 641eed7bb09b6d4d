import type { FrameProcessing } from "./frame-processing.ts";
import { log } from "./log.ts";
import type { AddProcessorOptions, VideoProcessor } from "./video-processor.ts";

const inputTypes = ["video", "canvas", "offscreencanvas", "videoframe"];

/** The processor of one video track, if it has one. Errors are Twilio's. */
export class ProcessorSlot {
  readonly #source: () => MediaStreamTrack;
  readonly #onChange: (before: MediaStreamTrack) => void;
  #options: AddProcessorOptions = {};
  #processing: FrameProcessing | undefined;
  processor: VideoProcessor | null = null;

  /** @param onChange called when another track is to be sent and shown; `before` is the one until then */
  constructor(source: () => MediaStreamTrack, onChange: (before: MediaStreamTrack) => void) {
    this.#source = source;
    this.#onChange = onChange;
  }

  /** Null until the first frames are made. */
  get track(): MediaStreamTrack | null {
    return this.#processing?.track ?? null;
  }

  /** @throws Error for what is no processor, or when there is one already */
  add(processor: VideoProcessor, options: AddProcessorOptions = {}): void {
    const process: unknown = processor?.processFrame;
    if (typeof process !== "function")
      throw new Error("Received an invalid VideoProcessor from addProcessor.");
    if (this.processor !== null) throw new Error("A VideoProcessor has already been added.");
    const { inputFrameBufferType: type } = options;
    if (type !== undefined && !inputTypes.includes(type))
      throw new Error(`Invalid inputFrameBufferType of ${String(type)}`);
    this.processor = processor;
    this.#options = options;
    void this.#start(processor);
  }

  /** @throws Error for another processor than the present one */
  remove(processor: VideoProcessor): void {
    if (!processor) throw new Error("Received an invalid VideoProcessor from removeProcessor.");
    if (this.processor === null) throw new Error("No existing VideoProcessor detected.");
    if (processor !== this.processor)
      throw new Error("The provided VideoProcessor is different than the existing one.");
    this.close();
  }

  /** Safe to call twice. */
  close(): void {
    this.processor = null;
    this.#end();
  }

  /** The source is another one now. */
  restart(): void {
    const { processor } = this;
    this.#end();
    if (processor !== null) void this.#start(processor);
  }

  #end(): void {
    const processing = this.#processing;
    this.#processing = undefined;
    if (processing === undefined) return;
    this.#onChange(processing.track);
    processing.stop();
  }

  async #start(processor: VideoProcessor): Promise<void> {
    try {
      const { processFrames } = await import("./frame-processing.ts");
      if (this.processor !== processor || this.#processing !== undefined) return;
      this.#processing = processFrames(this.#source(), processor, this.#options);
      this.#onChange(this.#source());
    } catch (error) {
      log("warn", "frames cannot be processed; the track goes on as it is", error);
    }
  }
}
