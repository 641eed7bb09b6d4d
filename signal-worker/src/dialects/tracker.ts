import { fullBudget, spend, type Budget } from "../budget.ts";
import { dialectLimits, trackerLimits, wsClose } from "./dialect-limits.ts";
import { isTooLarge } from "./frame-size.ts";
import {
  announceFrame,
  failureFrame,
  parseTrackerFrame,
  scrapeFrame,
  type TrackerFrame,
  type TrackerRequest,
} from "./tracker-frames.ts";

/**
 * The rules of one open tracker: its sockets, and the swarms that they announce. No Cloudflare, no clock and
 * no chance in here. Swarms are an index over the seats, so that a seat is all there is to keep.
 */

/** One socket in one swarm. */
export interface Membership {
  readonly infoHash: string;
  readonly peerId: string;
  readonly isSeeder: boolean;
  readonly announcedMs: number;
}

/** An offer that this socket was handed and may answer, once. */
export interface ReceivedOffer {
  readonly infoHash: string;
  readonly offerId: string;
  /** The offerer's seat: another socket with the same peer id does not get the answer. */
  readonly fromSeat: number;
  readonly fromPeerId: string;
}

export interface TrackerSeat {
  /** The time of opening in ms, made to grow with each socket and so never used twice. */
  readonly number: number;
  readonly lastSeenMs: number;
  /** In a row. */
  readonly badFrames: number;
  readonly budget: Budget;
  readonly memberships: readonly Membership[];
  /** Oldest first. */
  readonly offers: readonly ReceivedOffer[];
}

export type TrackerEffect =
  | { readonly kind: "send"; readonly seat: number; readonly frame: TrackerFrame }
  | { readonly kind: "close"; readonly seat: number; readonly code: number; readonly reason: string }
  /** The seat has changed and wants to be kept. */
  | { readonly kind: "keep"; readonly seat: TrackerSeat };

type Request<Kind extends TrackerRequest["kind"]> = Extract<TrackerRequest, { kind: Kind }>;

export class Tracker {
  readonly #seats = new Map<number, TrackerSeat>();
  /** By info_hash: the seats that announced it. */
  readonly #swarms = new Map<string, Map<number, Membership>>();
  #effects: TrackerEffect[] = [];

  constructor(seats: Iterable<TrackerSeat> = []) {
    for (const seat of seats) this.#index(seat);
  }

  get size(): number {
    return this.#seats.size;
  }

