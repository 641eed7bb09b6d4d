import { binaryEntry, type Pack } from "../room/data-wire.ts";

/** Several whole messages in one plaintext; docs/frame-format.md section 3 has the bytes. */
export const batchFlag = 4;
/** Flags (1), count (2). */
export const batchHeadBytes = 3;
/** Of each message: the top bit is its kind, the others its length. */
export const batchEntryBytes = 2;
const binaryBit = 0x8000;
export const maxBatchEntry = 0x7fff;

/** Writes one batch, in order. */
export class BatchWriter {
  readonly plaintext: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #entry = batchHeadBytes;
  #end: number;

  /** @param count of messages, 2..65,535 @param bytes that it takes, all in all */
  constructor(count: number, bytes: number) {
    this.plaintext = new Uint8Array(bytes);
    this.#view = new DataView(this.plaintext.buffer);
    this.#view.setUint8(0, batchFlag);
    this.#view.setUint16(1, count);
    this.#end = batchHeadBytes + count * batchEntryBytes;
  }

  /** @param entries as in a {@link Pack}, none above {@link maxBatchEntry} long @param bytes theirs together */
  add(entries: Uint32Array, bytes: Uint8Array): void {
    for (const entry of entries) {
      this.#view.setUint16(this.#entry, (entry % binaryEntry) | (entry >= binaryEntry ? binaryBit : 0));
      this.#entry += batchEntryBytes;
    }
    this.plaintext.set(bytes, this.#end);
    this.#end += bytes.length;
  }
}

/** @returns undefined when it is malformed; a copy */
export function readBatch(plaintext: Uint8Array<ArrayBuffer>): Pack | undefined {
  if (plaintext.length < batchHeadBytes) return undefined;
  const view = new DataView(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength);
  const count = view.getUint16(1);
  const start = batchHeadBytes + count * batchEntryBytes;
  if (count < 2 || start > plaintext.length) return undefined;
  const entries = new Uint32Array(count);
  let end = start;
  for (let at = 0; at < count; at++) {
    const entry = view.getUint16(batchHeadBytes + at * batchEntryBytes);
    const length = entry & maxBatchEntry;
    entries[at] = length + (entry & binaryBit ? binaryEntry : 0);
    end += length;
  }
  return end === plaintext.length ? { bytes: plaintext.slice(start), entries } : undefined;
}
