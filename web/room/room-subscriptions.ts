import type { Member, MemberRules } from "#protocol/announce";
import type { SubscribeRule } from "#protocol/subscribe-rule";
import type { Mesh, PeerId, Takes } from "./ports.ts";
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
  /** What this page takes of those whom it watches (`room.watch`), and what others take of what is published here. */
  readonly #taken = new Map<PeerId, Takes>();
  readonly #given = new Map<PeerId, Takes>();

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
    if (!parts.automatic) this.#manual.add(parts.self.peerId);
  }

  /** Whether a track of somebody else's is received here. */
  isWanted(publisher: Member, track: RuledTrack["track"]): boolean {
    const self = this.#parts.self.peerId;
    const watched = this.#taken.has(publisher.peerId) && !this.#rules.has(self);
    return watched || this.#receives(self, { publisher, track });
  }

  /** Data tracks of the peer stay published here while they are not taken: nothing is told of them then. */
  holdsData(peerId: PeerId): boolean {
    return this.#taken.get(peerId)?.data === false;
  }

  /** What the page takes of a peer; undefined: as of everybody. */
  take(peerId: PeerId, takes: Takes | undefined): void {
    const { mesh, roster, self } = this.#parts;
    const all = !this.#manual.has(self.peerId);
    if (takes === undefined) this.#taken.delete(peerId);
    else this.#taken.set(peerId, takes);
    mesh.takes(peerId, takes ?? { audio: all, video: all, data: all });
    roster.resubscribe();
  }

  /** What the peer takes of ours. */
  give(peerId: PeerId, takes: Takes): void {
    this.#given.set(peerId, takes);
    this.#follow(peerId);
  }

  /** There is a link to the peer, perhaps a new one, to a page that remembers nothing. */
  linked(peerId: PeerId): void {
    const takes = this.#taken.get(peerId);
    if (takes !== undefined) this.#parts.mesh.takes(peerId, takes);
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
    for (const peerId of new Set([...this.#rules.keys(), ...this.#manual, ...this.#given.keys()]))
      this.#follow(peerId);
  }

  #follow(receiver: PeerId): void {
    const { mesh, roster, self, tracks } = this.#parts;
    if (receiver === self.peerId) return roster.resubscribe();
    const withheld = [...tracks()].filter((track) => !this.#receives(receiver, { publisher: self, track }));
    mesh.withhold(receiver, new Set(withheld.map(({ sid }) => sid)));
  }

  #receives(receiver: PeerId, track: RuledTrack): boolean {
    const rules = this.#rules.get(receiver);
    const takes = this.#given.get(receiver)?.[track.track.kind];
    if (rules === undefined) return takes ?? !this.#manual.has(receiver);
    return takes !== false && isSubscribed(rules, track);
  }
}
