/** A time in the order that all pages agree on. */
export interface ChatTime {
  /** Milliseconds since 1970 by the room's time, which is the clock of who came first. */
  at: number;
  /** Parts what has the same `at`. */
  c: number;
}

/** Where an entry stands: by time, then by who wrote it. */
export interface Place extends ChatTime {
  by: string;
}

/**
 * A day: who sets out with a wrong clock, and has not heard the room's time yet, is mostly wrong by a time zone or a date. Further
 * ahead is a lie, or a clock that nobody can follow.
 */
export const mostAheadMs = 86_400_000;
/** More than anybody writes in one millisecond. */
export const mostCount = 65_535;
/** Below this the clocks agree, since a word takes some time to arrive. */
const agreementMs = 2_000;

/** Negative where `one` comes first. */
export function comparePlaces(one: Place, other: Place): number {
  return one.at - other.at || one.c - other.c || (one.by < other.by ? -1 : one.by > other.by ? 1 : 0);
}

/**
 * A hybrid logical clock (Kulkarni and others, 2014): what is written after something was seen has a later time than that,
 * whatever the device's own clock says; and times stay near the real one, so that nobody can push them far ahead.
 */
export class ChatClock {
  readonly #nowMs: () => number;
  readonly #offsetsMs = new Map<string, number>();
  #offsetMs = 0;
  #last: ChatTime = { at: 0, c: 0 };

  /** @param nowMs the device's clock */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The room's time. */
  get roomMs(): number {
    return Math.round(this.#nowMs() + this.#offsetMs);
  }

  /** A time of the room by the device's own clock, as it is shown. */
  toOwnMs(atMs: number): number {
    return atMs - this.#offsetMs;
  }

  /** The time of what is written now: after all that was seen. */
  tick(): ChatTime {
    const at = Math.max(this.roomMs, this.#last.at);
    const c = at === this.#last.at ? this.#last.c + 1 : 0;
    this.#last = c > mostCount ? { at: at + 1, c: 0 } : { at, c };
    return this.#last;
  }

  /** @returns false for a time that is too far ahead: it is not taken */
  see({ at, c }: ChatTime): boolean {
    if (at > this.roomMs + mostAheadMs) return false;
    if (at > this.#last.at || (at === this.#last.at && c > this.#last.c)) this.#last = { at, c };
    return true;
  }

  /**
   * Somebody who was in before says what time it is. The middle one of all that is said counts, so that one liar does not; of
   * two in the middle the nearer one.
   */
  heed(sid: string, roomMs: number): void {
    this.#offsetsMs.set(sid, roomMs - this.#nowMs());
    const offsets = [...this.#offsetsMs.values()].sort((one, other) => one - other);
    const [low = 0, high = 0] = [offsets[(offsets.length - 1) >> 1], offsets[offsets.length >> 1]];
    const offsetMs = Math.abs(low) < Math.abs(high) ? low : high;
    this.#offsetMs = Math.abs(offsetMs) < agreementMs ? 0 : offsetMs;
    if (this.#last.at > this.roomMs + mostAheadMs) this.#last = { at: this.roomMs, c: 0 };
  }

  /** Whether somebody has said what time it is. */
  get isTold(): boolean {
    return this.#offsetsMs.size > 0;
  }
}
