import { Allowance } from "../room/allowance.ts";
import { comparePlaces, type Place } from "./chat-clock.ts";

/** One notice in this time, while somebody types on. */
const typingEachMs = 5_000;
/** A notice is good for a little longer than the next one takes to come. */
const typingLastsMs = 6_500;

/** Who is typing, and how far everybody has read. */
export class PresenceNotes {
  readonly #nowMs: () => number;
  readonly #typingUntilMs = new Map<string, number>();
  readonly #read = new Map<string, Place>();
  readonly #ownTyping = new Map<string | undefined, Allowance>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** @returns whether a notice is due. @param to one participant's SID; undefined: all */
  mayTell(to: string | undefined): boolean {
    let allowance = this.#ownTyping.get(to);
    if (allowance === undefined) this.#ownTyping.set(to, (allowance = new Allowance(1, typingEachMs)));
    return allowance.take(this.#nowMs());
  }

  /** @returns milliseconds until it is over */
  types(sid: string): number {
    this.#typingUntilMs.set(sid, this.#nowMs() + typingLastsMs);
    return typingLastsMs;
  }

  typesNoMore(sid: string): void {
    this.#typingUntilMs.delete(sid);
  }

  get typists(): string[] {
    const nowMs = this.#nowMs();
    return [...this.#typingUntilMs].flatMap(([sid, untilMs]) => (untilMs > nowMs ? sid : []));
  }

  /** @returns whether that is news: nobody reads backwards */
  reads(sid: string, place: Place): boolean {
    const before = this.#read.get(sid);
    if (before !== undefined && comparePlaces(before, place) >= 0) return false;
    this.#read.set(sid, place);
    return true;
  }

  /** Who has read what stands there, by SID. */
  readersOf(place: Place): string[] {
    return [...this.#read].flatMap(([sid, read]) => (comparePlaces(place, read) <= 0 ? sid : []));
  }

  left(sid: string): void {
    this.#typingUntilMs.delete(sid);
    this.#read.delete(sid);
  }
}
