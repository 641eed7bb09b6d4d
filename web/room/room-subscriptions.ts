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

/** Of who connected with `automaticSubscription: false` and has said nothing else: what rules give. */
const onlyRules: Takes = { audio: false, video: false, data: false };

/**
 * Who receives which track, as subscribe rules and receivers have it. Both ends follow the same rules: the receiver
 * unsubscribes, and the publisher sends that receiver nothing.
 */
export class RoomSubscriptions {
  readonly #parts: SubscriptionParts;
  readonly #rules = new Map<PeerId, readonly SubscribeRule[]>();
  /** What this page takes of those whom it watches (`room.watch`), and what others take of what is published here. */
  readonly #taken = new Map<PeerId, Takes>();
  readonly #given = new Map<PeerId, Takes>();

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
  }

  /** Whether a track of somebody else's is received here. */
  isWanted(publisher: Member, track: RuledTrack["track"]): boolean {
    const { automatic, self } = this.#parts;
    const rules = this.#rules.get(self.peerId);
    if (rules !== undefined) return isSubscribed(rules, { publisher, track });
    return automatic || this.#taken.has(publisher.peerId);
  }

  /** Data tracks of the peer stay published here while they are not taken: nothing is told of them then. */
  holdsData(peerId: PeerId): boolean {
    return this.#taken.get(peerId)?.data === false;
  }

  /** What the page takes of a peer; undefined: as of everybody. */
  take(peerId: PeerId, takes: Takes | undefined): void {
    const { mesh, roster, automatic } = this.#parts;
    if (takes === undefined) this.#taken.delete(peerId);
    else this.#taken.set(peerId, takes);
    mesh.takes(peerId, takes ?? { audio: automatic, video: automatic, data: automatic });
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

  /** The peer's page has said so, with each link. */
  manual(peerId: PeerId): void {
    this.give(peerId, this.#given.get(peerId) ?? onlyRules);
  }

  arrived(peerId: PeerId): void {
    if (this.#rules.has(peerId)) this.#follow(peerId);
  }

  /** What is published here has changed. */
  published(): void {
    for (const peerId of new Set([...this.#rules.keys(), ...this.#given.keys()])) this.#follow(peerId);
  }

  #follow(receiver: PeerId): void {
    const { mesh, roster, self, tracks } = this.#parts;
    if (receiver === self.peerId) return roster.resubscribe();
    const rules = this.#rules.get(receiver);
    const given = this.#given.get(receiver);
    const takes = rules !== undefined && given === onlyRules ? undefined : given;
    const withheld = [...tracks()].filter(
      (track) =>
        takes?.[track.kind] === false ||
        (rules !== undefined && !isSubscribed(rules, { publisher: self, track })),
    );
    mesh.withhold(receiver, new Set(withheld.map(({ sid }) => sid)));
  }
}
