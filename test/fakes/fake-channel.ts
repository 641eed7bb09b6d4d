import type { FrameChannel } from "../../web/kernel/frame-channel.ts";

/** A data channel that is nothing but its sender's end. What is sent stays in its buffer until `drain`, unless `fast`. */
export class FakeChannel extends EventTarget implements FrameChannel {
  binaryType: BinaryType = "arraybuffer";
  bufferedAmountLowThreshold = 0;
  readyState: RTCDataChannelState = "open";
  bufferedAmount = 0;
  readonly sent: Uint8Array<ArrayBuffer>[] = [];
  readonly #fast: boolean;

  constructor({ fast = true, open = true } = {}) {
    super();
    this.#fast = fast;
    if (!open) this.readyState = "connecting";
  }

  get sentBytes(): number {
    return this.sent.reduce((sum, { length }) => sum + length, 0);
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.readyState !== "open") throw new DOMException("The channel is not open", "InvalidStateError");
    this.sent.push(bytes.slice());
    if (!this.#fast) this.bufferedAmount += bytes.length;
  }

  open(): void {
    this.readyState = "open";
    this.dispatchEvent(new Event("open"));
  }

  drain(): void {
    this.bufferedAmount = 0;
    this.dispatchEvent(new Event("bufferedamountlow"));
  }

  /** What the other end sends. */
  receive(data: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  close(): void {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.dispatchEvent(new Event("close"));
  }
}
