import { parseControlMessage, type ControlMessage } from "./control.ts";

/** Stream id of the control channel. PeerJS's own channel takes 0 or 1; data tracks start at 101. */
const controlChannelId = 100;

export interface ControlListener {
  onOpen(): void;
  onMessage(message: ControlMessage): void;
  onClose(): void;
}

/** The one ordered, reliable channel on which two peers talk about their link. */
export class ControlChannel {
  readonly #channel: RTCDataChannel;
  /** Messages that did not parse; they are dropped. */
  malformedMessages = 0;

  /** Must be made in the same task as the connection: both ends then open it without negotiation. */
  constructor(pc: RTCPeerConnection, listener: ControlListener) {
    this.#channel = pc.createDataChannel("control", { negotiated: true, id: controlChannelId });
    this.#channel.addEventListener("open", () => listener.onOpen());
    this.#channel.addEventListener("close", () => listener.onClose());
    this.#channel.addEventListener("message", (event: MessageEvent<unknown>) => {
      const message = parseControlMessage(event.data);
      if (message === undefined) this.malformedMessages++;
      else listener.onMessage(message);
    });
  }

  get isOpen(): boolean {
    return this.#channel.readyState === "open";
  }
  /** Bytes waiting to leave. */
  get bufferedBytes(): number {
    return this.#channel.bufferedAmount;
  }

  /** @returns false when the channel is not open: the message is dropped */
  send(message: ControlMessage): boolean {
    if (!this.isOpen) return false;
    this.#channel.send(JSON.stringify(message));
    return true;
  }
}
