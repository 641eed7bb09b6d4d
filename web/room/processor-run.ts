import { log } from "./log.ts";
import type { SlotParts } from "./processor-slot.ts";
import { startProcessing } from "./frame-processing.ts";
import type {
  AddProcessorOptions,
  ProcessingNews,
  TrackProcessing,
  TrackProcessor,
  VideoProcessor,
} from "./video-processor.ts";

/** What a slot's processor makes of its source, from the first frame until it fails or is ended. */
export class ProcessorRun {
  readonly #parts: SlotParts;
  #processing: TrackProcessing | undefined;
  /** Has no frame yet. */
  #starting: TrackProcessing | undefined;
  /** Counts starts and ends: news of an earlier one are none. */
  #turn = 0;

  constructor(parts: SlotParts) {
    this.#parts = parts;
  }

  get track(): MediaStreamTrack | null {
    return this.#processing?.track ?? null;
  }

  /** Of the source that there is now; what was made before is sent and shown until there is something. */
  start(processor: VideoProcessor | TrackProcessor, options: AddProcessorOptions): void {
    const turn = ++this.#turn;
    this.#starting?.stop();
    this.#starting = undefined;
    const news: ProcessingNews = {
      started: () => turn === this.#turn && this.#use(),
      failed: (error) => turn === this.#turn && this.#fail(error),
    };
    try {
      this.#starting = startProcessing(this.#parts.source(), processor, options, news);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Safe to call twice. */
  end(): void {
    this.#turn++;
    this.#starting?.stop();
    this.#starting = undefined;
    const processing = this.#processing;
    this.#processing = undefined;
    if (processing === undefined) return;
    this.#parts.onChange(processing.track);
    processing.stop();
  }

  #use(): void {
    const [before, next] = [this.#processing, this.#starting];
    if (next === undefined) return;
    this.#starting = undefined;
    const source = this.#parts.source();
    next.track.enabled = source.enabled;
    this.#processing = next;
    this.#parts.onChange(before?.track ?? source);
    before?.stop();
  }

  #fail(error: unknown): void {
    this.end();
    log("warn", "a track cannot be processed; it goes on as it is", error);
    this.#parts.onFailure(error);
  }
}
