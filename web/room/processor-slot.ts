import type { ProcessorRun } from "./processor-run.ts";
import type { AddProcessorOptions, TrackProcessor, VideoProcessor } from "./video-processor.ts";

const inputTypes = ["video", "canvas", "offscreencanvas", "videoframe"];

export interface SlotParts {
  source(): MediaStreamTrack;
  /** Another track is to be sent and shown. @param before the one until then */
  onChange(before: MediaStreamTrack): void;
  /** The source goes on as it is. */
  onFailure(error: unknown): void;
}

/** The processor of one track, if it has one. Errors are Twilio's. */
export class ProcessorSlot<Processor extends VideoProcessor | TrackProcessor> {
  readonly #parts: SlotParts;
  #options: AddProcessorOptions = {};
  /** Loaded with the first processor. */
  #run: ProcessorRun | undefined;
  processor: Processor | null = null;

  constructor(parts: SlotParts) {
    this.#parts = parts;
  }

  /** Null until the first frames are made, and when no more come. */
  get track(): MediaStreamTrack | null {
    return this.#run?.track ?? null;
  }

  /** @throws Error for what is no processor, or when there is one already */
  add(processor: Processor, options: AddProcessorOptions = {}): void {
    const { processFrame, processTrack }: Partial<VideoProcessor> = processor ?? {};
    if (typeof (processFrame ?? processTrack) !== "function")
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
  remove(processor: Processor): void {
    if (!processor) throw new Error("Received an invalid VideoProcessor from removeProcessor.");
    if (this.processor === null) throw new Error("No existing VideoProcessor detected.");
    if (processor !== this.processor)
      throw new Error("The provided VideoProcessor is different than the existing one.");
    this.close();
  }

  /** Safe to call twice. */
  close(): void {
    this.processor = null;
    this.#run?.end();
  }

  /** The source is another one now. What was made of the one before stays until something is made of it. */
  restart(): void {
    if (this.processor !== null) this.#run?.start(this.processor, this.#options);
  }

  async #start(processor: Processor): Promise<void> {
    try {
      const { ProcessorRun } = await import("./processor-run.ts");
      this.#run ??= new ProcessorRun(this.#parts);
      if (this.processor === processor) this.#run.start(processor, this.#options);
    } catch (error) {
      this.#parts.onFailure(error);
    }
  }
}
