import type { NumberedMessage } from "./words.ts";

/** How many a sender may have under way to one receiver, and a receiver keeps that came too soon. */
export const windowMessages = 16;

/** One sender's messages as one receiver gets them: each once, in the order of their numbers. Pure. */
export class ReceivingSide {
  #next = 1;
  readonly #early = new Map<number, NumberedMessage>();

  /** All up to this number have come, or will never. */
  get have(): number {
    return this.#next - 1;
  }

  /** @returns what is complete with it, in order; none for a copy, and for what came too soon */
  take(message: NumberedMessage): NumberedMessage[] {
    const { n, base } = message;
    for (; this.#next < base && this.#early.size > 0; this.#next++) this.#early.delete(this.#next);
    this.#next = Math.max(this.#next, base);
    if (n >= this.#next && n < this.#next + windowMessages) this.#early.set(n, message);
    const complete: NumberedMessage[] = [];
    for (let ready = this.#early.get(this.#next); ready !== undefined; ready = this.#early.get(this.#next)) {
      this.#early.delete(this.#next++);
      complete.push(ready);
    }
    return complete;
  }
}
