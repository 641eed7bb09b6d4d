/** How often somebody may: some at once, and then one at a time. A pure rule: time comes in. */
export class Allowance {
  readonly #atOnce: number;
  readonly #eachMs: number;
  /** When all would be there again. */
  #fullAtMs = -Infinity;

  /** @param atOnce so many without a pause; one more comes back after each `eachMs` */
  constructor(atOnce: number, eachMs: number) {
    this.#atOnce = atOnce;
    this.#eachMs = eachMs;
  }

  /** @returns whether it is allowed; then it is taken */
  take(nowMs: number): boolean {
    const fullAtMs = Math.max(this.#fullAtMs, nowMs) + this.#eachMs;
    if (fullAtMs - nowMs > this.#atOnce * this.#eachMs) return false;
    this.#fullAtMs = fullAtMs;
    return true;
  }
}
