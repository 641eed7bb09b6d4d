import type { ChannelOrder, ChannelReport } from "../room/channel-wire.ts";
import type { FrameChannel } from "./frame-channel.ts";
import { maxFrameBytes } from "./frames.ts";

/** A data channel that stayed in the page, since the browser transfers none. Frames go in buffers that come back. */
export class PortChannel extends EventTarget implements FrameChannel {
  binaryType: BinaryType = "arraybuffer";
  bufferedAmountLowThreshold = 0;
  readonly #port: MessagePort;
  readonly #pool: ArrayBuffer[] = [];
  #state: RTCDataChannelState = "connecting";
  #givenBytes = 0;
  #sentBytes = 0;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<ChannelReport>) => this.#reported(data);
  }

  get readyState(): RTCDataChannelState {
    return this.#state;
  }
  get bufferedAmount(): number {
    return this.#givenBytes - this.#sentBytes;
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#state !== "open") throw new DOMException("The channel is not open", "InvalidStateError");
    const buffer = this.#pool.pop() ?? new ArrayBuffer(maxFrameBytes);
    new Uint8Array(buffer).set(bytes);
    this.#givenBytes += bytes.length;
    this.#order({ send: buffer, length: bytes.length }, [buffer]);
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#order({ close: true }, []);
    this.#closed();
  }

  #order(order: ChannelOrder, transferred: Transferable[]): void {
    this.#port.postMessage(order, transferred);
  }

  #reported(report: ChannelReport): void {
    if ("received" in report) {
      this.dispatchEvent(new MessageEvent("message", { data: report.received }));
    } else if ("sentBytes" in report) {
      const before = this.bufferedAmount;
      this.#sentBytes = report.sentBytes;
      this.#pool.push(...report.buffers);
      const threshold = this.bufferedAmountLowThreshold;
      if (before > threshold && this.bufferedAmount <= threshold)
        this.dispatchEvent(new Event("bufferedamountlow"));
    } else if (report.state === "open") {
      this.#state = "open";
      this.dispatchEvent(new Event("open"));
    } else {
      this.#closed();
    }
  }

  #closed(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#port.close();
    this.dispatchEvent(new Event("close"));
  }
}
