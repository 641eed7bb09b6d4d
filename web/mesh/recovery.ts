import type { ControlMessage } from "./control.ts";
import type { Negotiation } from "./negotiation.ts";
import { Parcels } from "./parcels.ts";

/** Longest a lost path is left alone before ICE is restarted; most come back by themselves. */
const disconnectedPatienceMs = 2_000;
/** ICE is restarted again for as long as there is no path: another network may have come up meanwhile. */
const restartEveryMs = 4_000;
/** The peer's own restart gets so long to find a path: two in a row take longer than one (3 s instead of 2, measured). */
const peerRestartMs = 1_500;
/** What is said about a restart goes by detour too for so long, since the path it mends may be dead. */
const detourMs = 5_000;

export interface RecoveryParts {
  pc: RTCPeerConnection;
  negotiation: Negotiation;
  /** WebRTC gives the path up. */
  onLost(): void;
  /** ICE has chosen another pair while the link was in trouble. */
  onPath(): void;
  /** Carries a sealed control message around the link. */
  sendParcel(parcel: string): void;
  /** Came by detour: what mends a link, and nothing else. */
  onMessage(message: ControlMessage & { type: "description" | "candidate" }): void;
}

/** Mends a link whose path is dead: restarts ICE, and takes what is said about it around the path. */
export class Recovery {
  readonly #parts: RecoveryParts;
  readonly #parcels = new Parcels();
  #disconnected: ReturnType<typeof setTimeout> | undefined;
  #restarting: ReturnType<typeof setInterval> | undefined;
  #detourUntilMs = 0;
  #peerRestartedAtMs = -Infinity;
  #stopped = false;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
    const { pc } = parts;
    pc.addEventListener("connectionstatechange", () => {
      clearTimeout(this.#disconnected);
      if (pc.connectionState === "disconnected")
        this.#disconnected = setTimeout(() => parts.onLost(), disconnectedPatienceMs);
      else if (pc.connectionState === "failed") parts.onLost();
    });
  }

  /** What the peer is to seal its parcels with. */
  get key(): string {
    return this.#parcels.ownKey;
  }
  /** @param key what the peer wants its parcels sealed with */
  sealFor(key: string): void {
    this.#parcels.sealFor(key);
  }

  /** Looks for a path anew. The old one serves meanwhile, if it can. */
  restart(): void {
    this.#detourUntilMs = performance.now() + detourMs;
    this.#parts.negotiation.restart();
  }

  /** The path is dead: restarts until `end`. */
  begin(): void {
    this.#ice()?.addEventListener("selectedcandidatepairchange", this.#parts.onPath);
    if (performance.now() - this.#peerRestartedAtMs > peerRestartMs) this.restart();
    this.#restarting ??= setInterval(() => this.restart(), restartEveryMs);
  }

  end(): void {
    this.#ice()?.removeEventListener("selectedcandidatepairchange", this.#parts.onPath);
    clearInterval(this.#restarting);
    this.#restarting = undefined;
  }

  /** What mends a link must not depend on the path that is dead. */
  detour(message: ControlMessage): void {
    if (performance.now() < this.#detourUntilMs) this.#parcels.seal(message, this.#parts.sendParcel);
  }

  /** Only what mends a link is taken from a parcel. */
  receive(parcel: string): void {
    this.#parcels.open(parcel, (message) => {
      if (this.#stopped) return;
      this.#detourUntilMs = performance.now() + detourMs;
      if (message.type === "description" && message.description.type === "offer")
        this.#peerRestartedAtMs = performance.now();
      if (message.type === "description" || message.type === "candidate") this.#parts.onMessage(message);
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#disconnected);
    this.end();
  }

  /** There from the first data channel on; a browser without it is read at each tick of the liveness. */
  #ice(): RTCIceTransport | undefined {
    return this.#parts.pc.sctp?.transport.iceTransport;
  }
}
