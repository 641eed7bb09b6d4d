import type { Member } from "#protocol/announce";
import type { Description, Signaling, SignalingFact } from "../../web/room/ports.ts";

/**
 * A tracker in memory that knows nobody: it hands each offer to another member, by chance, and says nothing of
 * who is in.
 */
export class OpenSwarm {
  readonly #members = new Map<string, OpenSwarmSocket>();
  readonly #random: () => number;

  /** @param random 0 (included) to 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  socket(identity: string): OpenSwarmSocket {
    return new OpenSwarmSocket(this, identity);
  }

  /** @internal */
  enter(socket: OpenSwarmSocket): void {
    this.#members.set(socket.member.peerId, socket);
  }
  /** @internal */
  leave(socket: OpenSwarmSocket): void {
    this.#members.delete(socket.member.peerId);
  }
  /** @internal One offer for each of the others, in any order; the rest goes nowhere. */
  others(socket: OpenSwarmSocket): OpenSwarmSocket[] {
    const others = [...this.#members.values()].filter((other) => other !== socket);
    return others
      .map((other) => ({ other, order: this.#random() }))
      .toSorted((a, b) => a.order - b.order)
      .map(({ other }) => other);
  }
  /** @internal */
  find(peerId: string): OpenSwarmSocket | undefined {
    return this.#members.get(peerId);
  }
}

export class OpenSwarmSocket implements Signaling {
  readonly member: Member;
  readonly #swarm: OpenSwarm;
  /** Offers that may be answered, once. */
  readonly #received = new Set<string>();
  #onFact: (fact: SignalingFact) => void = () => undefined;

  constructor(swarm: OpenSwarm, identity: string) {
    this.#swarm = swarm;
    const hex = crypto.randomUUID().replaceAll("-", "");
    this.member = { peerId: hex.slice(0, 20), sid: `PA${hex}`, identity, name: identity };
  }

  open(onFact: (fact: SignalingFact) => void): void {
    this.#onFact = onFact;
    this.#swarm.enter(this);
    const room = {
      sid: `RM${"0".repeat(32)}`,
      name: "swarm",
      type: "peer-to-peer",
      maxParticipants: 10,
    } as const;
    this.#later({
      fact: "joined",
      joined: { self: this.member, room, peers: [], ice: [], unaddressedOffers: 9 },
    });
  }

  announce(offers: { offerId: string; description: Description }[]): void {
    for (const [index, other] of this.#swarm.others(this).entries()) {
      const offer = offers[index];
      if (offer === undefined) continue;
      other.#received.add(offer.offerId);
      other.#later({ fact: "offered", from: this.member, ...offer });
    }
  }

  answer(to: string, offerId: string, description: Description): void {
    const other = this.#swarm.find(to);
    if (other === undefined || !this.#received.delete(offerId)) return;
    other.#later({ fact: "present", member: this.member });
    other.#later({ fact: "answered", from: this.member.peerId, offerId, description });
  }

  /** Nothing follows a description here. */
  candidates(): void {}
  parcel(): void {}

  close(): void {
    this.#swarm.leave(this);
  }

  #later(fact: SignalingFact): void {
    setTimeout(() => this.#onFact(fact));
  }
}
