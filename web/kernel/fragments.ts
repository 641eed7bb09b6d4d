import { maxMessageBytes, type Pack } from "../room/data-wire.ts";
import { batchFlag, readBatch } from "./batch.ts";
import type { MessageKind } from "./kernel-api.ts";

/**
 * Messages into plaintexts of frames and back; docs/frame-format.md section 3 has the bytes. Who sends
 * fragments has the stream's key, so these bounds keep a broken peer from filling memory, not a stranger.
 */
export { maxMessageBytes };
/** Messages of one stream that may be incomplete at once; the oldest makes room. */
export const maxPartialMessages = 4;
/** Their bytes together. */
const maxPartialBytes = 2 * maxMessageBytes;

/** Message id (4), index (2), count (2), after the flags byte. */
export const fragmentHeadBytes = 9;
const binaryFlag = 1;
const fragmentedFlag = 2;
const maxFragments = 0xffff;

export interface Plaintext {
  head: Uint8Array;
  body: Uint8Array;
}

/**
 * Cuts a message into plaintexts of at most `maxPlaintextBytes` (more than {@link fragmentHeadBytes}).
 * @param messageId a u32 that no other incomplete message of the stream has
 * @returns views of `bytes`; undefined when it takes more than 65,535 fragments
 */
export function split(
  kind: MessageKind,
  bytes: Uint8Array,
  messageId: number,
  maxPlaintextBytes: number,
): Plaintext[] | undefined {
  const kindFlag = kind === "binary" ? binaryFlag : 0;
  if (bytes.length < maxPlaintextBytes) return [{ head: Uint8Array.of(kindFlag), body: bytes }];
  const partBytes = maxPlaintextBytes - fragmentHeadBytes;
  const count = Math.ceil(bytes.length / partBytes);
  if (count > maxFragments) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const head = new Uint8Array(fragmentHeadBytes);
    const view = new DataView(head.buffer);
    view.setUint8(0, kindFlag | fragmentedFlag);
    view.setUint32(1, messageId);
    view.setUint16(5, index);
    view.setUint16(7, count);
    return { head, body: bytes.subarray(index * partBytes, (index + 1) * partBytes) };
  });
}

export type Joined =
  | { status: "message"; kind: MessageKind; bytes: Uint8Array<ArrayBuffer> }
  | { status: "batch"; pack: Pack }
  | { status: "fragment" }
  | { status: "dropped"; reason: "malformed" | "tooLarge" };

interface Partial {
  kind: MessageKind;
  parts: (Uint8Array | undefined)[];
  missing: number;
  bytes: number;
}

/** Puts the messages of one stream together again; fragments may come in any order. */
export class Reassembly {
  readonly #partials = new Map<number, Partial>();
  #bytes = 0;

  /** Takes one plaintext, and copies what it keeps. */
  add(plaintext: Uint8Array<ArrayBuffer>): Joined {
    const flags = plaintext[0];
    if (flags === batchFlag) {
      const pack = readBatch(plaintext);
      return pack === undefined ? malformed : { status: "batch", pack };
    }
    if (flags === undefined || flags > (binaryFlag | fragmentedFlag)) return malformed;
    const kind = flags & binaryFlag ? "binary" : "text";
    if (!(flags & fragmentedFlag)) return { status: "message", kind, bytes: plaintext.slice(1) };
    if (plaintext.length <= fragmentHeadBytes) return malformed;
    const view = new DataView(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength);
    return this.#addFragment(kind, view.getUint32(1), view.getUint16(5), view.getUint16(7), plaintext);
  }

  #addFragment(kind: MessageKind, id: number, index: number, count: number, plaintext: Uint8Array): Joined {
    if (count < 2 || index >= count) return malformed;
    const partial = this.#partials.get(id) ?? this.#begin(kind, id, count);
    if (partial.kind !== kind || partial.parts.length !== count || partial.parts[index]) return malformed;
    const part = plaintext.slice(fragmentHeadBytes);
    partial.parts[index] = part;
    partial.missing -= 1;
    partial.bytes += part.length;
    this.#bytes += part.length;
    if (partial.bytes > maxMessageBytes) {
      this.#forget(id);
      return { status: "dropped", reason: "tooLarge" };
    }
    if (partial.missing === 0) {
      this.#forget(id);
      return { status: "message", kind, bytes: concatenate(partial) };
    }
    this.#makeRoom(id);
    return { status: "fragment" };
  }

  #begin(kind: MessageKind, id: number, count: number): Partial {
    const partial: Partial = { kind, parts: Array.from({ length: count }), missing: count, bytes: 0 };
    this.#partials.set(id, partial);
    return partial;
  }

  /** On a lossy channel a message that lost a fragment never ends: the oldest goes first. */
  #makeRoom(newest: number): void {
    for (const id of this.#partials.keys()) {
      if (this.#partials.size <= maxPartialMessages && this.#bytes <= maxPartialBytes) return;
      if (id !== newest) this.#forget(id);
    }
  }

  #forget(id: number): void {
    this.#bytes -= this.#partials.get(id)?.bytes ?? 0;
    this.#partials.delete(id);
  }
}

const malformed = { status: "dropped", reason: "malformed" } as const;

function concatenate({ parts, bytes }: Partial): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(bytes);
  let offset = 0;
  for (const part of parts) {
    if (!part) continue;
    message.set(part, offset);
    offset += part.length;
  }
  return message;
}
