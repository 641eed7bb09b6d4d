/** So much at once, and so much a second for long. Pure. */
export class Pace {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #atMs: number;

  constructor(burst: number, perSecond: number, nowMs: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
    this.#atMs = nowMs;
  }

  /** When there is room for one more: now, or later. */
  readyMs(nowMs: number): number {
    this.#fill(nowMs);
    return this.#left >= 1 ? nowMs : nowMs + ((1 - this.#left) / this.#perSecond) * 1_000;
  }

  spend(nowMs: number): void {
    this.#fill(nowMs);
    this.#left--;
  }

  #fill(nowMs: number): void {
    const earned = (Math.max(0, nowMs - this.#atMs) / 1_000) * this.#perSecond;
    this.#left = Math.min(this.#burst, this.#left + earned);
    this.#atMs = nowMs;
  }
}
