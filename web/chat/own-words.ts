import { log as report } from "../room/log.ts";
import type { Room } from "../room/room.ts";
import type { ChatClock, ChatTime } from "./chat-clock.ts";
import type { EntryState, PlacedEntry } from "./chat-entry.ts";
import type { OwnKeys } from "./chat-keys.ts";
import type { ChatLog } from "./chat-log.ts";
import type { ChatSync } from "./chat-sync.ts";
import type { ChatWire } from "./chat-wire.ts";
import { chatTextChars, type ChatFile, type SignedEntry } from "./chat-words.ts";
import { NotMetError, TooLongError, type PrivateWords } from "./private-words.ts";
import type { SideEntries } from "./side-entries.ts";

interface Parts {
  readonly room: Room;
  readonly clock: ChatClock;
  readonly log: ChatLog;
  readonly side: SideEntries;
  readonly keys: Promise<OwnKeys>;
  readonly wire: ChatWire;
  readonly sync: ChatSync;
  readonly secrets: PrivateWords;
  onChange(): void;
}

interface Draft {
  readonly text: string;
  readonly file: ChatFile | undefined;
  readonly time: ChatTime;
  readonly n: number;
  /** A participant's SID; undefined: to all. */
  readonly to: string | undefined;
}

/**
 * Codes of a send that has reached all others: one who did not keep up, whose link has broken, who has another room secret or has
 * left.
 * What they lack they ask for when they can.
 */
const reachedOthers: readonly unknown[] = [54005, 54013, 54014, 54045];
const sealsNothing = 54004;

/** What is written here, and what becomes of it. */
export class OwnWords {
  readonly #parts: Parts;
  readonly #drafts = new Map<string, Draft>();
  readonly #states = new Map<number, EntryState>();
  #count = 0;
  #privateCount = 0;
  #sending: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get settled(): Promise<unknown> {
    return this.#sending;
  }

  /** @param n the number of one's own entry */
  stateOf(n: number): EntryState {
    return this.#states.get(n) ?? "sent";
  }

  /** @throws RangeError for a text that is too long or says nothing */
  write(
    text: string,
    to: { sid: string; displayName: string } | undefined,
    file: ChatFile | undefined,
  ): PlacedEntry {
    if (text.length > chatTextChars) throw new RangeError(`A text has ${chatTextChars} characters at most`);
    if (text.trim() === "" && file === undefined) throw new RangeError("A text that says nothing");
    const { clock, room, side } = this.#parts;
    const n = to === undefined ? ++this.#count : ++this.#privateCount;
    const id = to === undefined ? ownIdOf(n) : `own:p${n}`;
    const time = clock.tick();
    const entry: PlacedEntry = {
      id,
      text,
      file,
      place: { ...time, by: "" },
      from: undefined,
      sid: room.localParticipant.sid,
      atMs: clock.toOwnMs(time.at),
      state: "sending",
      privateWith: to?.displayName,
      toldBy: undefined,
      isLate: false,
      isKept: false,
    };
    side.add(entry);
    const draft = { text, file, time, n, to: to?.sid };
    this.#drafts.set(id, draft);
    this.#post(id, draft);
    return entry;
  }

  retry(id: string): void {
    const draft = this.#drafts.get(id);
    if (draft === undefined || this.#stateOf(id, draft) === "sending") return;
    this.#settle(id, draft, "sending");
    this.#post(id, draft);
  }

  /** Somebody was given these, though they could not be sent. */
  given(entries: readonly SignedEntry[]): void {
    for (const { n } of entries) {
      const id = ownIdOf(n);
      const draft = this.#drafts.get(id);
      if (draft !== undefined && this.#parts.side.has(id) === false) this.#settle(id, draft, "sent");
    }
  }

  /** One after the other, so that they leave in the order in which they were written. */
  #post(id: string, draft: Draft): void {
    const begun = this.#sending.then(() => this.#begin(id, draft));
    this.#sending = begun;
  }

  /** Settles when the next one may begin: this one need not have arrived. */
  async #begin(id: string, draft: Draft): Promise<void> {
    try {
      const sent = draft.to === undefined ? await this.#toAll(id, draft) : this.#toOne(draft, draft.to);
      Promise.resolve(sent.done).then(
        () => this.#arrive(id, draft),
        (error: unknown) => this.#fail(id, draft, error),
      );
    } catch (error) {
      this.#fail(id, draft, error);
    }
  }

  async #toAll(id: string, { text, file, time, n }: Draft): Promise<{ done: Promise<unknown> }> {
    const { keys, log, side, sync, wire, onChange } = this.#parts;
    const own = await keys;
    const entry = log.get(`${own.id}:${n}`) ?? (await own.signed({ text, file, ...time, n }));
    if (log.add(entry) === "added") {
      side.remove(id);
      this.#states.set(n, "sending");
      onChange();
    }
    if (!wire.mayPublish) return { done: wire.tell({ is: "entry", card: own.card, entry }) };
    await wire.publish();
    const shown = sync.sayHereIfDue();
    return { done: Promise.all([shown, wire.say(entry)]) };
  }

  #toOne({ text, file, time, n }: Draft, to: string): { done: Promise<unknown> } {
    const secret = { text, ...time, n, ...(file === undefined ? {} : { file }) };
    return { done: this.#parts.secrets.send(secret, to) };
  }

  /** While all have lost their path it counts as sent when there is one again. */
  #arrive(id: string, draft: Draft): void {
    const { room, sync } = this.#parts;
    if (room.state !== "reconnecting") return this.#settle(id, draft, "sent");
    room.once("reconnected", () => {
      sync.stir();
      this.#settle(id, draft, "sent");
    });
  }

  #fail(id: string, draft: Draft, error: unknown): void {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (draft.to === undefined && reachedOthers.includes(code)) {
      this.#parts.sync.stir();
      return this.#arrive(id, draft);
    }
    report("info", "a chat message was not sent", error);
    if (error instanceof TooLongError || error instanceof RangeError)
      return this.#settle(id, draft, "too-long");
    const isUnsealed = code === sealsNothing || error instanceof NotMetError;
    this.#settle(id, draft, isUnsealed ? "unsealed" : "failed");
  }

  #stateOf(id: string, { n }: Draft): EntryState | undefined {
    return this.#parts.side.get(id)?.state ?? this.#states.get(n);
  }

  #settle(id: string, { n }: Draft, state: EntryState): void {
    const entry = this.#parts.side.get(id);
    if (entry === undefined) this.#states.set(n, state);
    else this.#parts.side.add({ ...entry, state });
    const isDone = state === "sent" || state === "too-long";
    if (isDone) this.#drafts.delete(id);
    this.#parts.onChange();
  }
}

/** One's own have no author's id yet when they are written. */
export function ownIdOf(n: number): string {
  return `own:${n}`;
}
