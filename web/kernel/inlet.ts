import { binaryEntry, type Delivery, type Pack } from "../room/data-wire.ts";
import { ackEveryBytes, acknowledgement } from "./credit.ts";
import type { FrameChannel } from "./frame-channel.ts";
import type { Opened } from "./kernel-api.ts";

/** A page that does not keep up with a lossy track loses messages instead of memory. */
const maxUnconsumedBytes = 4 * 1024 * 1024;

/** Calls back once for each frame, in order. */
export type OpenFrame = (frame: Uint8Array<ArrayBuffer>, done: (opened: Opened) => void) => void;

/** One track of the peer's: has frames opened and gives credit for what was consumed. */
export class Inlet {
  readonly #channel: FrameChannel;
  readonly #reliable: boolean;
  readonly #onMessages: (pack: Pack, frameBytes: number) => void;
  #consumedBytes = 0;
  #ackedBytes = 0;
  /** With the page. */
  #unconsumedBytes = 0;

  constructor(
    channel: FrameChannel,
    { reliable }: Delivery,
    open: OpenFrame,
    onMessages: (pack: Pack, frameBytes: number) => void,
  ) {
    this.#channel = channel;
    this.#reliable = reliable;
    this.#onMessages = onMessages;
    channel.binaryType = "arraybuffer";
    channel.addEventListener("message", (event) => {
      // frames are binary; anything else is not from a Meshcall peer
      if (!(event instanceof MessageEvent) || !(event.data instanceof ArrayBuffer)) return;
      const frame = new Uint8Array(event.data);
      const frameBytes = frame.length;
      open(frame, (opened) => this.#opened(opened, frameBytes));
    });
  }

  /** The page has handed them on. */
  consumed(frameBytes: number): void {
    this.#unconsumedBytes -= frameBytes;
    this.#credit(frameBytes);
  }

  close(): void {
    this.#channel.close();
  }

  #opened(opened: Opened, frameBytes: number): void {
    const pack = packOf(opened);
    if (pack === undefined) return this.#credit(frameBytes);
    if (!this.#reliable && this.#unconsumedBytes > maxUnconsumedBytes) return;
    this.#unconsumedBytes += frameBytes;
    this.#onMessages(pack, frameBytes);
  }

  #credit(frameBytes: number): void {
    this.#consumedBytes += frameBytes;
    if (!this.#reliable || this.#consumedBytes - this.#ackedBytes < ackEveryBytes) return;
    this.#ackedBytes = this.#consumedBytes;
    if (this.#channel.readyState === "open") this.#channel.send(acknowledgement(this.#consumedBytes));
  }
}

/** @returns undefined when no message is complete with it */
function packOf(opened: Opened): Pack | undefined {
  if (opened.status === "batch") return opened.pack;
  if (opened.status !== "message") return undefined;
  const { bytes, kind } = opened;
  return { bytes, entries: Uint32Array.of(bytes.length + (kind === "binary" ? binaryEntry : 0)) };
}
