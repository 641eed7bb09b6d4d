import type { Delivery, LossCode } from "../room/data-wire.ts";
import { ackedBytes, windowBytes } from "./credit.ts";
import type { FrameChannel } from "./frame-channel.ts";
import { maxFrameBytes } from "./frames.ts";

/**
 * What may wait in the channel itself: more only adds delay, and a fresh connection that gets more at once loses so much
 * that it stands still for seconds (measured on loopback; a window of acknowledged bytes is what prevents it).
 */
const highWaterBytes = 256 * 1024;
const lowWaterBytes = 128 * 1024;
/** Frames that one link may be behind the others: two messages of the largest kind. Frames are shared by all links. */
const maxQueuedBytes = 33 * 1024 * 1024;
/** On a lossy track what is late is worth little. */
const maxLossyQueuedBytes = 512 * 1024;
/** Whoever takes nothing for so long is not waited for: a Wi-Fi that changes its access point is back sooner. */
const stalledMs = 3_000;

/** The largest message that every browser takes whole (RFC 8831, section 6.6). */
const leastFrameBytes = 16 * 1024;

interface QueuedFrame {
  frame: Uint8Array<ArrayBuffer>;
  below: number;
}

export interface OutletListener {
  /** Frames have left, or nobody need wait for this link any more. */
  onProgress(): void;
  /** Messages `from` up to and without `below` will not reach this link. */
  onLost(from: number, below: number, code: LossCode): void;
}

/** One own track on one link: sealed frames that wait for their turn, and the credit that the peer gives. */
export class Outlet {
  readonly #channel: FrameChannel;
  readonly #reliable: boolean;
  readonly #listener: OutletListener;
  #queue: QueuedFrame[] = [];
  #queuedBytes = 0;
  #sentBytes = 0;
  #ackedBytes = 0;
  /** Messages below this number have gone into the channel; undefined until the link is attached. */
  #takenBelow: number | undefined;
  #ready = false;
  #frameBytes = leastFrameBytes;
  #failed: LossCode | undefined;
  /** Runs while something waits, and perhaps once after it. */
  #patience: ReturnType<typeof setTimeout> | undefined;
  #movedAtMs = 0;
  #stalled = false;

  constructor(channel: FrameChannel, { reliable }: Delivery, listener: OutletListener) {
    this.#channel = channel;
    this.#reliable = reliable;
    this.#listener = listener;
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = lowWaterBytes;
    channel.addEventListener("open", () => this.#pump());
    channel.addEventListener("bufferedamountlow", () => this.#pump());
    channel.addEventListener("close", () => this.fail(54005));
    channel.addEventListener("message", (event) => {
      if (event instanceof MessageEvent) this.#acknowledged(event.data);
    });
  }

  /** Whether messages are for this link. */
  get isAttached(): boolean {
    return this.#takenBelow !== undefined;
  }
  get failure(): LossCode | undefined {
    return this.#failed;
  }
  /** The largest frame that it takes. Of few large ones more go through than of many small ones (measured). */
  get frameBytes(): number {
    return this.#frameBytes;
  }
  /** Can send at once. */
  get isHungry(): boolean {
    return this.#failed === undefined && this.#queue.length === 0 && this.#hasRoom(0);
  }
  /** Every message below is taken; undefined when this link is not waited for. */
  get takenBelow(): number | undefined {
    return this.#failed === undefined && !this.#stalled ? this.#takenBelow : undefined;
  }

  /** Messages from this number on are for this link. */
  attach(from: number): void {
    this.#takenBelow ??= from;
  }

  /** The peer listens. @param largestBytes what the way there carries as one message; 0: not known */
  ready(largestBytes = 0): void {
    this.#ready = true;
    this.#frameBytes = Math.max(leastFrameBytes, Math.min(maxFrameBytes, largestBytes));
    this.#pump();
  }

  /**
   * Each frame after `attach`, in order. @param frame is overwritten later @param below as in the queue
   * @param keep a copy, shared with other links
   */
  push(frame: Uint8Array<ArrayBuffer>, below: number, keep: () => Uint8Array<ArrayBuffer>): void {
    if (this.#failed !== undefined) return this.miss(below);
    if (this.#queue.length === 0 && this.#hasRoom(frame.length)) return this.#send({ frame, below });
    const fits = this.#queuedBytes + frame.length <= (this.#reliable ? maxQueuedBytes : maxLossyQueuedBytes);
    if (!fits && this.#reliable) return this.#fail(54014, below);
    if (!fits) return this.#listener.onLost(this.#queue.at(-1)?.below ?? below, below, 54014);
    if (this.#queue.length === 0) this.#moved();
    this.#queue.push({ frame: keep(), below });
    this.#queuedBytes += frame.length;
  }

  /** Messages below this number were for this link too, which has failed. */
  miss(below: number): void {
    if (this.#failed !== undefined) this.#lose(below, this.#failed);
  }

  /** Nothing goes to this link any more; what waits is lost. Safe to call twice. */
  fail(code: LossCode): void {
    if (this.#failed === undefined) this.#fail(code, this.#queue.at(-1)?.below);
  }

  #fail(code: LossCode, below: number | undefined): void {
    this.#failed = code;
    this.#queue = [];
    this.#queuedBytes = 0;
    clearTimeout(this.#patience);
    this.#stalled = false;
    if (below !== undefined) this.#lose(below, code);
    this.#channel.close();
    this.#listener.onProgress();
  }

  #lose(below: number, code: LossCode): void {
    const from = this.#takenBelow ?? below;
    this.#takenBelow = below;
    if (from < below) this.#listener.onLost(from, below, code);
  }

  #pump(): void {
    const before = this.#queue.length;
    let sent = 0;
    for (const queued of this.#queue) {
      if (!this.#hasRoom(queued.frame.length) || this.#failed !== undefined) break;
      sent += 1;
      this.#queuedBytes -= queued.frame.length;
      this.#send(queued);
    }
    if (this.#failed !== undefined) return;
    this.#queue.splice(0, sent);
    if (sent > 0) this.#moved();
    if (sent > 0 || before === 0) this.#listener.onProgress();
  }

  #hasRoom(frameBytes: number): boolean {
    if (!this.#ready || this.#channel.readyState !== "open") return false;
    if (this.#channel.bufferedAmount > highWaterBytes) return false;
    return !this.#reliable || this.#sentBytes + frameBytes - this.#ackedBytes <= windowBytes;
  }

  #send({ frame, below }: QueuedFrame): void {
    try {
      this.#channel.send(frame);
    } catch {
      return this.#fail(54005, this.#queue.at(-1)?.below ?? below); // it is closing
    }
    this.#sentBytes += frame.length;
    this.#takenBelow = below;
  }

  #acknowledged(data: unknown): void {
    const acked = ackedBytes(data, this.#ackedBytes, this.#sentBytes);
    if (acked === undefined) return;
    this.#ackedBytes = acked;
    this.#pump();
  }

  /** Something has left, or is the first to wait. The timer stays as it is: this happens for each frame. */
  #moved(): void {
    this.#stalled = false;
    this.#movedAtMs = performance.now();
    this.#patience ??= setTimeout(() => this.#lookAfter(), stalledMs);
  }

  #lookAfter(): void {
    this.#patience = undefined;
    if (this.#queue.length === 0) return;
    const leftMs = this.#movedAtMs + stalledMs - performance.now();
    if (leftMs > 0) {
      this.#patience = setTimeout(() => this.#lookAfter(), leftMs);
      return;
    }
    this.#stalled = true;
    this.#listener.onProgress();
  }
}
