/** What one direction of a path does to its packets. */
export interface Impairment {
  delayMs: number;
  /** Added to the delay, evenly from 0 to this; packets keep their order. */
  jitterMs: number;
  /** Share of packets lost at random, 0 to 1. */
  loss: number;
  /** Gilbert's model: once a burst begins everything is lost until it ends. Chances are for each packet. */
  bursts: { begin: number; end: number };
  /** Of the whole IP packet, as a link would count. */
  rateBps: number;
  /** What waits for the rate; more is dropped at the tail. */
  queueBytes: number;
}

export const unimpaired: Impairment = {
  delayMs: 0,
  jitterMs: 0,
  loss: 0,
  bursts: { begin: 0, end: 1 },
  rateBps: Number.POSITIVE_INFINITY,
  queueBytes: Number.POSITIVE_INFINITY,
};

/** IPv4 and UDP headers. */
const headerBytes = 28;

/** One direction of a path: decides about each packet, carries none. Time and randomness are the caller's. */
export class Lane {
  impairment: Impairment = unimpaired;
  isCut = false;
  readonly #fraction: () => number;
  #inBurst = false;
  #busyUntilMs = 0;
  #lastArrivesAtMs = 0;

  /** @param fraction gives 0 <= x < 1 */
  constructor(fraction: () => number) {
    this.#fraction = fraction;
  }

  /** @returns when the packet arrives at the far end; undefined when it is lost */
  admit(payloadBytes: number, nowMs: number): number | undefined {
    if (this.isCut) return undefined;
    const { delayMs, jitterMs, loss, bursts, rateBps, queueBytes } = this.impairment;
    this.#inBurst = this.#fraction() < (this.#inBurst ? 1 - bursts.end : bursts.begin);
    if (this.#inBurst || this.#fraction() < loss) return undefined;
    const bytes = payloadBytes + headerBytes;
    this.#busyUntilMs = Math.max(this.#busyUntilMs, nowMs);
    if (Number.isFinite(rateBps)) {
      const waitingBytes = ((this.#busyUntilMs - nowMs) * rateBps) / 8_000;
      if (waitingBytes + bytes > queueBytes) return undefined;
      this.#busyUntilMs += (bytes * 8_000) / rateBps;
    }
    const arrivesAtMs = this.#busyUntilMs + delayMs + jitterMs * this.#fraction();
    this.#lastArrivesAtMs = Math.max(this.#lastArrivesAtMs, arrivesAtMs);
    return this.#lastArrivesAtMs;
  }
}
