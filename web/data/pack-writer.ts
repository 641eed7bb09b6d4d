import { binaryEntry, type Pack } from "../room/data-wire.ts";

/** From here on a message has a buffer of its own, which saves a copy. */
const largeBytes = 16 * 1024;
const packBytes = 64 * 1024;
const utf8BytesPerUnit = 3;

const encoder = new TextEncoder();

/** Gathers messages of one track, so that many small ones cross to the kernel in one buffer. */
export class PackWriter {
  #packs: Pack[] = [];
  #entries: number[] = [];
  /** Kept: what is sent is a copy of its beginning. */
  #scratch: Uint8Array<ArrayBuffer> | undefined;
  #end = 0;

  get isEmpty(): boolean {
    return this.#packs.length === 0 && this.#entries.length === 0;
  }

  /** Copies the message. */
  add(data: string | Uint8Array): void {
    const text = typeof data === "string";
    const mostBytes = text ? data.length * utf8BytesPerUnit : data.length;
    if (mostBytes >= largeBytes)
      return this.#addLarge(text ? encoder.encode(data) : new Uint8Array(data), text);
    if (this.#end + mostBytes > packBytes) this.#finish();
    this.#scratch ??= new Uint8Array(packBytes);
    let bytes = mostBytes;
    if (text) bytes = encoder.encodeInto(data, this.#scratch.subarray(this.#end)).written;
    else this.#scratch.set(data, this.#end);
    this.#end += bytes;
    this.#entries.push(text ? bytes : bytes + binaryEntry);
  }

  /** All since the last time, in order; each pack has a buffer of its own. */
  take(): Pack[] {
    this.#finish();
    const packs = this.#packs;
    this.#packs = [];
    return packs;
  }

  #addLarge(bytes: Uint8Array<ArrayBuffer>, text: boolean): void {
    this.#finish();
    this.#packs.push({ bytes, entries: Uint32Array.of(bytes.length + (text ? 0 : binaryEntry)) });
  }

  #finish(): void {
    if (this.#entries.length === 0) return;
    const bytes = this.#scratch?.slice(0, this.#end) ?? new Uint8Array();
    this.#packs.push({ bytes, entries: Uint32Array.from(this.#entries) });
    this.#entries = [];
    this.#end = 0;
  }
}
