import type { PieceSet } from "./pieces.ts";

interface Receiver {
  has: PieceSet;
  /** On their way to them. */
  given: Set<number>;
}

/**
 * What the one who has all gives to those who leave the choice to it: pieces that nobody else has or is being given, so that
 * each leaves once and the receivers have something for each other. BitTorrent's superseeding, with the choice at the source.
 */
export class Spread {
  readonly #count: number;
  readonly #receivers = new Map<string, Receiver>();
  /** Where the next search begins. */
  #next = 0;

  constructor(count: number) {
    this.#count = count;
  }

  /** They receive, or have begun anew: nothing is on its way to them. */
  has(sid: string, has: PieceSet): void {
    this.#receivers.set(sid, { has, given: new Set() });
  }
  /** @returns false: it is not known what else they have */
  gained(sid: string, index: number): boolean {
    const receiver = this.#receivers.get(sid);
    if (receiver === undefined) return false;
    receiver.given.delete(index);
    receiver.has.add(index);
    return true;
  }
  /** What is on its way may be lost. */
  broken(sid: string): void {
    this.#receivers.get(sid)?.given.clear();
  }
  gone(sid: string): void {
    this.#receivers.delete(sid);
  }
  of(sid: string): PieceSet | undefined {
    return this.#receivers.get(sid)?.has;
  }

  given(sid: string, index: number): void {
    this.#receivers.get(sid)?.given.add(index);
  }

  /** @returns undefined: nothing that only the source has */
  next(sid: string): number | undefined {
    if (!this.#receivers.has(sid)) return undefined;
    for (let step = 0; step < this.#count; step++) {
      const index = (this.#next + step) % this.#count;
      if (this.#isOut(index)) continue;
      this.#next = index + 1;
      this.given(sid, index);
      return index;
    }
    return undefined;
  }

  #isOut(index: number): boolean {
    for (const { has, given } of this.#receivers.values())
      if (has.has(index) || given.has(index)) return true;
    return false;
  }
}
