import { readableOf } from "./browser-media.ts";
import { CaptureThread } from "./inline-capture-thread.ts";
import type { LogEvent } from "./packet-log.ts";
import type { CaptureCommand, CaptureReport, MixedSource, PictureWish, TakeFailure } from "./thread-wire.ts";
import type { LogInfo } from "./log-info.ts";

let thread: Worker | undefined;
const captures = new Map<string, Capture>();

/** @throws Error where the page's policy forbids it */
function captureThread(): Worker {
  if (thread !== undefined) return thread;
  const made: Worker = new CaptureThread({ name: "meshcall-recording" });
  made.addEventListener("message", ({ data }: MessageEvent<CaptureReport>) =>
    captures.get(data.take)?.heard(data),
  );
  made.addEventListener("error", () => {
    thread = undefined;
    for (const capture of captures.values()) capture.lost();
  });
  thread = made;
  return made;
}

function tell(command: CaptureCommand, transfer: Transferable[] = []): void {
  captureThread().postMessage(command, transfer);
}

export interface CaptureOptions {
  folder: string;
  file: string;
  kind: LogInfo["kind"];
  picture: PictureWish | undefined;
  onProgress(): void;
  /** It ended by itself: what was written before is good. */
  onFailure(failure: TakeFailure): void;
}

/** One log on its way to the disk, as the page sees it. Ends by `end`, or by a failure. */
export class Capture {
  readonly #options: CaptureOptions;
  readonly #take = crypto.randomUUID();
  readonly #ended = Promise.withResolvers<void>();
  readonly #begun = Promise.withResolvers<number>();
  readonly #sources = new Map<string, MediaStreamTrack>();
  #audio: MediaStreamTrack | undefined;
  #isOver = false;
  bytes = 0;
  durationMs = 0;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#begun.promise.catch(() => undefined); // told by onFailure
    captures.set(this.#take, this);
    const { folder, file, kind, picture } = options;
    tell({ do: "begin", take: this.#take, folder, file, kind, picture });
  }

  /** When it began, by the page's clock. @throws Error (as a rejection) where it cannot */
  get begun(): Promise<number> {
    return this.#begun.promise;
  }

  /** @param track undefined: this source has no pictures now */
  video(source: string, track: MediaStreamTrack | undefined): void {
    if (this.#isOver || this.#sources.get(source) === track) return;
    if (this.#sources.delete(source)) tell({ do: "no-video", take: this.#take, source });
    if (track === undefined || track.readyState === "ended") return;
    this.#sources.set(source, track);
    const readable = readableOf(track);
    tell({ do: "video", take: this.#take, source, readable }, [readable]);
  }

  /** @param track undefined: silence */
  audio(track: MediaStreamTrack | undefined): void {
    if (this.#isOver || this.#audio === track) return;
    if (this.#audio !== undefined) tell({ do: "no-audio", take: this.#take });
    this.#audio = track;
    if (track === undefined || track.readyState === "ended") return;
    const readable = readableOf(track);
    tell({ do: "audio", take: this.#take, readable }, [readable]);
  }

  people(sources: readonly MixedSource[]): void {
    if (!this.#isOver) tell({ do: "people", take: this.#take, sources });
  }

  note(what: LogEvent["what"]): void {
    if (!this.#isOver) tell({ do: "note", take: this.#take, what });
  }

  /** Settles when all is on the disk, or nothing more will be. Safe to call twice. */
  end(): Promise<void> {
    if (!this.#isOver) tell({ do: "end", take: this.#take });
    this.#isOver = true;
    return this.#ended.promise;
  }

  heard(report: CaptureReport): void {
    switch (report.is) {
      case "begun":
        this.#begun.resolve(report.startedAtMs);
        break;
      case "progress":
        this.#measure(report);
        this.#options.onProgress();
        break;
      case "ended":
        this.#measure(report);
        this.#over(report.failure);
        break;
    }
  }

  /** The thread is gone. */
  lost(): void {
    this.#over("storage");
  }

  #measure({ bytes, durationMs }: { bytes: number; durationMs: number }): void {
    this.bytes = bytes;
    this.durationMs = durationMs;
  }

  #over(failure: TakeFailure | undefined): void {
    captures.delete(this.#take);
    this.#isOver = true;
    this.#begun.reject(new Error(failure ?? "ended"));
    this.#ended.resolve();
    if (failure !== undefined) this.#options.onFailure(failure);
  }
}
