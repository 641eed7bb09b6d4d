import { windowMessages } from "./receiving-side.ts";
import { writeMessage } from "./words.ts";

/** Said again after so long without a word: longer than a path that works takes, even by way of the server. */
const firstPatienceMs = 1_000;
/** And later: a receiver who is away for a while comes back to one copy of a window, not to many. */
const longestPatienceMs = 8_000;

interface Waiting<Message> {
  readonly content: string;
  readonly message: Message;
}

/** One receiver's messages as one sender has them: kept and said again until they have come. Pure. */
export class SendingSide<Message> {
  /** Numbers `#base` to the latest. */
  #waiting: Waiting<Message>[] = [];
  #base = 1;
  /** The highest that was said since the last start. */
  #said = 0;
  #everSaid = 0;
  #tries = 0;
  #patientUntilMs = Infinity;

  /** How many have not come. */
  get length(): number {
    return this.#waiting.length;
  }

  /** When something is to be said again. */
  get dueMs(): number {
    return this.#patientUntilMs;
  }

  add(content: string, message: Message): void {
    this.#waiting.push({ content, message });
  }

  /** The way there is another one: all that has not come is said again. */
  restart(): void {
    this.#said = this.#base - 1;
    this.#tries = 0;
    this.#patientUntilMs = Infinity;
  }

  /** @returns what to say next, if anything; follow it with `said` */
  next(nowMs: number): string | undefined {
    if (nowMs >= this.#patientUntilMs) {
      const tries = this.#tries + 1;
      this.restart();
      this.#tries = tries;
    }
    const index = this.#said + 1 - this.#base;
    const waiting = index < windowMessages ? this.#waiting[index] : undefined;
    return waiting && writeMessage(this.#said + 1, this.#base, waiting.content);
  }

  said(nowMs: number): void {
    this.#said++;
    this.#everSaid = Math.max(this.#everSaid, this.#said);
    this.#waitFrom(nowMs);
  }

  /** @param have all up to this number have come. @returns the messages that this is news of */
  acknowledged(have: number, nowMs: number): Message[] {
    const count = Math.min(have, this.#everSaid) - this.#base + 1;
    if (count <= 0) return [];
    this.#base += count;
    this.#said = Math.max(this.#said, this.#base - 1);
    this.#tries = 0;
    this.#waitFrom(nowMs);
    return this.#waiting.splice(0, count).map(({ message }) => message);
  }

  /** The receiver will not have these: later ones say so. @returns them */
  giveUp(): Message[] {
    const given = this.#waiting.splice(0).map(({ message }) => message);
    this.#base += given.length;
    this.restart();
    return given;
  }

  #waitFrom(nowMs: number): void {
    const isUnderWay = this.#said >= this.#base;
    const patienceMs = Math.min(firstPatienceMs * 2 ** this.#tries, longestPatienceMs);
    this.#patientUntilMs = isUnderWay ? nowMs + patienceMs : Infinity;
  }
}
