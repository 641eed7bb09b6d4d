import type { Description } from "../../room/ports.ts";

export type RoundOfOffers = { offerId: string; description: Description }[];

/** The mesh offers again every few seconds while somebody may be missing; a public tracker is asked less and less. */
const gapsMs = [4_000, 8_000, 16_000, 32_000, 60_000] as const;
/** The mesh withdraws an offer after 10 s; an older one is not worth handing out. */
const freshMs = 5_000;

/** When to hand out the mesh's offers. */
export class Pacing {
  readonly #handOut: (offers: RoundOfOffers) => void;
  #rounds = 0;
  #lastMs = -Infinity;
  #dueMs = -Infinity;
  #kept: { offers: RoundOfOffers; atMs: number } | undefined;

  constructor(handOut: (offers: RoundOfOffers) => void) {
    this.#handOut = handOut;
  }

  offer(offers: RoundOfOffers, nowMs: number): void {
    if (offers.length === 0) return;
    this.#kept = { offers, atMs: nowMs };
    if (nowMs >= this.#dueMs) this.#go(nowMs);
  }

  /** Something has changed in who is there or how to reach them. */
  soon(nowMs: number): void {
    this.#rounds = 0;
    this.#dueMs = Math.min(this.#dueMs, this.#lastMs + gapsMs[0]);
    if (nowMs >= this.#dueMs && this.#kept !== undefined && nowMs - this.#kept.atMs < freshMs)
      this.#go(nowMs);
  }

  /** In again, with nobody there yet who has heard of us. */
  restart(): void {
    this.#rounds = 0;
    this.#dueMs = -Infinity;
  }

  close(): void {
    this.#kept = undefined;
    this.#lastMs = this.#dueMs = Infinity;
  }

  #go(nowMs: number): void {
    const offers = this.#kept?.offers;
    this.#kept = undefined;
    this.#lastMs = nowMs;
    this.#dueMs = nowMs + (gapsMs[Math.min(this.#rounds++, gapsMs.length - 1)] ?? 0);
    if (offers !== undefined) this.#handOut(offers);
  }
}
