import { Allowance } from "../room/allowance.ts";
import { log as report } from "../room/log.ts";
import type { Room } from "../room/room.ts";
import type { Authors } from "./authors.ts";
import type { ChatBook } from "./chat-book.ts";
import { mostAheadMs, type ChatClock } from "./chat-clock.ts";
import type { PlacedEntry } from "./chat-entry.ts";
import type { ChatLog } from "./chat-log.ts";
import type { ChatSync } from "./chat-sync.ts";
import type { ChatReader } from "./chat-wire.ts";
import type { PlainEntry, Said, SignedEntry, Told } from "./chat-words.ts";
import type { Speaker } from "./hear-chat.ts";
import type { PresenceNotes } from "./presence-notes.ts";
import type { PrivateWords } from "./private-words.ts";
import type { SideEntries } from "./side-entries.ts";

interface Parts {
  readonly room: Room;
  readonly book: ChatBook;
  readonly log: ChatLog;
  readonly side: SideEntries;
  readonly clock: ChatClock;
  readonly authors: Authors;
  readonly sync: ChatSync;
  readonly secrets: PrivateWords;
  readonly notes: PresenceNotes;
  /** Nothing is read before this. */
  readonly ready: Promise<unknown>;
  nowMs(): number;
  /** By this device's clock: when its page came. */
  readonly sinceMs: number;
  later(act: () => void, delayMs: number): void;
  onArrived(entry: PlacedEntry): void;
  onChange(): void;
}

/** What one sender may have checked, which takes time: a whole history at once and then some. */
const [entriesAtOnce, entryEachMs, cardsAtOnce, cardEachMs] = [1_200, 50, 200, 1_000];

/** In a moment who asks for history has it, also of somebody who is slow to answer. */
const momentMs = 10_000;

