import { parseControlMessage, type ControlMessage } from "./control.ts";

/** Stream id of the control channel. PeerJS's own channel takes 0 or 1; data tracks start at 101. */
const controlChannelId = 100;

/** Some fifteen messages a second are usual. Who sends far more harms the page: it is cut off. */
const messagesPerSecond = 100;
const burstMessages = 1_000;

export interface ControlListener {
  onOpen(): void;
  /** The peer floods; nothing more is read. */
  onFlood(): void;
  onMessage(message: ControlMessage): void;
  onClose(): void;
}

/** The one ordered, reliable channel on which two peers talk about their link. */
export class ControlChannel {
  readonly #channel: RTCDataChannel;
  /** Said before the channel was open; sent then, in order. */
  #early: ControlMessage[] = [];
  /** Messages that did not parse; they are dropped. */
  malformedMessages = 0;
  #budget = burstMessages;
  #budgetAtMs = 0;

  /** Must be made in the same task as the connection: both ends then open it without negotiation. */
  constructor(pc: RTCPeerConnection, listener: ControlListener) {
    this.#channel = pc.createDataChannel("control", { negotiated: true, id: controlChannelId });
    this.#channel.addEventListener("open", () => {
      for (const message of this.#early.splice(0)) this.send(message);
      listener.onOpen();
    });
    this.#channel.addEventListener("close", () => listener.onClose());
    this.#channel.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (!this.#spend()) return;
      if (this.#budget < 1) listener.onFlood();
      const message = parseControlMessage(event.data);
      if (message === undefined) this.malformedMessages++;
      else listener.onMessage(message);
    });
  }

  get isOpen(): boolean {
    return this.#channel.readyState === "open";
  }

  /** Waits for the channel to open; dropped once it has closed. */
  send(message: ControlMessage): void {
    if (this.isOpen) this.#channel.send(JSON.stringify(message));
    else if (this.#channel.readyState === "connecting") this.#early.push(message);
  }

  /** @returns false once the peer has been cut off */
  #spend(): boolean {
    if (this.#budget < 1) return false;
    const nowMs = performance.now();
    const earned = ((nowMs - this.#budgetAtMs) / 1_000) * messagesPerSecond;
    this.#budget = Math.min(burstMessages, this.#budget + earned) - 1;
    this.#budgetAtMs = nowMs;
    return true;
  }
}
