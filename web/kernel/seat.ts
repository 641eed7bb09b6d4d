import { openSlot, rekeySlot } from "./frames.ts";
import { isTrackSid, mostStarts, type HandOver } from "./hand-over.ts";
import { KernelError } from "./kernel-error.ts";
import type { KernelWasm } from "./kernel-wasm.ts";
import { kidOfKey, lastStep, mediaBase, newBaseKey, ratchet, trackKeys } from "./sender-key.ts";
import { wipe } from "./sha256.ts";
import type { Slots } from "./slots.ts";

/** One own track: one key and one counter for all links. */
export interface SendingStream {
  readonly trackSid: string;
  readonly slot: number;
  /** The counter of the next frame. */
  next: number;
}

/** A link of the seat's, as far as its keys are told to it. */
export interface Told {
  /** The key has changed. The base key is the receiver's to wipe. */
  handOver(handOver: HandOver): void;
  /** The streams whose frames go over this link. */
  readonly attached: ReadonlySet<SendingStream>;
}

/**
 * One participant of this page in one room: its sender key, and what is sealed with it. Who comes in is given a key that
 * opens nothing from before, and who has gone has none for what comes after.
 */
export class Seat {
  readonly #wasm: KernelWasm;
  readonly #slots: Slots;
  readonly #links = new Set<Told>();
  readonly #streams = new Map<string, SendingStream>();
  /** Tracks that were ever opened: no key may meet a counter twice. */
  readonly #used = new Set<string>();
  #generation = 0;
  #step = 0;
  #base = newBaseKey();
  /** Something was sealed under the present key. */
  #inUse = false;
  #tellMedia: ((kid: number, base: Uint8Array<ArrayBuffer>) => void) | undefined;

  constructor(wasm: KernelWasm, slots: Slots) {
    this.#wasm = wasm;
    this.#slots = slots;
  }

  /** @throws KernelError when this track was opened before, or there are too many */
  openStream(trackSid: string): SendingStream {
    if (!isTrackSid(trackSid)) throw new KernelError("A track has a SID, MT and 32 hex digits");
    if (this.#used.has(trackSid)) throw new KernelError(`This track was opened before: ${trackSid}`);
    if (this.#streams.size === mostStarts) throw new KernelError(`At most ${mostStarts} tracks can be sent`);
    const slot = this.#slots.take();
    openSlot(this.#wasm, slot, trackKeys(this.#base, this.#kid, trackSid), true);
    const stream = { trackSid, slot, next: 0 };
    this.#used.add(trackSid);
    this.#streams.set(trackSid, stream);
    return stream;
  }

  closeStream({ trackSid, slot }: SendingStream): void {
    if (this.#streams.delete(trackSid)) this.#slots.free(slot);
  }

  /** Sound and picture are sealed too, elsewhere. @param tell called with their key now and after each change: it is always in use */
  sealMedia(tell: (kid: number, base: Uint8Array<ArrayBuffer>) => void): void {
    this.#tellMedia = tell;
    this.#inUse = true;
    tell(this.#kid, mediaBase(this.#base));
  }

  sealed(stream: SendingStream): void {
    stream.next += 1;
    this.#inUse = true;
  }

  /** Ratchets, so that the newcomer reads nothing sent before. Those who are in do the same when they see it. */
  join(link: Told): void {
    if (this.#inUse && this.#step < lastStep) {
      const next = ratchet(this.#base);
      this.#change(this.#generation, this.#step + 1, next);
    } else if (this.#inUse) {
      this.#renew();
    }
    this.#links.add(link);
    link.handOver(this.present([]));
  }

  /** @param knew whether any key was told to it */
  leave(link: Told, knew: boolean): void {
    if (this.#links.delete(link) && knew) this.#renew();
  }

  /** The key of now, and from where on these streams are for a link. */
  present(streams: Iterable<SendingStream>): HandOver {
    const starts = new Map(Array.from(streams, ({ trackSid, next }) => [trackSid, next]));
    return { kid: this.#kid, base: this.#base.slice(), starts };
  }

  /** Nobody is told a new key any more. */
  close(): void {
    this.#links.clear();
    for (const stream of this.#streams.values()) this.closeStream(stream);
    wipe(this.#base);
  }

  get #kid(): number {
    return kidOfKey(this.#generation, this.#step);
  }

  /** A key that nobody knows but those whom it is told. */
  #renew(): void {
    this.#change(this.#generation + 1, 0, newBaseKey());
    for (const link of this.#links) link.handOver(this.present(link.attached));
  }

  #change(generation: number, step: number, base: Uint8Array<ArrayBuffer>): void {
    wipe(this.#base);
    this.#base = base;
    this.#generation = generation;
    this.#step = step;
    this.#inUse = this.#tellMedia !== undefined;
    this.#tellMedia?.(this.#kid, mediaBase(base));
    for (const { slot, trackSid } of this.#streams.values())
      rekeySlot(this.#wasm, slot, trackKeys(base, this.#kid, trackSid));
  }
}
