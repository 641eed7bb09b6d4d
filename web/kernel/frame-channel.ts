import type { GivenChannel } from "../room/data-wire.ts";
import { PortChannel } from "./port-channel.ts";

/** What the kernel uses of a data channel: the channel itself, or a stand-in for one that stayed in the page. */
export interface FrameChannel extends EventTarget {
  binaryType: BinaryType;
  readonly readyState: RTCDataChannelState;
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  /** Copies the bytes before it returns. @throws DOMException when it is not open, or full */
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

export function frameChannel(given: GivenChannel): FrameChannel {
  return given instanceof MessagePort ? new PortChannel(given) : given;
}
