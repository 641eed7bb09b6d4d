/**
 * How much may be under way to one peer without being in the way of others: LEDBAT (RFC 6817). Pure: no clock, no network.
 *
 * It grows as long as what is sent is not held up, and gives way as soon as it is, before anything is lost. Two things are
 * of LEDBAT++ (draft-irtf-iccrg-ledbat-plus-plus): the target, since 100 ms would be heard in a conversation, and that it
 * shrinks in proportion, since a large window would take seconds to go segment by segment.
 */

/** The delay by queues that it aims at. */
const targetMs = 60;
/** The delay by queues that ends the start, in which the window doubles with each round trip. */
const startEndsMs = targetMs * 0.75;
/** Grown by this much with each round trip, at most (RFC 6817's GAIN of 1). */
const segmentBytes = 1024;
export const leastWindowBytes = 2 * segmentBytes;
/** What a path of 100 Mbit/s and 80 ms holds. */
export const mostWindowBytes = 1024 * 1024;
/** The delay now is the least of so many samples: one that came late says nothing. */
const currentSamples = 4;
/** The delay without queues is the least of so many minutes: a path or a clock may change. */
const baseMinutes = 10;
const minuteMs = 60_000;

export class GentleWindow {
  #bytes = 2 * leastWindowBytes;
  #isStarting = true;
  readonly #current: number[] = [];
  /** The least of each minute, the newest last. */
  readonly #base: number[] = [];
  #minuteEndsMs = -Infinity;

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * @param ackedBytes more than 0: have arrived since the last time
   * @param delayMs that the newest of them took, counted from any zero that stays
   * @param wasFull the window held back what could have been sent
   */
  acked(ackedBytes: number, delayMs: number, nowMs: number, wasFull: boolean): void {
    const queuedMs = this.#queuedMs(delayMs, nowMs);
    if (queuedMs >= startEndsMs) this.#isStarting = false;
    if (this.#isStarting) {
      if (wasFull) this.#set(this.#bytes + ackedBytes);
      return;
    }
    const room = (targetMs - queuedMs) / targetMs;
    if (room < 0) this.#set(this.#bytes + Math.max(room, -1 / 2) * ackedBytes);
    else if (wasFull) this.#set(this.#bytes + (room * segmentBytes * ackedBytes) / this.#bytes);
  }

  /** Nothing has arrived for too long. */
  timedOut(): void {
    this.#isStarting = false;
    this.#bytes = leastWindowBytes;
  }

  #queuedMs(delayMs: number, nowMs: number): number {
    this.#current.push(delayMs);
    if (this.#current.length > currentSamples) this.#current.shift();
    if (nowMs >= this.#minuteEndsMs) {
      this.#minuteEndsMs = nowMs + minuteMs;
      this.#base.push(delayMs);
      if (this.#base.length > baseMinutes) this.#base.shift();
    }
    this.#base.push(Math.min(this.#base.pop() ?? delayMs, delayMs));
    return Math.min(...this.#current) - Math.min(...this.#base);
  }

  #set(bytes: number): void {
    this.#bytes = Math.min(mostWindowBytes, Math.max(leastWindowBytes, bytes));
  }
}
