import type { ControlMessage } from "./control.ts";

/** An offer of ours that is not answered by then was lost: the peer's may be the only one that gets through. */
const answerPatienceMs = 1_500;

type Description = Extract<ControlMessage, { type: "description" }>["description"];

/** @param instead of an offer: to be taken instead of the receiver's own with this id */
type SendDescription = (id: number, description: Description, instead?: number) => void;

/**
 * Perfect negotiation (W3C webrtc-pc, section 10.7) over the control channel, from the moment it opens.
 * The first offer and answer are PeerJS's.
 */
export class Negotiation {
  readonly #pc: RTCPeerConnection;
  readonly #polite: boolean;
  readonly #send: SendDescription;
  readonly #onError: (error: unknown) => void;
  /** Of our latest offer, counted from 1. */
  #offerId = 0;
  /** An answer to any other offer is out of date. */
  #awaitsAnswer = false;
  #offeredAtMs = 0;
  /** Of the peer's latest offer: copies of it, and of those before, may still come by other ways. */
  #seenId = 0;
  #last: Promise<void> = Promise.resolve();
  #started = false;
  #needed = false;
  #offering = false;

  /**
   * @param polite when offers collide this side takes its own back. It must be the one that made the link's first offer:
   *   Chromium (156) makes the streams of one that has only answered anew, and the far end then drops their sound as too
   *   late for as long as the link is old, up to 5 s (measured)
   * @param send carries a description to the peer, in order. An answer bears the id of its offer
   */
  constructor(
    pc: RTCPeerConnection,
    polite: boolean,
    send: SendDescription,
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

  /** What descriptions are made into has changed. Comes after `start`. */
  renew(): void {
    void this.#offer();
  }

  /** Looks for a path anew. What an earlier offer asked for is asked again. */
  restart(): void {
    const pc = this.#pc;
    if (pc.signalingState === "closed") return;
    this.#awaitsAnswer = false;
    pc.restartIce();
    // an offer that is out is made anew in its place: the browser asks for it only when nothing is
    if (pc.signalingState === "have-local-offer") void this.#offer();
  }

  /**
   * Copies may come by several ways, late and in any order: each is taken once, and none that is older than another. Or one
   * restart would set off the next.
   */
  receive(id: number, description: Description, instead?: number): Promise<void> {
    return this.#inTurn(() =>
      description.type === "answer"
        ? this.#takeAnswer(id, description)
        : this.#takeOffer(id, description, instead),
    );
  }

  /** After the description that it belongs to; those that follow do not wait for it. */
  addCandidate(candidate: RTCIceCandidateInit): void {
    void this.#inTurn(async () => {
      // it may be of an interface that we cannot use, or of a round that is over
      this.#pc.addIceCandidate(candidate).catch(() => undefined);
    });
  }

  async #takeAnswer(id: number, description: Description): Promise<void> {
    if (!this.#awaitsAnswer || id !== this.#offerId || this.#pc.signalingState !== "have-local-offer") return;
    this.#awaitsAnswer = false;
    await this.#pc.setRemoteDescription(description);
  }

  async #takeOffer(id: number, description: Description, instead: number | undefined): Promise<void> {
    const pc = this.#pc;
    if (id <= this.#seenId) return;
    const before = this.#seenId;
    this.#seenId = id; // also if it is ignored: by the time a copy comes the peer has taken it back
    if (pc.signalingState !== "stable" && instead !== this.#offerId) {
      const insists = !this.#polite && performance.now() - this.#offeredAtMs < answerPatienceMs;
      if (insists) return; // ours wins
      // Chromium (156) remembers how an offer of its own numbered header extensions (RFC 8285, section 5) even when that is
      // taken back: each of Firefox's, which numbers them otherwise, is refused, and after that no other can be made.
      if (isOfFirefox(description.sdp) && !isOfFirefox(pc.localDescription?.sdp)) return this.#makeOffer(id);
    }
    try {
      await pc.setRemoteDescription(description);
    } catch (error) {
      this.#seenId = before;
      throw error;
    }
    this.#awaitsAnswer = false; // if there was one of ours, it has been taken back
    await pc.setLocalDescription();
    this.#sendLocal(id);
  }

  /** One step after the other: whatever a step finds stays as it is until it has ended. */
  #inTurn(step: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(async () => {
      if (this.#pc.signalingState !== "closed") await step();
    });
    this.#last = turn.catch(this.#onError);
    return this.#last;
  }

  /** Asked for twice before its turn comes it is made once. */
  async #offer(): Promise<void> {
    if (this.#offering) return;
    this.#offering = true;
    await this.#inTurn(() => this.#makeOffer());
    this.#offering = false;
  }

  async #makeOffer(instead?: number): Promise<void> {
    await this.#pc.setLocalDescription();
    this.#awaitsAnswer = true;
    this.#offeredAtMs = performance.now();
    this.#sendLocal(++this.#offerId, instead);
  }

  #sendLocal(id: number, instead?: number): void {
    const local = this.#pc.localDescription;
    if (local === null || (local.type !== "offer" && local.type !== "answer")) return;
    this.#send(id, { type: local.type, sdp: local.sdp }, instead);
  }
}

/** By the origin of its descriptions: `o=mozilla...THIS_IS_SDPARTA-153.0`. */
function isOfFirefox(sdp: string | undefined): boolean {
  return sdp?.includes("o=mozilla") === true;
}