  /** @returns undefined where every place is taken. */
  open(nowMs: number): TrackerSeat | undefined {
    if (this.size >= dialectLimits.sockets) return undefined;
    const number = Math.max(nowMs, ...[...this.#seats.keys()].map((other) => other + 1));
    const rest = {
      badFrames: 0,
      budget: fullBudget(dialectLimits.frames, nowMs),
      memberships: [],
      offers: [],
    };
    const seat: TrackerSeat = { number, lastSeenMs: nowMs, ...rest };
    this.#index(seat);
    return seat;
  }

  /** @param random gives numbers from 0 up to 1: it chooses who is handed an offer. */
  receive(number: number, data: string | ArrayBuffer, nowMs: number, random: () => number): TrackerEffect[] {
    const seat = this.#seats.get(number);
    if (seat === undefined) return [];
    const budget = spend(seat.budget, dialectLimits.frames, 1, nowMs);
    if (budget === undefined) return this.#shutOut(seat, "too many messages", wsClose.policy);
    if (isTooLarge(data)) return this.#shutOut(seat, "message too large", wsClose.tooBig);
    const request = parseTrackerFrame(typeof data === "string" ? data : "");
    if (request.kind === "bad") return this.#refuse({ ...seat, budget }, request);
    const sender: TrackerSeat = { ...seat, lastSeenMs: nowMs, badFrames: 0, budget };
    this.#keep(sender);
    if (request.kind === "announce") this.#announce(sender, request, nowMs, random);
    else if (request.kind === "answer") this.#answer(sender, request);
    else this.#scrape(sender, request);
    return this.#takeEffects();
  }

  /** The socket has closed or failed. */
  lose(number: number): void {
    const seat = this.#seats.get(number);
    if (seat === undefined) return;
    for (const { infoHash } of seat.memberships) this.#unindex(infoHash, number);
    this.#seats.delete(number);
  }

  /** Forgets who has not announced for too long, and closes sockets that have said nothing at all. */
  sweep(nowMs: number): TrackerEffect[] {
    const isRecent = (atMs: number) => nowMs - atMs <= trackerLimits.silenceMs;
    for (const seat of this.#seats.values()) {
      if (!isRecent(seat.lastSeenMs)) {
        this.lose(seat.number);
        this.#close(seat, wsClose.goingAway, "silent");
        continue;
      }
      const memberships = seat.memberships.filter(({ announcedMs }) => isRecent(announcedMs));
      if (memberships.length < seat.memberships.length) this.#keep({ ...seat, memberships });
    }
    return this.#takeEffects();
  }

  #announce(seat: TrackerSeat, request: Request<"announce">, nowMs: number, random: () => number): void {
    const { infoHash, peerId, isSeeder, isStopped } = request;
    const others = seat.memberships.filter((membership) => membership.infoHash !== infoHash);
    if (isStopped) {
      const offers = seat.offers.filter((offer) => offer.infoHash !== infoHash);
      this.#keep({ ...seat, memberships: others, offers });
    } else if (others.length >= trackerLimits.swarmsPerSocket) {
      return this.#send(seat.number, failureFrame("too many torrents on one socket", infoHash));
    } else {
      const membership: Membership = { infoHash, peerId, isSeeder, announcedMs: nowMs };
      this.#keep({ ...seat, memberships: [...others, membership] });
    }
    this.#send(seat.number, announceFrame(infoHash, this.#count(infoHash)));
    if (!isStopped) this.#handOut(seat.number, request, random);
  }

  /** Each offer to another member, chosen by chance. What is left over goes nowhere. */
  #handOut(from: number, { infoHash, peerId, offers }: Request<"announce">, random: () => number): void {
    const members = [...(this.#swarms.get(infoHash) ?? [])].filter(
      ([number, member]) => number !== from && member.peerId !== peerId,
    );
    for (const { offerId, offer } of offers) {
      if (members.length === 0) return;
      const [chosen] = members.splice(Math.floor(random() * members.length), 1);
      const seat = chosen === undefined ? undefined : this.#seats.get(chosen[0]);
      if (seat === undefined) continue;
      const received: ReceivedOffer = { infoHash, offerId, fromSeat: from, fromPeerId: peerId };
      this.#keep({ ...seat, offers: [...seat.offers, received].slice(-trackerLimits.offersKept) });
      const head = { action: "announce", info_hash: infoHash, peer_id: peerId, offer_id: offerId } as const;
      this.#send(seat.number, { ...head, offer });
    }
  }

  /** Goes to the offerer, once, and is dropped where there is no such offer or offerer any more. */
  #answer(seat: TrackerSeat, { infoHash, peerId, toPeerId, offerId, answer }: Request<"answer">): void {
    const isMember = this.#swarms.get(infoHash)?.get(seat.number)?.peerId === peerId;
    const offer = seat.offers.find(
      (other) => other.infoHash === infoHash && other.offerId === offerId && other.fromPeerId === toPeerId,
    );
    if (!isMember || offer === undefined) return;
    this.#keep({ ...seat, offers: seat.offers.filter((other) => other !== offer) });
    if (this.#swarms.get(infoHash)?.get(offer.fromSeat)?.peerId !== toPeerId) return;
    const head = { action: "announce", info_hash: infoHash, peer_id: peerId, offer_id: offerId } as const;
    this.#send(offer.fromSeat, { ...head, answer });
  }

  #scrape(seat: TrackerSeat, { infoHashes }: Request<"scrape">): void {
    const counts = new Map(infoHashes.map((infoHash) => [infoHash, this.#count(infoHash)]));
    this.#send(seat.number, scrapeFrame(counts));
  }

  #count(infoHash: string): { complete: number; incomplete: number } {
    const members = [...(this.#swarms.get(infoHash)?.values() ?? [])];
    const complete = members.filter(({ isSeeder }) => isSeeder).length;
    return { complete, incomplete: members.length - complete };
  }

  #refuse(seat: TrackerSeat, { reason, infoHash }: Request<"bad">): TrackerEffect[] {
    const badFrames = seat.badFrames + 1;
    if (badFrames >= dialectLimits.badFrames) return this.#shutOut(seat, reason, wsClose.policy);
    this.#keep({ ...seat, badFrames });
    this.#send(seat.number, failureFrame(reason, infoHash));
    return this.#takeEffects();
  }

  #shutOut(seat: TrackerSeat, reason: string, code: number): TrackerEffect[] {
    this.lose(seat.number);
    this.#send(seat.number, failureFrame(reason));
    this.#close(seat, code, reason);
    return this.#takeEffects();
  }

  #send(seat: number, frame: TrackerFrame): void {
    this.#effects.push({ kind: "send", seat, frame });
  }

  #close({ number }: TrackerSeat, code: number, reason: string): void {
    this.#effects.push({ kind: "close", seat: number, code, reason });
  }

  #keep(seat: TrackerSeat): void {
    for (const { infoHash } of this.#seats.get(seat.number)?.memberships ?? []) {
      this.#unindex(infoHash, seat.number);
    }
    this.#index(seat);
    this.#effects.push({ kind: "keep", seat });
  }

  #index(seat: TrackerSeat): void {
    this.#seats.set(seat.number, seat);
    for (const membership of seat.memberships) {
      const swarm = this.#swarms.get(membership.infoHash) ?? new Map<number, Membership>();
      this.#swarms.set(membership.infoHash, swarm.set(seat.number, membership));
    }
  }

  #unindex(infoHash: string, number: number): void {
    const swarm = this.#swarms.get(infoHash);
    swarm?.delete(number);
    if (swarm?.size === 0) this.#swarms.delete(infoHash);
  }

  /** The last `keep` of each seat is enough. */
  #takeEffects(): TrackerEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    const kept = new Map(
      effects.flatMap((effect) => (effect.kind === "keep" ? [[effect.seat.number, effect] as const] : [])),
    );
    return [...kept.values(), ...effects.filter((effect) => effect.kind !== "keep")];
  }
}
