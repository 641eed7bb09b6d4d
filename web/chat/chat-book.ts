import type { Authors } from "./authors.ts";
import { comparePlaces, type ChatClock, type Place } from "./chat-clock.ts";
import type { ChatEntry, EntryState, PlacedEntry } from "./chat-entry.ts";
import { idOf, type ChatLog } from "./chat-log.ts";
import type { ChatFile, SignedEntry } from "./chat-words.ts";
import type { Speaker } from "./hear-chat.ts";
import { ownIdOf } from "./own-words.ts";
import type { SideEntries } from "./side-entries.ts";

interface Parts {
  readonly log: ChatLog;
  readonly side: SideEntries;
  readonly clock: ChatClock;
  readonly authors: Authors;
  readonly ownSid: string;
  nowMs(): number;
  stateOf(n: number): EntryState;
}

/** The chat as it is read: the log that all have alike, and what stands beside it in this page alone. */
export class ChatBook {
  /** One's own author id, once there is a key. */
  ownId = "";
  readonly #parts: Parts;
  readonly #late = new WeakSet<SignedEntry>();
  #sorted: readonly PlacedEntry[] | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get entries(): readonly PlacedEntry[] {
    const { log, side } = this.#parts;
    this.#sorted ??= [...log.entries.map((entry) => this.#view(entry)), ...side.all].sort((one, other) =>
      comparePlaces(one.place, other.place),
    );
    return this.#sorted;
  }

  find(id: string): PlacedEntry | undefined {
    return this.entries.find((entry) => entry.id === id);
  }

  /** Something of it is different now. */
  changed(): void {
    this.#sorted = undefined;
  }

  /** @returns undefined where there is no place for it, or it is there already */
  addSigned(entry: SignedEntry, isLate: boolean): PlacedEntry | undefined {
    const { log, side } = this.#parts;
    if (log.add(entry) !== "added") return undefined;
    const id = idOf(entry);
    side.remove(id); // as this device has kept it
    if (isLate) this.#late.add(entry);
    return this.#view(entry);
  }

  /** Private, or unsigned. */
  addSide(
    said: {
      id: string;
      text: string;
      file: ChatFile | undefined;
      place: Place;
      privateWith: string | undefined;
    },
    { sid, displayName }: Speaker,
  ): PlacedEntry {
    const entry: PlacedEntry = {
      ...said,
      from: displayName,
      sid,
      atMs: this.#shownMs(said.place.at),
      state: "sent",
      toldBy: undefined,
      isLate: false,
      isKept: false,
    };
    this.#parts.side.add(entry);
    return entry;
  }

  /** What a device may keep of this call, with ids that are the same in every page. */
  get keepable(): readonly ChatEntry[] {
    return this.entries.flatMap((entry) => {
      if (entry.isKept || entry.state !== "sent") return [];
      return entry.id.startsWith("own:")
        ? { ...entry, id: this.ownId + entry.id.slice("own".length) }
        : entry;
    });
  }

  #view(entry: SignedEntry): PlacedEntry {
    const { by, n, at, c, text, file } = entry;
    const { authors, ownSid, stateOf } = this.#parts;
    const isOwn = by === this.ownId;
    const id = isOwn ? ownIdOf(n) : idOf(entry);
    const known = authors.get(by);
    return {
      id,
      text,
      file,
      place: { at, c, by },
      from: isOwn ? undefined : (known?.name ?? ""),
      sid: isOwn ? ownSid : (known?.author.card.sid ?? ""),
      atMs: this.#shownMs(at),
      state: isOwn ? stateOf(n) : "sent",
      privateWith: undefined,
      toldBy: isOwn ? undefined : known?.toldBy,
      isLate: this.#late.has(entry),
      isKept: false,
    };
  }

  /** Nothing was written later than now. */
  #shownMs(atMs: number): number {
    return Math.min(this.#parts.clock.toOwnMs(atMs), this.#parts.nowMs());
  }
}
