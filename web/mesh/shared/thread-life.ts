import { parseReport, type ThreadCommand, type ThreadReport } from "./wire.ts";

const pingEveryMs = 200;
/** No answer for so long, and none to a second question: it is dead. All in all less than a second. */
const silentMs = 400;
const graceMs = 300;

export interface ThreadLifeParts {
  make(): Worker;
  onReport(report: ThreadReport): void;
  /** It has died, and is ended. */
  onDeath(): void;
}

/** A thread that is asked whether it lives. */
export class ThreadLife {
  readonly worker: Worker;
  readonly #parts: ThreadLifeParts;
  readonly #timer: ReturnType<typeof setInterval>;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #askedAtMs = 0;
  #answered = 0;
  #hasAnswered = false;
  readonly #begun = Promise.withResolvers<boolean>();
  #isOver = false;

  /** @throws the browser's error where a policy forbids it */
  constructor(parts: ThreadLifeParts) {
    this.#parts = parts;
    this.worker = parts.make();
    this.worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => this.#heard(data));
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#die();
    });
    this.#timer = setInterval(() => this.#ping(), pingEveryMs);
    this.#ping();
  }

  /** Whether it runs: where the page's policy forbids it, a Worker is made all the same, and fails. */
  get begun(): Promise<boolean> {
    return this.#begun.promise;
  }

  tell(command: ThreadCommand, transfer: Transferable[] = []): void {
    if (!this.#isOver) this.worker.postMessage(command, transfer);
  }

  /** Safe to call twice. */
  end(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    clearTimeout(this.#grace);
    this.#begun.resolve(false);
    this.worker.terminate();
  }

  #ping(): void {
    const nowMs = performance.now();
    if (this.#asked === this.#answered) {
      this.#askedAtMs = nowMs;
      this.tell({ do: "ping", id: ++this.#asked });
    } else if (this.#hasAnswered && nowMs - this.#askedAtMs >= silentMs && this.#grace === undefined) {
      // this page may have stood still itself: an answer that has come meanwhile is heard first
      this.tell({ do: "ping", id: ++this.#asked });
      this.#grace = setTimeout(() => this.#die(), graceMs);
    }
  }

  #heard(message: unknown): void {
    const report = parseReport(message);
    if (report === undefined || this.#isOver) return;
    if (report.is !== "pong") return this.#parts.onReport(report);
    this.#answered = Math.max(this.#answered, report.id);
    this.#hasAnswered = true;
    this.#begun.resolve(true);
    clearTimeout(this.#grace);
    this.#grace = undefined;
    if (this.#answered < this.#asked) this.#answered = this.#asked; // an older question: its answer is this one
  }

  #die(): void {
    if (this.#isOver) return;
    this.end();
    this.#parts.onDeath();
  }
}
