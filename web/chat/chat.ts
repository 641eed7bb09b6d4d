import type { Room } from "../room/room.ts";
import { Authors } from "./authors.ts";
import { ChatArrivals } from "./chat-arrivals.ts";
import { ChatBook } from "./chat-book.ts";
import { ChatClock } from "./chat-clock.ts";
import type { ChatEntry, PlacedEntry } from "./chat-entry.ts";
import { Author, OwnKeys } from "./chat-keys.ts";
import { ChatLog } from "./chat-log.ts";
import { ChatSync, realTime, type Time } from "./chat-sync.ts";
import { ChatWire } from "./chat-wire.ts";
import type { ChatFile } from "./chat-words.ts";
import type { Heard, Speaker } from "./hear-chat.ts";
import { OwnReading } from "./own-reading.ts";
import { OwnWords } from "./own-words.ts";
import { PresenceNotes } from "./presence-notes.ts";
import { PrivateWords } from "./private-words.ts";
import { SideEntries } from "./side-entries.ts";

export interface ChatBeginning {
  /** What came before anybody asked for the chat, in order. */
  heard?: readonly Heard[];
  /** SIDs of those who were in when this page came. Left out: all who are in now. */
  elders?: Iterable<string>;
  /** When this page came, by its own clock. Left out: now. */
  sinceMs?: number;
  time?: Time;
}

export interface ChatSendOptions {
  /** For this participant's eyes alone. */
  to?: { readonly sid: string; readonly displayName: string } | undefined;
  /** Offered beside the chat. */
  file?: ChatFile | undefined;
}

/**
 * What is written in one call: the same in the same order in every page of it, for whoever comes later too. It rides on a
 * sealed data track; each entry is signed with a key of its author's page, so that whoever passes it on cannot change it.
 * docs/chat.md is what an application sees of it, docs/protocol.md has the wire.
 */
export class Chat {
  readonly room: Room;
  readonly #book: ChatBook;
  readonly #side = new SideEntries();
  readonly #wire: ChatWire;
  readonly #sync: ChatSync;
  readonly #notes: PresenceNotes;
  readonly #secrets: PrivateWords;
  readonly #own: OwnWords;
  readonly #reading: OwnReading;
  readonly #arrivals: ChatArrivals;
  readonly #listeners = new Set<(added?: ChatEntry) => void>();
  #unread = 0;
  #readers = 0;

