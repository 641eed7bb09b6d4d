import type { PeerId } from "../room/ports.ts";
import type { Links } from "./links.ts";

/** More would only be copies: in a whole mesh each neighbour has a link to everybody. */
const neighboursAsked = 3;
/** A repair takes some five parcels. What goes beyond is a flood, and is dropped. */
const carriedAtMost = 60;
const windowMs = 10_000;

/** Hands sealed control messages around a dead link: through who has a link to both ends. */
export class Neighbours {
  readonly #links: Links;
  readonly #carried = new Map<PeerId, number>();
  #windowEndMs = 0;

  constructor(links: Links) {
    this.#links = links;
  }

  /** Asks some neighbours to hand a parcel on; it arrives as often as it gets through. */
  ask(to: PeerId, parcel: string): void {
    const open = [...this.#links].filter(([peerId, link]) => peerId !== to && link.state === "open");
    for (const [, link] of open.slice(0, neighboursAsked)) link.sendControl({ type: "carry", to, parcel });
  }

  /** Somebody asks us to. */
  carry(from: PeerId, to: PeerId, parcel: string): void {
    const nowMs = performance.now();
    if (nowMs > this.#windowEndMs) {
      this.#carried.clear();
      this.#windowEndMs = nowMs + windowMs;
    }
    const count = (this.#carried.get(from) ?? 0) + 1;
    this.#carried.set(from, count);
    const link = this.#links.get(to);
    if (count <= carriedAtMost && link?.state === "open") link.sendControl({ type: "carried", from, parcel });
  }
}
