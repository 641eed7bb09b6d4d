import type { ControlMessage } from "./control.ts";

/** An offer of ours that is not answered by then was lost: the peer's may be the only one that gets through. */
const answerPatienceMs = 1_500;

type Description = Extract<ControlMessage, { type: "description" }>["description"];

/**
 * Perfect negotiation (W3C webrtc-pc, section 10.7) over the control channel, from the moment it opens.
 * The first offer and answer are PeerJS's.
 */
export class Negotiation {
  readonly #pc: RTCPeerConnection;
  readonly #polite: boolean;
  readonly #send: (id: string, description: Description) => void;
  readonly #onError: (error: unknown) => void;
  /** Of our latest offer: an answer to an older one is out of date. */
  #offerId = "";
  #offeredAtMs = 0;
  /** Of the peer's latest offer: it may come by several ways. */
  #takenId = "";
  #started = false;
  #needed = false;
  #makingOffer = false;
  #settingAnswer = false;

  /**
   * @param polite when offers collide this side takes its own back. It must be the one that made the link's first offer:
   *   Chromium (156) makes the streams of one that has only answered anew, and the far end then drops their sound as too
   *   late for as long as the link is old, up to 5 s (measured)
   * @param send carries a description to the peer, in order. An answer bears the id of its offer
   */
  constructor(
    pc: RTCPeerConnection,
    polite: boolean,
    send: (id: string, description: Description) => void,
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

  /** Looks for a path anew. What an earlier offer asked for is asked again. */
  restart(): void {
    const pc = this.#pc;
    if (pc.signalingState === "closed") return;
    this.#offerId = "";
    pc.restartIce();
    // an offer that is out is made anew in its place: the browser asks for it only when nothing is
    if (pc.signalingState === "have-local-offer" && !this.#makingOffer) void this.#offer();
  }

  async receive(id: string, description: Description): Promise<void> {
    const pc = this.#pc;
    if (description.type === "answer" ? id !== this.#offerId : id === this.#takenId) return;
    const readyForOffer = !this.#makingOffer && (pc.signalingState === "stable" || this.#settingAnswer);
    const insists = !this.#polite && performance.now() - this.#offeredAtMs < answerPatienceMs;
    if (description.type === "offer" && !readyForOffer && (insists || (this.#makingOffer && !this.#polite)))
      return; // ours wins
    if (description.type === "answer") this.#offerId = "";
    else this.#takenId = id;
    try {
      this.#settingAnswer = description.type === "answer";
      await pc.setRemoteDescription(description);
      this.#settingAnswer = false;
      if (description.type === "answer") return;
      await pc.setLocalDescription();
      this.#sendLocal(id);
    } catch (error) {
      this.#settingAnswer = false;
      this.#onError(error);
    }
  }

  async #offer(): Promise<void> {
    try {
      this.#makingOffer = true;
      await this.#pc.setLocalDescription();
      this.#offerId = crypto.randomUUID().slice(0, 8);
      this.#offeredAtMs = performance.now();
      this.#sendLocal(this.#offerId);
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  #sendLocal(id: string): void {
    const local = this.#pc.localDescription;
    if (local === null || (local.type !== "offer" && local.type !== "answer")) return;
    this.#send(id, { type: local.type, sdp: local.sdp });
  }
}
