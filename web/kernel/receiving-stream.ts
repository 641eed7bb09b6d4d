import { maxFrameBytes, kidOf, openFrameInPlace, openSlot, rekeySlot, type OpenedFrame } from "./frames.ts";
import { Reassembly } from "./fragments.ts";
import type { Opened } from "./kernel-api.ts";
import type { KernelWasm } from "./kernel-wasm.ts";
import type { PeerKeys, Progress } from "./peer-keys.ts";
import { wipe } from "./sha256.ts";
import type { Slots } from "./slots.ts";

/** Frames that came before their key. Twice what may be under way on a channel. */
const heldBytesAtMost = 1024 * 1024;
/** Each costs a try whenever a key comes. */
const heldFramesAtMost = 1_024;

/** Frames under another key that are none: working that key out takes far longer than to claim it. */
const mostStrays = 1_000;

const dropped = <Reason extends "malformed" | "replayed" | "tooLarge">(reason: Reason) =>
  ({ status: "dropped", reason }) as const;

/** One data track of one peer. */
export class ReceivingStream implements Progress {
  readonly trackSid: string;
  readonly ordered: boolean;
  readonly #wasm: KernelWasm;
  readonly #slots: Slots;
  readonly #keys: PeerKeys;
  readonly #reassembly = new Reassembly();
  #held: { frame: Uint8Array; deliver: (opened: Opened) => void }[] = [];
  #heldBytes = 0;
  /** Taken when the first frame can be opened. */
  #slot: number | undefined;
  #kid = 0;
  #opened = 0;
  #strays = 0;
  #closed = false;

  constructor(wasm: KernelWasm, slots: Slots, keys: PeerKeys, trackSid: string, ordered: boolean) {
    this.#wasm = wasm;
    this.#slots = slots;
    this.#keys = keys;
    this.trackSid = trackSid;
    this.ordered = ordered;
  }

  /** Of an ordered stream. */
  get next(): number {
    return (this.#keys.startOf(this.trackSid) ?? 0) + this.#opened;
  }

  /** Something was to be opened with its keys. */
  get hasBegun(): boolean {
    return this.#slot !== undefined;
  }

  /** Calls back once: at once, or later when the frame has overtaken its key. */
  open(frame: Uint8Array, deliver: (opened: Opened) => void): void {
    const opened = this.#closed ? dropped("malformed") : this.#open(frame);
    if (opened !== "held") return deliver(opened);
    const heldBytes = this.#heldBytes + frame.length;
    if (heldBytes > heldBytesAtMost || this.#held.length >= heldFramesAtMost)
      return deliver(dropped("malformed"));
    this.#held.push({ frame, deliver });
    this.#heldBytes = heldBytes;
  }

  /** A key has come. */
  retry(): void {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    for (const { frame, deliver } of held) this.open(frame, deliver);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.retry(); // tells that they are dropped
    if (this.#slot !== undefined) this.#slots.free(this.#slot);
  }

  #open(frame: Uint8Array): Opened | "held" {
    if (frame.length > maxFrameBytes) return dropped("tooLarge");
    const opened = this.#unseal(frame);
    if (opened === "held" || opened.status === "dropped") return opened;
    this.#opened += 1;
    const joined = this.#reassembly.add(opened.bytes);
    wipe(opened.bytes);
    return joined;
  }

  #unseal(frame: Uint8Array): OpenedFrame | "held" {
    const malformed = dropped("malformed");
    const kid = kidOf(frame);
    const slot = this.#takeSlot();
    if (kid === undefined) return malformed;
    if (slot === undefined) return "held";
    if (kid === this.#kid) return openFrameInPlace(this.#wasm, slot, frame);
    // Who has left knows older keys; on an ordered stream nothing under them can follow.
    if (this.ordered && kid < this.#kid) return dropped("replayed");
    if (this.#strays >= mostStrays) return malformed;
    const keys = this.#keys.keysFor(kid, this.trackSid);
    if (keys === "later") return "held";
    if (keys === "never") return malformed;
    const opened = openFrameInPlace(this.#wasm, slot, frame, keys);
    if (opened.status === "dropped") this.#strays += 1;
    // Only an authentic frame moves the stream on.
    if (opened.status === "plaintext" && kid > this.#kid) {
      const again = this.#keys.keysFor(kid, this.trackSid);
      if (typeof again === "object") rekeySlot(this.#wasm, slot, again);
      this.#kid = kid;
    }
    return opened;
  }

  #takeSlot(): number | undefined {
    if (this.#slot !== undefined) return this.#slot;
    const start = this.#keys.startOf(this.trackSid);
    const kid = this.#keys.firstKid;
    if (start === undefined || kid === undefined) return undefined;
    const keys = this.#keys.keysFor(kid, this.trackSid);
    if (typeof keys !== "object") return undefined;
    this.#slot = this.#slots.take();
    this.#kid = kid;
    openSlot(this.#wasm, this.#slot, keys, this.ordered, start);
    return this.#slot;
  }
}
