import type { Member, MemberRules } from "#protocol/announce";
import type { SubscribeRule } from "#protocol/subscribe-rule";
import type { Mesh, PeerId } from "./ports.ts";
import { isSubscribed, type RuledTrack } from "./subscribe-rules.ts";
import type { RemoteRoster } from "./remote-roster.ts";

export interface SubscriptionParts {
  mesh: Mesh;
  roster: RemoteRoster;
  self: Member;
  /** False: nothing is received but what rules give. */
  automatic: boolean;
  /** What is published here. */
  tracks(): Iterable<RuledTrack["track"]>;
}

/**
 * Who receives which track, as subscribe rules have it. Both ends follow the same rules: the receiver unsubscribes, and the
 * publisher sends that receiver nothing.
 */
export class RoomSubscriptions {
  readonly #parts: SubscriptionParts;
  readonly #rules = new Map<PeerId, readonly SubscribeRule[]>();
  /** Those who connected with `automaticSubscription: false`. */
  readonly #manual = new Set<PeerId>();

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
    if (!parts.automatic) this.#manual.add(parts.self.peerId);
  }

  /** Whether a track of somebody else's is received here. */
  isWanted(publisher: Member, track: RuledTrack["track"]): boolean {
    return this.#receives(this.#parts.self.peerId, { publisher, track });
  }

  /** Rules of one member, oneself perhaps. */
  set(peerId: PeerId, rules: readonly SubscribeRule[]): void {
    this.#rules.set(peerId, rules);
    this.#follow(peerId);
  }

  /** All that are in force; left out: none are. */
  replace(all: readonly MemberRules[] = []): void {
    const before = [...this.#rules.keys()];
    this.#rules.clear();
    for (const { peerId, rules } of all) this.#rules.set(peerId, rules);
    for (const peerId of new Set([...before, ...this.#rules.keys()])) this.#follow(peerId);
  }

  /** The peer's page has said so. */
  manual(peerId: PeerId): void {
    this.#manual.add(peerId);
    this.#follow(peerId);
  }

  arrived(peerId: PeerId): void {
    if (this.#rules.has(peerId)) this.#follow(peerId);
  }

  /** What is published here has changed. */
  published(): void {
    for (const peerId of new Set([...this.#rules.keys(), ...this.#manual])) this.#follow(peerId);
  }

  #follow(receiver: PeerId): void {
    const { mesh, roster, self, tracks } = this.#parts;
    if (receiver === self.peerId) return roster.resubscribe();
    const withheld = [...tracks()].filter((track) => !this.#receives(receiver, { publisher: self, track }));
    mesh.withhold(receiver, new Set(withheld.map(({ sid }) => sid)));
  }

  #receives(receiver: PeerId, track: RuledTrack): boolean {
    const rules = this.#rules.get(receiver);
    return rules === undefined ? !this.#manual.has(receiver) : isSubscribed(rules, track);
  }
}
