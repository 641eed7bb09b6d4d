/** A time in which somebody spoke. Milliseconds, by the clock of whoever heard it. */
export interface Utterance {
  startMs: number;
  endMs: number;
}

/** Pauses up to this are within what one says: between two sentences there is seldom more. */
const longestPauseMs = 1_500;
/** Shorter ones are a cough, or a "yes". */
const shortestMs = 400;

/**
 * Makes utterances of the voice decision, which comes about ten times a second and outlasts each word a little. Pure: time
 * comes in.
 */
export class Utterances {
  #open: Utterance | undefined;

  /** @returns the one that is over now, if one is */
  hear(isSpeaking: boolean, nowMs: number): Utterance | undefined {
    const over = this.#isOver(nowMs) ? this.finish() : undefined;
    if (!isSpeaking) return over;
    // reports may stop in the middle of a word, with a link: it lasts until the last one
    this.#open = { startMs: this.#open?.startMs ?? nowMs, endMs: nowMs };
    return over;
  }

  /** What is being said, as far as it has come. */
  get current(): Utterance | undefined {
    const open = this.#open;
    return open !== undefined && open.endMs - open.startMs >= shortestMs ? open : undefined;
  }

  /** Whoever speaks is gone, or the notes are wanted. @returns what was being said */
  finish(): Utterance | undefined {
    const over = this.current;
    this.#open = undefined;
    return over;
  }

  #isOver(nowMs: number): boolean {
    return this.#open !== undefined && nowMs - this.#open.endMs > longestPauseMs;
  }
}
