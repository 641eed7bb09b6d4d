import { binaryEntry, type Pack } from "../room/data-wire.ts";
import { batchEntryBytes, batchHeadBytes, BatchWriter, maxBatchEntry } from "./batch.ts";
import { split, type Plaintext } from "./fragments.ts";

/** A plaintext, and how many of the track's messages are complete with it. */
export interface NumberedPlaintext extends Plaintext {
  below: number;
}

const none = new Uint8Array();

interface Message {
  binary: boolean;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Messages of one track that wait to be sealed. What fits into one plaintext goes together. */
export class MessageQueue {
  readonly #packs: Pack[] = [];
  /** Where in the first pack the next message is. */
  #entry = 0;
  #offset = 0;
  /** The rest of a message that takes several plaintexts. */
  #fragments: Plaintext[] = [];
  #nextMessageId = 0;
  /** Messages that were taken out. */
  #taken = 0;
  readonly #batchBytes: number;

  /** @param batchBytes the most that several messages together may take */
  constructor(batchBytes: number) {
    this.#batchBytes = batchBytes;
  }

  /** Messages that came in: the number of the next one. */
  count = 0;

  get isEmpty(): boolean {
    return this.#packs.length === 0 && this.#fragments.length === 0;
  }

  add(pack: Pack): void {
    this.count += pack.entries.length;
    if (pack.entries.length > 0) this.#packs.push(pack);
  }

  /** Forgets everything. */
  clear(): void {
    this.#packs.length = 0;
    this.#fragments = [];
    [this.#entry, this.#offset, this.#taken] = [0, 0, this.count];
  }

  /**
   * @param plaintextBytes the most that a frame takes; fragments that are cut already keep their size
   * @returns undefined when it is empty. Views of the packs' buffers
   */
  next(plaintextBytes: number): NumberedPlaintext | undefined {
    const fragment = this.#fragments.shift();
    if (fragment !== undefined) return { ...fragment, below: this.#below() };
    const { count, bytes } = this.#together(Math.min(plaintextBytes, this.#batchBytes));
    if (count > 1) return { head: none, body: this.#takeBatch(count, bytes), below: this.#taken };
    const message = this.#take();
    if (message === undefined) return undefined;
    const [first, ...rest] =
      split(message.binary ? "binary" : "text", message.bytes, this.#nextMessageId, plaintextBytes) ?? [];
    this.#nextMessageId = (this.#nextMessageId + 1) >>> 0;
    this.#fragments = rest;
    if (first === undefined) return undefined; // 16 MiB in frames of ours are no 65,536 fragments
    return { ...first, below: this.#below() };
  }

  /** While fragments are left, the message that they are of is not complete. */
  #below(): number {
    return this.#fragments.length > 0 ? this.#taken - 1 : this.#taken;
  }

  /** How many of the next messages fit into a batch of so many bytes, and what it takes. */
  #together(mostBytes: number): { count: number; bytes: number } {
    let count = 0;
    let bytes = batchHeadBytes;
    let from = this.#entry;
    for (const { entries } of this.#packs) {
      for (let at = from; at < entries.length; at++) {
        const length = (entries[at] ?? 0) % binaryEntry;
        const more = bytes + batchEntryBytes + length;
        if (length > maxBatchEntry || more > mostBytes) return { count, bytes };
        bytes = more;
        count += 1;
      }
      from = 0;
    }
    return { count, bytes };
  }

  #takeBatch(count: number, bytes: number): Uint8Array<ArrayBuffer> {
    const batch = new BatchWriter(count, bytes);
    for (let left = count; left > 0;) {
      const pack = this.#packs[0];
      if (pack === undefined) break;
      const entries = pack.entries.subarray(this.#entry, this.#entry + left);
      let end = this.#offset;
      for (const entry of entries) end += entry % binaryEntry;
      batch.add(entries, pack.bytes.subarray(this.#offset, end));
      this.#advance(entries.length, end);
      left -= entries.length;
    }
    return batch.plaintext;
  }

  #take(): Message | undefined {
    const pack = this.#packs[0];
    const entry = pack?.entries[this.#entry];
    if (pack === undefined || entry === undefined) return undefined;
    const end = this.#offset + (entry % binaryEntry);
    const bytes = pack.bytes.subarray(this.#offset, end);
    this.#advance(1, end);
    return { binary: entry >= binaryEntry, bytes };
  }

  #advance(messages: number, end: number): void {
    this.#taken += messages;
    this.#entry += messages;
    this.#offset = end;
    if (this.#entry < (this.#packs[0]?.entries.length ?? 0)) return;
    this.#packs.shift();
    [this.#entry, this.#offset] = [0, 0];
  }
}