/** What others say, one after the other: whose it is, whether it is theirs, and where it belongs. */
export class ChatArrivals implements ChatReader {
  readonly #parts: Parts;
  #queue: Promise<unknown>;
  #unsigned = 0;
  /** Of passed on entries and cards, by sender. */
  readonly #checks = new Map<string, { entries: Allowance; cards: Allowance }>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#queue = parts.ready;
  }

  /** Settles when all that has come so far is taken. */
  get settled(): Promise<unknown> {
    return this.#queue;
  }

  onEntry(entry: SignedEntry, from: Speaker): void {
    this.#enqueue(() => this.#takeLive(entry, from));
  }
  onSaid(said: Said, from: Speaker): void {
    this.#enqueue(() => this.#takeSaid(said, from));
  }
  onTold(told: Told, from: Speaker, isPrivate: boolean): void {
    this.#enqueue(() => this.#takeTold(told, from, isPrivate));
  }
  /** Unsigned: of a page of somebody's own. It stands where its sender's clock says, and is not passed on. */
  onPlain({ text, at }: PlainEntry, from: Speaker): void {
    const { clock } = this.#parts;
    this.#enqueue(async () => {
      const time = { at: Math.round(at), c: 0 };
      const isNear = Math.abs(time.at - clock.roomMs) < mostAheadMs && clock.see(time);
      this.#takeUnsigned(text, from, isNear ? time : clock.tick());
    });
  }
  /** Without a time of its own it stands where it has come. */
  onText(text: string, from: Speaker): void {
    this.#enqueue(async () => this.#takeUnsigned(text, from, this.#parts.clock.tick()));
  }

  /** Somebody has shown their card: what waited for it is read. */
  met(sid: string): void {
    const { secrets, room } = this.#parts;
    const from = room.participants.get(sid);
    for (const sealed of secrets.met(sid))
      if (from !== undefined) this.#enqueue(() => this.#takePrivate(sealed, from));
  }

  #enqueue(take: () => Promise<void>): void {
    this.#queue = this.#queue
      .then(take)
      .catch((error: unknown) => report("warn", "a chat message is lost", error));
  }

  async #takeSaid(said: Said, from: Speaker): Promise<void> {
    const { authors, sync } = this.#parts;
    switch (said.is) {
      case "here":
        await authors.meet(said.card, from);
        return sync.heardHere(said, from);
      case "give":
        await this.#takeHistory(said, from);
        return sync.given(said, from);
      case "typing":
      case "read":
        return this.#takeNote(said, from);
    }
  }

  async #takeHistory({ cards, entries }: Said & { is: "give" }, from: Speaker): Promise<void> {
    const { authors, log, nowMs } = this.#parts;
    const checks = this.#checks.get(from.sid) ?? {
      entries: new Allowance(entriesAtOnce, entryEachMs),
      cards: new Allowance(cardsAtOnce, cardEachMs),
    };
    this.#checks.set(from.sid, checks);
    for (const card of cards) if (checks.cards.take(nowMs())) await authors.told(card, from);
    for (const entry of entries)
      if (!log.has(entry) && checks.entries.take(nowMs())) await this.#take(entry, this.#isOld(entry));
  }

  /** What was written a moment ago may be here as history, ahead of its author's own word. */
  #isOld({ at }: SignedEntry): boolean {
    const { clock, nowMs, sinceMs } = this.#parts;
    const atMs = clock.toOwnMs(at);
    return atMs < sinceMs || atMs < nowMs() - momentMs;
  }

  async #takeTold(told: Told, from: Speaker, isPrivate: boolean): Promise<void> {
    const { sync, room, authors } = this.#parts;
    // not waited for: a slow link would hold up all others
    const say = (said: Promise<void>): void =>
      void said.catch((error: unknown) => report("info", "somebody lacks some of the chat", error));
    switch (told.is) {
      case "ask":
        return say(sync.asked(told.have, from));
      case "meet":
        return say(sync.sayHere());
      case "private":
        return this.#takePrivate(told, from);
      case "typing":
      case "read":
        return this.#takeNote(told, from);
      case "entry":
        if (isPrivate || room.participants.has(from.sid)) return; // who publishes has a track for it
        if ((await authors.meet(told.card, from)) !== undefined) await this.#takeLive(told.entry, from);
    }
  }

  #takeNote(note: Said & { is: "typing" | "read" }, { sid }: Speaker): void {
    const { notes, later, onChange } = this.#parts;
    if (note.is === "typing") later(onChange, notes.types(sid) + 50);
    else if (!notes.reads(sid, note)) return;
    onChange();
  }

  /** On its author's own way. */
  async #takeLive(entry: SignedEntry, from: Speaker): Promise<void> {
    const known = this.#parts.authors.get(entry.by);
    if (known?.isFirstHand !== true || known.author.card.sid !== from.sid) return this.#parts.sync.suspect();
    await this.#take(entry, false);
  }

  async #take(entry: SignedEntry, isLate: boolean): Promise<void> {
    const { authors, log, book, clock } = this.#parts;
    const known = authors.get(entry.by);
    if (known === undefined || log.has(entry) || entry.by === book.ownId) return;
    if (!(await known.author.hasSigned(entry)) || !clock.see(entry)) return;
    const added = book.addSigned(entry, isLate);
    if (added !== undefined) this.#parts.onArrived(added);
  }

  async #takePrivate(sealed: Told & { is: "private" }, from: Speaker): Promise<void> {
    const { secrets, clock, side, book } = this.#parts;
    const read = await secrets.read(sealed, from);
    if (read === undefined || !clock.see(read.secret)) return;
    const { text, file, at, c, n } = read.secret;
    const by = read.author.id;
    const id = `${by}:p${n}`;
    if (side.has(id)) return;
    const said = { id, text, file, place: { at, c, by }, privateWith: from.displayName };
    this.#parts.onArrived(book.addSide(said, from));
  }

  #takeUnsigned(text: string, from: Speaker, time: { at: number; c: number }): void {
    const id = `${from.sid}:${++this.#unsigned}`;
    const said = { id, text, file: undefined, place: { ...time, by: from.sid }, privateWith: undefined };
    this.#parts.onArrived(this.#parts.book.addSide(said, from));
  }
}
