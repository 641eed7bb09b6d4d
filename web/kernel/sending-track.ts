import type { Delivery, LossCode, Pack } from "../room/data-wire.ts";
import { MessageQueue } from "./message-queue.ts";
import { Outlet } from "./outlet.ts";
import type { FrameChannel } from "./frame-channel.ts";

/** Tag, and the longest header that is ever sealed: config, 4 bytes of KID, 7 of counter. */
const overheadBytes = 28;
/** One packet of SCTP in every path (RFC 8831, section 5): on a lossy track messages share a frame's fate. */
const maxLossyBatchBytes = 1_100;

/** What the track needs of the kernel's streams. */
export interface TrackSealer {
  /** @returns the frame, in bytes that the next one may overwrite */
  seal(head: Uint8Array, body: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Frames from here on are for this link too. */
  attach(linkId: string): unknown;
}

export interface TrackListener {
  /** @param sealedBytes of the frames that were sealed since the last time @param isEmpty no message is waiting */
  onTaken(below: number, sealedBytes: number, isEmpty: boolean): void;
  onLost(linkId: string, from: number, below: number, code: LossCode): void;
}

/**
 * One own track. What the page sends waits here until some link can take it; then it is sealed, once for all links. A
 * link that is slower keeps sealed frames of its own.
 */
export class SendingTrack {
  readonly #delivery: Delivery;
  readonly #sealer: TrackSealer;
  readonly #listener: TrackListener;
  readonly #queue: MessageQueue;
  readonly #outlets = new Map<string, Outlet>();
  /** Of the messages that were sealed. */
  #sealedBelow = 0;
  #toldBelow = 0;
  #sealedBytes = 0;
  #pumping = false;
  #closed = false;

  constructor(delivery: Delivery, sealer: TrackSealer, listener: TrackListener) {
    this.#delivery = delivery;
    this.#sealer = sealer;
    this.#listener = listener;
    this.#queue = new MessageQueue(delivery.reliable ? Infinity : maxLossyBatchBytes);
  }

  /** The channel is owned from here on. */
  publish(linkId: string, channel: FrameChannel): Outlet {
    this.#outlets.get(linkId)?.fail(54005);
    const outlet = new Outlet(channel, this.#delivery, {
      onProgress: () => this.#pump(),
      onLost: (from, below, code) => this.#listener.onLost(linkId, from, below, code),
    });
    this.#outlets.set(linkId, outlet);
    if (channel.readyState === "closed") outlet.fail(54005); // on its way here
    return outlet;
  }

  /** What was sent before is not for this link. */
  attach(linkId: string): void {
    const outlet = this.#outlets.get(linkId);
    if (outlet === undefined || outlet.isAttached) return;
    this.#pumping = true; // a link that fails meanwhile must not have the next frame sealed before this one is pushed
    if (this.#receivers().length > 0) while (this.#sealNext());
    else this.#forget();
    this.#pumping = false;
    outlet.attach(this.#sealedBelow);
    this.#sealer.attach(linkId);
    this.#tell();
  }

  outlet(linkId: string): Outlet | undefined {
    return this.#outlets.get(linkId);
  }

  send(packs: readonly Pack[]): void {
    for (const pack of packs) this.#queue.add(pack);
    this.#pump();
  }

  /** @param code what became of messages that were not taken */
  close(linkId: string, code: LossCode): void {
    const outlet = this.#outlets.get(linkId);
    if (outlet === undefined) return;
    outlet.fail(code);
    if (outlet.isAttached) outlet.miss(this.#queue.count);
    this.#outlets.delete(linkId);
    this.#pump();
  }

  /** For good: nothing is sealed any more. */
  closeAll(): void {
    this.#closed = true;
    for (const outlet of this.#outlets.values()) outlet.fail(54005);
    this.#forget();
    this.#outlets.clear();
    this.#tell();
  }

  #receivers(): Outlet[] {
    return [...this.#outlets.values()].filter(
      ({ isAttached, failure }) => isAttached && failure === undefined,
    );
  }

  #pump(): void {
    if (this.#pumping || this.#closed) return; // an outlet tells of what it was just given
    this.#pumping = true;
    const receivers = this.#receivers();
    if (receivers.length === 0) this.#forget();
    else while (receivers.some((outlet) => outlet.isHungry) && this.#sealNext());
    this.#pumping = false;
    this.#tell();
  }

  #sealNext(): boolean {
    let frameBytes = Infinity;
    for (const outlet of this.#outlets.values())
      if (outlet.isAttached) frameBytes = Math.min(frameBytes, outlet.frameBytes);
    const plaintext = this.#queue.next(frameBytes - overheadBytes);
    if (plaintext === undefined) return false;
    const frame = this.#sealer.seal(plaintext.head, plaintext.body);
    this.#sealedBelow = plaintext.below;
    this.#sealedBytes += frame.length;
    let kept: Uint8Array<ArrayBuffer> | undefined; // one for all links that have to wait
    const keep = () => (kept ??= frame.slice());
    for (const outlet of this.#outlets.values())
      if (outlet.isAttached) outlet.push(frame, plaintext.below, keep);
    return true;
  }

  /** Nobody is there to have it; links that failed lose it. */
  #forget(): void {
    this.#queue.clear();
    this.#sealedBelow = this.#queue.count;
    for (const outlet of this.#outlets.values())
      if (outlet.isAttached && outlet.failure !== undefined) outlet.miss(this.#sealedBelow);
  }

  #tell(): void {
    let below = this.#sealedBelow;
    for (const { takenBelow } of this.#outlets.values())
      if (takenBelow !== undefined) below = Math.min(below, takenBelow);
    if (below <= this.#toldBelow) return;
    this.#toldBelow = below;
    this.#listener.onTaken(below, this.#sealedBytes, this.#queue.isEmpty);
    this.#sealedBytes = 0;
  }
}
