import { mostSoundWaitsMs } from "./browser-media.ts";

/** How fast what was the quickest so far is forgotten: clocks of devices drift by up to 100 ppm; this is five times that. */
const forgetRate = 5e-4;
/** Later than this something holds arrivals up, or the source has begun to count anew. */
const lateMs = 500;
/** What is held up is here by then, or lost: who is late for longer counts anew. */
const mostLateMs = mostSoundWaitsMs + 2_000;

/**
 * When things happened, by the page's clock, of a source that has a clock of its own and a way here that takes now more, now
 * less: the quickest arrivals say how the two clocks stand. A busy machine holds everything up for seconds, and then it comes
 * at once: where it belongs is where the quick ones said.
 */
export class Timeline {
  #offsetMs: number | undefined;
  #lastSourceMs = 0;
  #lastHeardMs = 0;
  #quickMs = 0;

  /** @param sourceMs by the source's clock @param heardMs by the page's @returns by the page's */
  place(sourceMs: number, heardMs: number): number {
    const offsetMs = heardMs - sourceMs;
    const known = this.#offsetMs;
    const isLate = known !== undefined && offsetMs - known > lateMs;
    if (!isLate) this.#quickMs = heardMs;
    // Chromium's first pieces of sound can be told as some 300 ms newer than the next ones: the clock is that of the latter
    const isNew = sourceMs < this.#lastSourceMs || (isLate && heardMs - this.#quickMs > mostLateMs);
    if (known === undefined || isNew) {
      this.#offsetMs = offsetMs;
      this.#quickMs = heardMs;
    } else this.#offsetMs = Math.min(offsetMs, known + Math.max(0, heardMs - this.#lastHeardMs) * forgetRate);
    this.#lastSourceMs = sourceMs;
    this.#lastHeardMs = heardMs;
    return sourceMs + (this.#offsetMs ?? offsetMs);
  }
}