  constructor(
    room: Room,
    {
      heard = [],
      elders = room.participants.keys(),
      time = realTime,
      sinceMs = time.nowMs(),
    }: ChatBeginning = {},
  ) {
    this.room = room;
    const { sid, displayName } = room.localParticipant;
    const nowMs = (): number => time.nowMs();
    const [clock, log, side] = [new ChatClock(nowMs), new ChatLog(), this.#side];
    const authors = new Authors(room.sid, sid);
    const keys = OwnKeys.make(room.sid, sid, displayName);
    const onChange = (): void => this.#changed();
    this.#notes = new PresenceNotes(nowMs);
    this.#book = new ChatBook({
      log,
      side,
      clock,
      authors,
      ownSid: sid,
      nowMs,
      stateOf: (n) => this.#own.stateOf(n),
    });
    this.#wire = new ChatWire(room, () => this.#arrivals, nowMs);
    const parts = { room, time, wire: this.#wire, log, clock, authors, keys, side, onChange };
    this.#sync = new ChatSync({
      ...parts,
      elders: new Set(elders),
      onGiven: (entries) => this.#own.given(entries),
    });
    this.#secrets = new PrivateWords({ ...parts, hasTrack: (of) => room.participants.has(of) });
    this.#own = new OwnWords({ ...parts, sync: this.#sync, secrets: this.#secrets });
    this.#reading = new OwnReading({ ...parts, shown: () => (this.isRead ? this.#book.entries : []) });
    this.#arrivals = new ChatArrivals({
      ...parts,
      book: this.#book,
      sync: this.#sync,
      secrets: this.#secrets,
      notes: this.#notes,
      ready: keys.then(async ({ id, card }) => {
        this.#book.ownId = id;
        const author = await Author.read(room.sid, card);
        if (author !== undefined) authors.own(author, displayName);
      }),
      nowMs,
      sinceMs,
      later: (act, delayMs) => void time.later(act, delayMs),
      onArrived: (entry) => this.#arrived(entry),
    });
    authors.onMet = (of) => this.#arrivals.met(of);
    authors.onForged = (by) => {
      log.drop(by);
      onChange();
    };
    this.#follow();
    for (const each of heard) this.#wire.hear(each);
    if (this.#wire.mayPublish) this.#wire.publish().catch(() => undefined); // should it fail, the first words say so
    else this.#sync.presume();
    this.#sync.stir();
  }

  /** All of it, the same in every page, save what is between two. */
  get entries(): readonly ChatEntry[] {
    return this.#book.entries;
  }
  /** Entries that came while nobody read. */
  get unread(): number {
    return this.#unread;
  }
  /** The chat is open somewhere on this page. */
  get isRead(): boolean {
    return this.#readers > 0;
  }
  /** Names of those who type now, to all or to this page. */
  get typists(): string[] {
    return this.#notes.typists.flatMap((sid) => this.room.participants.get(sid)?.displayName ?? []);
  }
  /** Settles when all that has come so far stands in `entries`. */
  get settled(): Promise<void> {
    return Promise.all([this.#arrivals.settled, this.#own.settled]).then(() => undefined);
  }

  /**
   * Told after every change; of an entry that has just been written, here or elsewhere, with it.
   * @returns the call that ends it
   */
  subscribe(listener: (added?: ChatEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** From now on somebody reads. @returns the call that ends it */
  read(): () => void {
    this.#readers++;
    this.#unread = 0;
    this.#changed();
    let ended = false;
    return () => {
      if (!ended) this.#readers--;
      ended = true;
    };
  }

  /**
   * Writes to all, or to one. What becomes of it is its `state`; without a network it waits for it.
   * @param text up to 4,000 characters; may be empty with a file
   * @returns the entry's id
   * @throws RangeError for a text that is too long or says nothing
   */
  send(text: string, { to, file }: ChatSendOptions = {}): string {
    const entry = this.#own.write(text, to, file);
    this.#notes.typesNoMore(this.room.localParticipant.sid);
    this.#changed(entry);
    return entry.id;
  }

  /** Sends again what was not sent. Anything else is left alone. */
  retry(id: string): void {
    this.#own.retry(id);
  }

  /** Somebody types here: the others are told, once in 5 s, if there are any. @param to left out: all */
  typing(to?: { readonly sid: string }): void {
    if (this.room.participants.size === 0 || !this.#wire.mayPublish) return;
    if (to !== undefined && !this.room.participants.has(to.sid)) return;
    if (!this.#notes.mayTell(to?.sid)) return;
    const told =
      to === undefined ? this.#wire.say({ is: "typing" }) : this.#wire.tell({ is: "typing" }, to.sid);
    told.catch(() => undefined); // a notice: the next one says it again
  }

  /** Names of those who have read an entry, and are in. */
  readersOf({ id }: ChatEntry): string[] {
    const entry = this.#book.find(id);
    if (entry === undefined) return [];
    return this.#notes
      .readersOf(entry.place)
      .flatMap((sid) => (sid === entry.sid ? [] : (this.room.participants.get(sid)?.displayName ?? [])));
  }

  /** Entries of an earlier call, as this device has kept them; nobody else is given them. */
  restore(entries: readonly PlacedEntry[]): void {
    for (const entry of entries) this.#side.add(entry);
    this.#changed();
  }

  /** What was kept goes from the chat. */
  dropKept(): void {
    this.#side.dropKept();
    this.#changed();
  }

  /** What a device may keep of this call. */
  get keepable(): readonly ChatEntry[] {
    return this.#book.keepable;
  }

  #follow(): void {
    const { room } = this;
    const stir = (): void => this.#sync.stir();
    const left = ({ sid }: Speaker): void => {
      this.#notes.left(sid);
      this.#secrets.left(sid);
      this.#sync.left(sid);
      this.#wire.left(sid);
      this.#sync.stir();
      this.#changed();
    };
    const events = [
      "participantConnected",
      "participantReconnected",
      "reconnected",
      "trackSubscribed",
    ] as const;
    for (const event of events) room.on(event, stir);
    room.on("participantDisconnected", left);
    room.once("disconnected", () => {
      for (const event of events) room.off(event, stir);
      room.off("participantDisconnected", left);
      this.#sync.close();
      this.#reading.close();
      this.#wire.close();
    });
  }

  #arrived(entry: PlacedEntry): void {
    this.#notes.typesNoMore(entry.sid);
    if (!this.isRead) this.#unread++;
    this.#changed(entry.isLate ? undefined : entry);
  }

  #changed(added?: ChatEntry): void {
    this.#book.changed();
    for (const listener of this.#listeners) listener(added);
    if (this.isRead) this.#reading.stir();
  }
}

const chats = new WeakMap<Room, Chat>();

/**
 * The chat of a room, made when it is first asked for; one for all that ask. Ask as soon as `connect` has resolved: what comes
 * before is got from others, if there are any.
 */
export function chatOf(room: Room, beginning?: ChatBeginning): Chat {
  let chat = chats.get(room);
  if (chat === undefined) chats.set(room, (chat = new Chat(room, beginning)));
  return chat;
}
