/**
 * How far another page's clock is from this one's, by asking and being answered (as NTP does): half of the fastest round trip
 * is how wrong it can be.
 */
export class CommonClock {
  #best: { offsetMs: number; uncertaintyMs: number; atMs: number } | undefined;

  /** @param sentMs, heardMs by this clock @param theirMs by theirs, in between */
  add(sentMs: number, theirMs: number, heardMs: number): void {
    const uncertaintyMs = Math.max(0, heardMs - sentMs) / 2;
    const known = this.#best;
    // two clocks drift apart: an old measure is worth less with time
    const agedMs = known && known.uncertaintyMs + (heardMs - known.atMs) * driftRate;
    if (agedMs !== undefined && agedMs <= uncertaintyMs) return;
    this.#best = { offsetMs: theirMs - (sentMs + heardMs) / 2, uncertaintyMs, atMs: heardMs };
  }

  /** Undefined until they have answered once. */
  get measure():
    | { /** To be added to this clock for theirs. */ offsetMs: number; uncertaintyMs: number }
    | undefined {
    return this.#best;
  }
}

/** Clocks of two computers differ by up to 100 ppm: a quartz's tolerance, at both ends. */
const driftRate = 1e-4;

/** Milliseconds since 1970 that never jump while the page lives. It is the same clock in the page and its threads. */
export function steadyNowMs(): number {
  return performance.timeOrigin + performance.now();
}
