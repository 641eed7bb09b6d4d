import type { DataLoss, LinkData } from "../room/ports.ts";
import type { LossCode } from "../room/data-wire.ts";

type Settle = (losses: readonly DataLoss[] | undefined) => void;

/** Messages of one own track that are with the kernel, by number, and who waits for each. */
export class SentMessages {
  #waiting: Settle[] = [];
  /** Of the first in `#waiting` that has not been settled; those before it are thrown out now and then. */
  #first = 0;
  /** Numbers below are settled. */
  #below = 0;
  #losses: (DataLoss & { from: number; below: number })[] = [];

  get isEmpty(): boolean {
    return this.#first === this.#waiting.length;
  }

  /** The next number. @returns settles when every link that keeps up has taken it, with those that will not have it */
  add(): Promise<readonly DataLoss[] | undefined> {
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  /** @returns whether some of them are settled already: their senders cannot be told any more */
  lost(link: LinkData, from: number, below: number, code: LossCode): boolean {
    if (below > this.#below) this.#losses.push({ link, from, below, code });
    return from < this.#below;
  }

  taken(below: number): void {
    for (; this.#below < below; this.#below++) {
      const settle = this.#waiting[this.#first];
      this.#first += 1;
      settle?.(this.#lossesOf(this.#below));
    }
    this.#losses = this.#losses.filter((loss) => loss.below > below);
    if (this.#first * 2 < this.#waiting.length) return; // not each time: there may be many
    this.#waiting = this.#waiting.slice(this.#first);
    this.#first = 0;
  }

  /** None of those that wait will be sent. */
  loseAll(losses: readonly DataLoss[]): void {
    const waiting = this.#waiting.slice(this.#first);
    this.#waiting = [];
    this.#below += waiting.length;
    this.#first = 0;
    for (const settle of waiting) settle(losses);
  }

  #lossesOf(number: number): readonly DataLoss[] | undefined {
    if (this.#losses.length === 0) return undefined;
    return this.#losses.filter(({ from, below }) => from <= number && number < below);
  }
}
