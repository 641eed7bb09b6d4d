import type { Act } from "#protocol/act";
import type { LeaveReason, Member } from "#protocol/announce";
import type { News } from "#protocol/news";
import type { PublishedTrackJson } from "#protocol/published-track";
import type { SubscribeRule } from "#protocol/subscribe-rule";
import type { ErrorCode } from "#protocol/errors";
import { MeshcallError } from "../../web/room/errors.ts";
import type { Joined, Signaling, SignalingFact } from "../../web/room/ports.ts";

/** What a member is and may: left out is a publisher whom nobody has silenced. */
export type Place = Pick<Member, "role" | "isPublishing" | "silenced">;

interface Seat {
  member: Member;
  /** Grows with each socket: the higher of two came later and makes the offer. */
  number: number;
  hearsRoll: boolean;
  deliver(fact: SignalingFact): void;
}

/** A room's signal-worker in memory: the same rules, no network. Test/contracts holds it to the real one. */
export class SignalingHub {
  readonly #sid = `RM${randomHex(32)}`;
  readonly #capacity: number;
  readonly #seats = new Map<string, Seat>();
  readonly #rules = new Map<string, SubscribeRule[]>();
  #lastNumber = 0;
  /** Told of every fact just before it is delivered. Returning false loses it on the way. */
  onDeliver: (to: string, fact: SignalingFact) => boolean = () => true;
  /** What comes of an act; nothing by itself. */
  onAct: (by: Member, act: Act) => Omit<Extract<News, { is: "acted" }>, "is" | "id"> = () => ({});

  /** @param capacity how many may be in at once */
  constructor(capacity = 10) {
    this.#capacity = capacity;
  }

  /** A socket for somebody who is not in yet. */
  socket(identity: string, place: Place = {}): HubSocket {
    return new HubSocket(this, {
      peerId: randomHex(20),
      sid: `PA${randomHex(32)}`,
      identity,
      name: identity,
      ...place,
    });
  }

