import type { Room } from "../room/room.ts";
import { comparePlaces, type Place } from "./chat-clock.ts";
import type { PlacedEntry } from "./chat-entry.ts";
import type { Time } from "./chat-sync.ts";
import type { ChatWire } from "./chat-wire.ts";

/** Whoever writes knows soon enough, and reading a lively chat costs little. */
const tellEachMs = 1_000;

interface Parts {
  readonly room: Room;
  readonly wire: ChatWire;
  readonly time: Time;
  /** Of all entries, in order; empty while nobody reads them. */
  shown(): readonly PlacedEntry[];
}

/** Tells how far this page has read: to all what is for all, and to one what is between two. */
export class OwnReading {
  readonly #parts: Parts;
  /** By SID of who was told; undefined: all. */
  readonly #told = new Map<string | undefined, Place>();
  #pause: (() => void) | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Something was read, perhaps: it is told soon, if it is. */
  stir(): void {
    const { room, time, wire } = this.#parts;
    if (this.#pause !== undefined || room.participants.size === 0 || !wire.mayPublish) return;
    this.#pause = time.later(() => {
      this.#pause = undefined;
      if (isLooked() && room.state !== "disconnected") this.#tell();
    }, tellEachMs);
  }

  close(): void {
    this.#pause?.();
  }

  #tell(): void {
    const { room, wire } = this.#parts;
    const latest = new Map<string | undefined, Place>();
    for (const { from, sid, privateWith, isKept, place } of this.#parts.shown())
      if (from !== undefined && !isKept) latest.set(privateWith === undefined ? undefined : sid, place);
    for (const [to, place] of latest) {
      const told = this.#told.get(to);
      if (told !== undefined && comparePlaces(told, place) >= 0) continue;
      if (to !== undefined && !room.participants.has(to)) continue;
      this.#told.set(to, place);
      const read = { is: "read", ...place } as const;
      // a mark: the next one says it again
      (to === undefined ? wire.say(read) : wire.tell(read, to)).catch(() => undefined);
    }
  }
}

/** A page in the background shows its chat to nobody. */
function isLooked(): boolean {
  return typeof document === "undefined" || document.visibilityState === "visible";
}
