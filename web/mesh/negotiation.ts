import type { ControlMessage } from "./control.ts";

type Description = Extract<ControlMessage, { type: "description" }>["description"];

/**
 * Perfect negotiation (W3C webrtc-pc, section 10.7) over the control channel, from the moment it opens.
 * The first offer and answer are PeerJS's.
 */
export class Negotiation {
  readonly #pc: RTCPeerConnection;
  readonly #polite: () => boolean;
  readonly #send: (description: Description) => void;
  readonly #onError: (error: unknown) => void;
  #started = false;
  #needed = false;
  #makingOffer = false;
  #settingAnswer = false;

  /**
   * @param polite asked when offers collide: the polite side takes its own back
   * @param send carries a description to the peer, in order
   */
  constructor(
    pc: RTCPeerConnection,
    polite: () => boolean,
    send: (description: Description) => void,
    onError: (error: unknown) => void,
  ) {
    this.#pc = pc;
    this.#polite = polite;
    this.#send = send;
    this.#onError = onError;
    pc.addEventListener("negotiationneeded", () => {
      if (this.#started) void this.#offer();
      else if (pc.remoteDescription !== null) this.#needed = true; // before that it is PeerJS's first offer
    });
  }

  /** The control channel is open. */
  start(): void {
    this.#started = true;
    if (this.#needed) void this.#offer();
  }

  async receive(description: Description): Promise<void> {
    const pc = this.#pc;
    const readyForOffer = !this.#makingOffer && (pc.signalingState === "stable" || this.#settingAnswer);
    if (description.type === "offer" && !readyForOffer && !this.#polite()) return; // ours wins
    try {
      this.#settingAnswer = description.type === "answer";
      await pc.setRemoteDescription(description);
      this.#settingAnswer = false;
      if (description.type === "answer") return;
      await pc.setLocalDescription();
      this.#sendLocal();
    } catch (error) {
      this.#settingAnswer = false;
      this.#onError(error);
    }
  }

  async #offer(): Promise<void> {
    try {
      this.#makingOffer = true;
      await this.#pc.setLocalDescription();
      this.#sendLocal();
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  #sendLocal(): void {
    const local = this.#pc.localDescription;
    if (local === null || (local.type !== "offer" && local.type !== "answer")) return;
    this.#send({ type: local.type, sdp: local.sdp });
  }
}