  /** To one member, or everybody. */
  news(news: News, to: string[] = [...this.#seats.keys()]): void {
    for (const peerId of to) this.send(peerId, { fact: "news", news });
  }

  /** Makes somebody something else, and tells everybody. Who publishes from now on is welcomed anew. */
  place(member: Member, place: Place, by?: Member): void {
    const seat = this.#seats.get(member.peerId);
    if (seat === undefined) return;
    const before = isActive(seat.member);
    Object.assign(seat.member, place);
    const { peerId, name, role = "publisher", silenced = { audio: false, video: false } } = seat.member;
    const isPublishing = isActive(seat.member);
    this.news({
      is: "member",
      peerId,
      name,
      role,
      isPublishing,
      silenced,
      ...(by === undefined ? {} : { by: by.peerId }),
    });
    if (isPublishing && !before) this.enter(seat.member, seat.deliver);
  }

  /** @internal */
  act(by: Member, id: number, act: Act): void {
    this.news({ is: "acted", id, ...this.onAct(by, act) }, [by.peerId]);
  }

  /** Subscribe rules for one member, as REST sets them: everybody is told. */
  setRules({ peerId }: Member, rules: SubscribeRule[]): void {
    this.#rules.set(peerId, rules);
    for (const to of this.#seats.keys()) this.send(to, { fact: "rules", peerId, rules });
  }

  /** Puts somebody out for good, or everybody. */
  putOut(code: ErrorCode, peerIds: string[] = [...this.#seats.keys()]): void {
    for (const peerId of peerIds) {
      const member = this.#seats.get(peerId)?.member;
      if (member === undefined) continue;
      this.send(peerId, { fact: "refused", error: new MeshcallError(code) });
      this.leave(member, "evicted");
    }
  }

  /** @internal */
  enter(member: Member, deliver: (fact: SignalingFact) => void): void {
    const again = this.#seats.get(member.peerId);
    if (again === undefined) {
      for (const { member: other } of this.#seats.values()) {
        if (other.identity === member.identity) this.#evict(other);
      }
      if (this.#seats.size >= this.#capacity)
        return deliver({ fact: "refused", error: new MeshcallError(53105) });
    }
    const seat = { member, number: ++this.#lastNumber, hearsRoll: false, deliver };
    this.#seats.delete(member.peerId);
    const peers = [...this.#seats.values()]
      .map((other) => other.member)
      .filter((other) => isActive(member) || isActive(other));
    this.#seats.set(member.peerId, seat);
    const room: Joined["room"] = {
      sid: this.#sid,
      name: "hub",
      type: "go",
      maxParticipants: this.#capacity,
    };
    const rules = Array.from(this.#rules, ([peerId, each]) => ({ peerId, rules: each }));
    this.send(member.peerId, { fact: "joined", joined: { self: member, room, peers, ice: [], rules } });
    for (const [peerId, { hearsRoll }] of this.#seats) if (hearsRoll) this.callRoll(peerId);
  }

  /** @internal */
  leave(member: Member, reason: LeaveReason): void {
    if (!this.#seats.delete(member.peerId)) return;
    for (const peerId of this.#seats.keys())
      this.send(peerId, { fact: "left", peerId: member.peerId, reason });
  }

  /** @internal From now on they hear who is in. */
  callRoll(to: string): void {
    const seat = this.#seats.get(to);
    if (seat === undefined) return;
    seat.hearsRoll = true;
    const others = [...this.#seats].filter(([peerId]) => peerId !== to);
    this.send(to, { fact: "said", said: { roll: others.map(([, { member }]) => member) } });
  }

  /** @internal In the order of coming, who came before. */
  before(member: Member): string[] {
    const own = this.#seats.get(member.peerId)?.number ?? 0;
    return [...this.#seats]
      .filter(([, seat]) => seat.number < own && (isActive(member) || isActive(seat.member)))
      .map(([peerId]) => peerId);
  }

  /** @internal An offer to somebody who is not in is answered with `left`. */
  tellIfAbsent(member: Member, peerId: string): void {
    if (!this.#seats.has(peerId)) this.send(member.peerId, { fact: "left", peerId, reason: "closed" });
  }

  /** @internal Later, as over a wire, and in order. */
  send(to: string, fact: SignalingFact): void {
    const seat = this.#seats.get(to);
    if (seat === undefined) return;
    const text = JSON.stringify(fact, (_key, value: unknown) =>
      value instanceof MeshcallError ? { code: value.code } : value,
    );
    setTimeout(() => {
      if (!this.onDeliver(seat.member.identity, fact)) return;
      const error = fact.fact === "refused" ? { error: fact.error } : {};
      seat.deliver({ ...JSON.parse(text), ...error });
    });
  }

  #evict(member: Member): void {
    this.send(member.peerId, { fact: "refused", error: new MeshcallError(53205) });
    this.leave(member, "evicted");
  }
}

/** One participant's way to a {@link SignalingHub}. */
export class HubSocket implements Signaling {
  readonly member: Member;
  /** What the page has told of its tracks. */
  published: PublishedTrackJson[] = [];
  readonly #hub: SignalingHub;
  /** Offers that the hub carried between the two; nothing else may be answered. */
  readonly #received = new Set<string>();
  #onFact: (fact: SignalingFact) => void = () => undefined;
  #is: "new" | "open" | "away" | "closed" = "new";

  constructor(hub: SignalingHub, member: Member) {
    this.#hub = hub;
    this.member = member;
  }

  open(onFact: (fact: SignalingFact) => void): void {
    this.#onFact = onFact;
    this.restore();
  }

  announce(offers: Parameters<Signaling["announce"]>[0]): void {
    if (this.#is !== "open") return;
    const before = this.#hub.before(this.member);
    for (const { description } of offers) {
      const to = addressOf(description);
      if (typeof to === "string") this.#hub.tellIfAbsent(this.member, to);
    }
    const addressed = offers.filter(({ description }) => addressOf(description) !== undefined);
    const free = offers.filter((offer) => !addressed.includes(offer));
    for (const peerId of before) {
      const offer = addressed.find(({ description }) => addressOf(description) === peerId) ?? free.shift();
      if (offer === undefined) continue;
      const { sdp, hello } = offer.description;
      const description = hello === undefined ? { sdp } : { sdp, hello };
      this.#hub.send(peerId, { fact: "offered", from: this.member, offerId: offer.offerId, description });
    }
  }

  answer(to: string, offerId: string, description: Parameters<Signaling["answer"]>[2]): void {
    if (this.#is !== "open" || !this.#received.delete(`${to} ${offerId}`)) return;
    this.#hub.send(to, { fact: "answered", from: this.member.peerId, offerId, description });
  }

  candidates(to: string, offerId: string, candidates: Parameters<Signaling["candidates"]>[2]): void {
    if (this.#is !== "open") return;
    this.#hub.send(to, { fact: "candidates", from: this.member.peerId, offerId, candidates });
  }

  parcel(to: string, parcel: string): void {
    if (this.#is !== "open") return;
    this.#hub.send(to, { fact: "parcel", from: this.member.peerId, parcel });
  }

  say(to: string, text: string): boolean {
    if (this.#is !== "open") return false;
    const { member } = this;
    this.#hub.send(to, { fact: "said", said: { from: member, text } });
    return true;
  }

  roll(): boolean {
    if (this.#is !== "open") return false;
    this.#hub.callRoll(this.member.peerId);
    return true;
  }

  tracks(tracks: PublishedTrackJson[]): void {
    this.published = tracks;
  }

  act(id: number, act: Act): void {
    if (this.#is === "open") this.#hub.act(this.member, id, act);
  }

  async updateToken(): Promise<number> {
    if (this.#is === "closed") throw new MeshcallError(53204);
    return 86_400; // the hub asks for no token
  }

  close(): void {
    if (this.#is === "closed") return;
    this.#is = "closed";
    this.#hub.leave(this.member, "stopped");
  }

  /** The socket is lost, as when a cable is pulled. @param said whether the others are told */
  cut(said = true): void {
    this.#is = "away";
    if (said) this.#hub.leave(this.member, "closed");
    this.#onFact({ fact: "away" });
  }

  /** The socket is back. */
  restore(): void {
    this.#is = "open";
    this.#hub.enter(this.member, (fact) => this.#hear(fact));
  }

  #hear(fact: SignalingFact): void {
    if (this.#is !== "open") return;
    if (fact.fact === "offered") this.#received.add(`${fact.from.peerId} ${fact.offerId}`);
    if (fact.fact === "refused") this.#is = "closed";
    this.#onFact(fact);
  }
}

function isActive({ role, isPublishing }: Member): boolean {
  return role !== "attendee" && isPublishing !== false;
}

/** An offer may name its taker (docs/protocol.md); the server takes the address out. */
function addressOf(description: object): unknown {
  return Reflect.get(description, "to_peer_id");
}

function randomHex(digits: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(digits / 2));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
