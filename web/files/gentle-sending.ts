import { GentleWindow } from "./gentle-window.ts";
import { writePart, type Answer } from "./part-wire.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Four to a window, so that one of them does not hold up much; few large ones cost less than many small ones. */
const partsInWindow = 4;
const leastPartBytes = 1024;
const mostPartBytes = 64 * 1024;
/** Nothing was answered for so long: what is under way is lost, or the path stands still. */
const silenceMs = 10_000;

interface Waiting {
  readonly data: string | Bytes;
  /** How much of it has left. */
  leftBytes: number;
  readonly settle: PromiseWithResolvers<void>;
}

export interface GentleSendingParts {
  /** Rejects when it is lost. */
  send(data: string | Bytes): Promise<void>;
  nowMs(): number;
}

/** What goes to one peer, in order: texts as they are, bytes in parts, as many at a time as the window has room for. */
export class GentleSending {
  readonly #parts: GentleSendingParts;
  readonly #window = new GentleWindow();
  #queue: Waiting[] = [];
  #underWay: { number: number; bytes: number }[] = [];
  #underWayBytes = 0;
  #wasFull = false;
  #number = 0;
  /** What delays are counted from. */
  #zeroMs: number | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: GentleSendingParts) {
    this.#parts = parts;
  }

  /** @returns settles when the last part has left; rejects when it is lost */
  send(data: string | Bytes): Promise<void> {
    if (typeof data === "string" && this.#queue.length === 0) return this.#parts.send(data);
    const settle = Promise.withResolvers<void>();
    this.#queue.push({ data, leftBytes: 0, settle });
    this.#pump();
    return settle.promise;
  }

  answered({ number, delayMs }: Omit<Answer, "is">): void {
    const index = this.#underWay.findIndex((part) => part.number === number);
    if (index < 0) return; // of before the path was lost
    const arrived = this.#underWay.splice(0, index + 1).reduce((sum, { bytes }) => sum + bytes, 0);
    this.#underWayBytes -= arrived;
    this.#zeroMs ??= delayMs;
    this.#window.acked(arrived, (delayMs - this.#zeroMs) | 0, this.#parts.nowMs(), this.#wasFull);
    this.#listen();
    this.#pump();
  }

  /** What is under way will not be answered. */
  forget(): void {
    this.#underWay = [];
    this.#underWayBytes = 0;
    this.#listen();
    this.#pump();
  }

  /** The path is gone, and what waits is lost. */
  clear(): void {
    for (const { settle } of this.#queue.splice(0)) settle.reject(new Error("The path is gone"));
    this.forget();
  }

  #pump(): void {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const { data, settle } = next;
      if (typeof data === "string") {
        this.#queue.shift();
        this.#parts.send(data).then(settle.resolve, settle.reject);
        continue;
      }
      const bytes = data.subarray(next.leftBytes, next.leftBytes + this.#partBytes);
      this.#wasFull = this.#underWayBytes > 0 && this.#underWayBytes + bytes.length > this.#window.bytes;
      if (this.#wasFull) return;
      const isFirst = next.leftBytes === 0;
      next.leftBytes += bytes.length;
      const isLast = next.leftBytes >= data.length;
      if (isLast) this.#queue.shift();
      const sent = this.#give(bytes, isFirst, isLast);
      if (isLast) sent.then(settle.resolve, settle.reject);
    }
    this.#wasFull = false;
  }

  #give(bytes: Bytes, isFirst: boolean, isLast: boolean): Promise<void> {
    const number = (this.#number = (this.#number + 1) >>> 0);
    this.#underWay.push({ number, bytes: bytes.length });
    this.#underWayBytes += bytes.length;
    if (this.#underWay.length === 1) this.#listen();
    const sentMs = Math.round(this.#parts.nowMs()) >>> 0;
    const sent = this.#parts.send(writePart({ number, sentMs, isFirst, isLast, bytes }));
    sent.catch(() => undefined); // said with the last one, or missed by whoever asked
    return sent;
  }

  get #partBytes(): number {
    const share = this.#window.bytes / partsInWindow;
    return Math.min(mostPartBytes, Math.max(leastPartBytes, 2 ** Math.floor(Math.log2(share))));
  }

  #listen(): void {
    clearTimeout(this.#silence);
    if (this.#underWay.length === 0) return;
    this.#silence = setTimeout(() => {
      this.#window.timedOut();
      this.forget();
    }, silenceMs);
  }
}
