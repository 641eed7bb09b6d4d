import { log } from "../room/log.ts";
import type { Lines } from "./lines.ts";
import type { Spread } from "./spread.ts";
import { mostAsked, writeFileBytes, writeFileMessage, type FileMessage } from "./wire.ts";

/** Handed over and not on its way yet: what the track takes at a time (docs/frame-format.md, section 4). */
const mostWaitingBytes = 512 * 1024;
const leastWaiting = 2;
/** Of one peer, over all files; what it asks for beyond is refused. */
const mostQueued = 256;

/** A file that pieces can be had of. */
export interface Served {
  readonly pieceBytes: number;
  /** Of the one who shared it: chooses for those who leave it to the source. */
  readonly spread?: Spread | undefined;
  has(index: number): boolean;
  read(index: number): Promise<Uint8Array<ArrayBuffer>>;
  onSent(sid: string, bytes: number): void;
  onUnreadable(error: unknown): void;
}

/** A piece, or whichever the source chooses when its turn comes. */
interface Wanted {
  id: string;
  index: number | "any";
}

interface Desk {
  queue: Wanted[];
  waiting: number;
}

/** Gives pieces to those who ask, a few at a time to each, while there is a path. */
export class Serving {
  readonly #lines: Lines;
  readonly #find: (id: string, sid: string) => Served | undefined;
  readonly #desks = new Map<string, Desk>();

  /** @param find undefined: there is no such file for this one */
  constructor(lines: Lines, find: (id: string, sid: string) => Served | undefined) {
    this.#lines = lines;
    this.#find = find;
  }

  want(sid: string, id: string, pieces: readonly number[]): void {
    const served = this.#find(id, sid);
    const desk = this.#desk(sid);
    const lacking: number[] = [];
    for (const index of pieces) {
      if (served?.has(index) !== true || desk.queue.length >= mostQueued) lacking.push(index);
      else desk.queue.push({ id, index });
    }
    if (lacking.length > 0) this.#say(sid, { is: "lacks", id, pieces: lacking });
    this.#pump(sid, desk);
  }

  wantAny(sid: string, id: string, count: number): void {
    const desk = this.#desk(sid);
    if (this.#find(id, sid)?.spread === undefined) return this.#say(sid, { is: "dry", id });
    const room = Math.min(count, mostAsked, mostQueued - desk.queue.length);
    for (let each = 0; each < room; each++) desk.queue.push({ id, index: "any" });
    this.#pump(sid, desk);
  }

  stop(sid: string, id: string): void {
    const desk = this.#desks.get(sid);
    if (desk !== undefined) desk.queue = desk.queue.filter((wanted) => wanted.id !== id);
  }
  /** What was asked for before is asked for again. */
  forget(sid: string): void {
    const desk = this.#desks.get(sid);
    if (desk !== undefined) desk.queue = [];
  }
  gone(sid: string): void {
    this.forget(sid);
    this.#desks.delete(sid);
  }

  #desk(sid: string): Desk {
    let desk = this.#desks.get(sid);
    if (desk === undefined) this.#desks.set(sid, (desk = { queue: [], waiting: 0 }));
    return desk;
  }

  #pump(sid: string, desk: Desk): void {
    while (desk.queue.length > 0 && this.#lines.isOpen(sid)) {
      const [wanted] = desk.queue;
      const served = wanted === undefined ? undefined : this.#find(wanted.id, sid);
      if (wanted === undefined || served === undefined) {
        desk.queue.shift();
        continue;
      }
      if (desk.waiting >= Math.max(leastWaiting, mostWaitingBytes / served.pieceBytes)) return;
      desk.queue.shift();
      const index = wanted.index === "any" ? served.spread?.next(sid) : wanted.index;
      if (index === undefined) {
        desk.queue = desk.queue.filter(({ id, index: other }) => id !== wanted.id || other !== "any");
        this.#say(sid, { is: "dry", id: wanted.id });
        continue;
      }
      if (wanted.index !== "any") served.spread?.given(sid, index);
      desk.waiting += 1;
      void this.#give(sid, wanted.id, index, served).finally(() => {
        desk.waiting -= 1;
        this.#pump(sid, desk);
      });
    }
  }

  async #give(sid: string, id: string, index: number, served: Served): Promise<void> {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await served.read(index);
    } catch (error) {
      served.onUnreadable(error);
      return this.#say(sid, { is: "lacks", id, pieces: [index] });
    }
    try {
      const sent = this.#lines.send(sid, writeFileBytes({ is: "piece", id, index, bytes }));
      served.onSent(sid, bytes.length);
      await sent;
    } catch (error) {
      log("info", "a piece of a file was lost on its way", error); // it is asked for again
    }
  }

  #say(sid: string, message: FileMessage): void {
    this.#lines.send(sid, writeFileMessage(message)).catch(() => undefined);
  }
}
