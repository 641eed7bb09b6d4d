import type { NetworkQualityLevel } from "./network-quality.ts";

/** Measures in a row that have to agree before a level falls or rises; good news can wait. */
const toFall = 2;
const toRise = 3;

/** A level that does not flap: one measure that differs changes nothing. */
export class SteadyLevel {
  #level: NetworkQualityLevel | null = null;
  /** Measures in a row that were lower (negative) or higher. */
  #streak = 0;

  get level(): NetworkQualityLevel | null {
    return this.#level;
  }

  /** @returns whether the level has changed */
  measured(level: NetworkQualityLevel): boolean {
    const before = this.#level;
    if (before === null || before === 0) return this.#set(level);
    const way = Math.sign(level - before);
    this.#streak = way === 0 ? 0 : Math.sign(this.#streak) === way ? this.#streak + way : way;
    if (this.#streak > -toFall && this.#streak < toRise) return false;
    return this.#set(level);
  }

  /** The link is being mended. @returns whether the level has changed */
  broken(): boolean {
    return this.#level !== null && this.#set(0);
  }

  #set(level: NetworkQualityLevel): boolean {
    const changed = level !== this.#level;
    this.#level = level;
    this.#streak = 0;
    return changed;
  }
}

/**
 * One's own level over all links: what at least half of them reach. One peer with a bad network is no trouble of
 * one's own, and the worst link would say so.
 */
export function ownLevel(levels: readonly (NetworkQualityLevel | null)[]): NetworkQualityLevel | null {
  const known = levels.filter((level) => level !== null).toSorted((a, b) => a - b);
  return known[known.length >> 1] ?? null;
}
