import { Allowance } from "../room/allowance.ts";
import { log as report } from "../room/log.ts";
import type { Room } from "../room/room.ts";
import type { Authors } from "./authors.ts";
import type { ChatClock } from "./chat-clock.ts";
import type { OwnKeys } from "./chat-keys.ts";
import type { ChatLog } from "./chat-log.ts";
import type { ChatWire } from "./chat-wire.ts";
import type { Speaker } from "./hear-chat.ts";
import { chatWireChars, type Card, type Ranges, type Said, type SignedEntry } from "./chat-words.ts";

/** Who does not answer within this time is not waited for: another is asked. */
const answerMs = 4_000;
/** What one page gives to one other: a few times at once, then every 2 s. */
const [givesAtOnce, giveEachMs] = [6, 2_000];

export interface Time {
  nowMs(): number;
  /** @returns the call that takes it back */
  later(act: () => void, delayMs: number): () => void;
  /** 0 to 1. */
  random(): number;
}

export const realTime: Time = {
  nowMs: () => Date.now(),
  later: (act, delayMs) => {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

interface Parts {
  readonly room: Room;
  readonly wire: ChatWire;
  readonly log: ChatLog;
  readonly clock: ChatClock;
  readonly authors: Authors;
  readonly keys: Promise<OwnKeys>;
  readonly time: Time;
  /** Who was in when this page came. */
  readonly elders: ReadonlySet<string>;
  /** These own entries are known to somebody now. */
  onGiven(entries: readonly SignedEntry[]): void;
}

/**
 * Makes the chats of all pages the same. After each coming, going or mending of a link a page says what it has (`here`: a
 * count and a hash); where that differs, one of the two asks the other and is given what it lacks. So somebody who comes later
 * gets what was said, and what a broken link has lost is made up for, by whoever has it.
 */
export class ChatSync {
  readonly #parts: Parts;
  /** What each page has last said that it has. */
  readonly #states = new Map<string, { hash: string; count: number }>();
  /** Of whom this was asked already, with what was here then. */
  readonly #asked = new Map<string, string>();
  readonly #gives = new Map<string, Allowance>();
  /** To all together: what attendees are given goes to everybody. */
  readonly #allGives = new Allowance(2 * givesAtOnce, giveEachMs);
  #awaited: { sid: string; giveUp: () => void } | undefined;
  #endOfPause: (() => void) | undefined;
  #endOfStir: (() => void) | undefined;
  #isDue = true;
  /** Somebody who has come just now has nothing yet of what was said, whatever they have written themselves. */
  #wasGiven = false;
  #isClosed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Others have come, or what they have may differ: it is said what is here, soon and once. */
  stir(): void {
    this.#isDue = true;
    if (this.#endOfStir !== undefined || this.#isClosed) return;
    const { room, time } = this.#parts;
    const { later, random } = time;
    this.#endOfStir = later(
      () => {
        this.#endOfStir = undefined;
        this.sayHere().catch((error: unknown) => report("info", "nobody knows what is in this chat", error));
      },
      100 + random() * 40 * room.participants.size,
    );
  }

  /** Before an entry: whoever reads it has to know whose it is. */
  async sayHereIfDue(): Promise<void> {
    if (this.#isDue) await this.sayHere();
  }

  async sayHere(): Promise<void> {
    const { wire, log, clock, keys, room, elders } = this.#parts;
    if (!wire.mayPublish || room.participants.size === 0) return;
    this.#isDue = false;
    const { card } = await keys;
    // a newcomer does not know what time it is here until somebody has said so
    const now = elders.size === 0 || clock.isTold ? { now: clock.roomMs } : {};
    await wire.say({ is: "here", card, ...now, count: log.size, hash: log.digest() });
  }

  heardHere({ now, hash, count }: Said & { is: "here" }, { sid }: Speaker): void {
    const { elders, clock, log } = this.#parts;
    if (now !== undefined && elders.has(sid)) clock.heed(sid, now);
    this.#states.set(sid, { hash, count });
    if (hash !== log.digest()) this.#askSoon();
  }

  /** Nobody says to an attendee what there is, since nobody may know that one has come: all are asked in turn. */
  presume(): void {
    for (const sid of this.#parts.room.participants.keys()) this.#states.set(sid, { hash: "?", count: 0 });
    this.#askSoon();
  }

  /** Something has come out of order: somebody has what is not here. */
  suspect(): void {
    this.#askSoon();
  }

  /** @returns settles when all of it is on its way */
  async asked(have: Ranges, from: Speaker): Promise<void> {
    const { wire, log, time, onGiven, room } = this.#parts;
    if (!wire.mayPublish) return;
    let allowance = this.#gives.get(from.sid);
    if (allowance === undefined)
      this.#gives.set(from.sid, (allowance = new Allowance(givesAtOnce, giveEachMs)));
    if (!allowance.take(time.nowMs()) || !this.#allGives.take(time.nowMs())) return;
    const entries = log.missingIn(have);
    for (const give of await this.#pieces(entries, from.sid)) await wire.sayTo(give, from.sid);
    onGiven(entries);
    if (!room.participants.has(from.sid) || !log.lacks(have)) return;
    this.#states.set(from.sid, { hash: JSON.stringify(have), count: 0 });
    this.#askSoon();
  }

  /** After what was in it has been taken. */
  given({ to, last }: Said & { is: "give" }, { sid }: Speaker): void {
    if (!last || to !== this.#parts.room.localParticipant.sid || sid !== this.#awaited?.sid) return;
    this.#awaited.giveUp();
    this.#awaited = undefined;
    this.#wasGiven = true;
    this.#askSoon();
  }

  left(sid: string): void {
    this.#states.delete(sid);
    this.#asked.delete(sid);
    this.#gives.delete(sid);
    if (this.#awaited?.sid === sid) {
      this.#awaited.giveUp();
      this.#awaited = undefined;
      this.#askSoon();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#endOfPause?.();
    this.#endOfStir?.();
    this.#awaited?.giveUp();
  }

  /** At once where nothing was given yet, since who has it may leave; else after what may be under way has come. */
  #askSoon(): void {
    if (this.#awaited !== undefined || this.#endOfPause !== undefined || this.#isClosed) return;
    const { time } = this.#parts;
    const delayMs = !this.#wasGiven ? time.random() * 100 : 300 + time.random() * 700;
    this.#endOfPause = time.later(() => {
      this.#endOfPause = undefined;
      this.#ask();
    }, delayMs);
  }

  #ask(): void {
    const { wire, log, time, elders, room } = this.#parts;
    const own = log.digest();
    const [next] = [...this.#states]
      .filter(([sid, { hash }]) => hash !== own && this.#asked.get(sid) !== `${hash} ${own}`)
      .filter(([sid]) => room.participants.has(sid))
      .map(([sid, state]) => ({ sid, ...state, lot: time.random() }))
      .sort(
        (one, other) =>
          Number(elders.has(other.sid)) - Number(elders.has(one.sid)) ||
          other.count - one.count ||
          one.lot - other.lot,
      );
    if (next === undefined) return;
    const { sid, hash } = next;
    this.#asked.set(sid, `${hash} ${own}`);
    const giveUp = time.later(() => {
      this.#awaited = undefined;
      this.#ask();
    }, answerMs);
    this.#awaited = { sid, giveUp };
    wire
      .tell({ is: "ask", have: log.ranges() }, sid)
      .catch((error: unknown) => report("info", "somebody was asked for the chat and has left", error));
  }

  async #pieces(entries: readonly SignedEntry[], to: string): Promise<(Said & { is: "give" })[]> {
    const { card: ownCard } = await this.#parts.keys;
    const newPiece = () => ({
      is: "give" as const,
      to,
      cards: [ownCard],
      entries: [] as SignedEntry[],
      last: false,
    });
    let piece = newPiece();
    const pieces = [piece];
    let chars = 1_000;
    const cards = new Set<Card>([ownCard]);
    for (const entry of entries) {
      const card = this.#parts.authors.get(entry.by)?.author.card;
      if (card === undefined) continue;
      const more = JSON.stringify(entry).length + (cards.has(card) ? 0 : JSON.stringify(card).length) + 2;
      if (chars + more > chatWireChars || piece.cards.length >= 100) {
        piece = newPiece();
        pieces.push(piece);
        chars = 1_000;
        cards.clear();
        cards.add(ownCard);
      }
      if (!cards.has(card)) piece.cards.push(card);
      cards.add(card);
      piece.entries.push(entry);
      chars += more;
    }
    piece.last = true;
    return pieces;
  }
}
