const refusals = new WeakMap<RTCPeerConnection, Refusal>();

/** Takes no media of these kinds on this connection from now on, whatever the peer sends, and of all others it does. */
export function refuse(pc: RTCPeerConnection, kinds: ReadonlySet<string>): void {
  const refusal = refusals.get(pc) ?? new Refusal(pc);
  refusals.set(pc, refusal);
  refusal.set(kinds);
}

class Refusal {
  readonly #pc: RTCPeerConnection;
  #kinds: ReadonlySet<string> = new Set();

  constructor(pc: RTCPeerConnection) {
    this.#pc = pc;
    // before the answer, or the offer, is made: so it says so at once
    pc.addEventListener("track", () => this.#apply());
    pc.addEventListener("negotiationneeded", () => this.#apply());
  }

  /** Of all other kinds it takes media again. */
  set(kinds: ReadonlySet<string>): void {
    const before = this.#kinds;
    this.#kinds = kinds;
    this.#each((transceiver, kind) => {
      if (before.has(kind) && !kinds.has(kind)) receive(transceiver, true);
    });
    this.#apply();
  }

  #apply(): void {
    this.#each((transceiver, kind) => {
      if (this.#kinds.has(kind)) receive(transceiver, false);
    });
  }

  #each(act: (transceiver: RTCRtpTransceiver, kind: string) => void): void {
    if (this.#pc.signalingState === "closed") return;
    for (const transceiver of this.#pc.getTransceivers()) {
      if (transceiver.direction !== "stopped") act(transceiver, transceiver.receiver.track.kind);
    }
  }
}

/** The section says so: the peer's browser stops sending, and ours takes nothing. Negotiation follows. */
function receive(transceiver: RTCRtpTransceiver, wanted: boolean): void {
  const sends = transceiver.direction.startsWith("send");
  const direction = wanted ? (sends ? "sendrecv" : "recvonly") : sends ? "sendonly" : "inactive";
  if (transceiver.direction !== direction) transceiver.direction = direction;
}
