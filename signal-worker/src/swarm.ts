import type { ClientFrame, Member } from "#protocol/announce";
import type { Budget } from "./budget.ts";
import { announceReply, left, type OutgoingFrame } from "./frames.ts";

/**
 * Who may send what to whom. Pure: seats and a frame in, seats and frames out.
 * All that a rule asks is in the sender's own seat, so that a peer who left or lost its socket meanwhile
 * makes nobody a liar.
 */

/** An offer that the server really carried between this seat and `peerId`. */
export interface CarriedOffer {
  readonly offerId: string;
  /** The other side. */
  readonly peerId: string;
  readonly role: "sent" | "received" | "answered";
}

/** A participant's place in the room: one socket, until it is lost. */
export interface Seat {
  /**
   * The time of joining in ms, made to grow with each socket and so never used twice.
   * Of two seats, the higher came later and makes the offer.
   */
  readonly number: number;
  readonly member: Member;
  readonly joinedAtMs: number;
  /** Last heartbeat, or the joining where there was none yet. */
  readonly lastSeenMs: number;
  /** In a row. */
  readonly badFrames: number;
  /** What it may still send. */
  readonly frames: Budget;
  /** How many offers it may still make. */
  readonly offersLeft: Budget;
  /** How many changes of its tracks it may still tell of. */
  readonly changesLeft: Budget;
  /** How much it may still say to others. */
  readonly saysLeft: Budget;
  /** It wants to know who is in. */
  readonly hearsRoll: boolean;
  /** When the token ends that it was opened or renewed with. */
  readonly tokenEndMs: number;
  /** How many acts it may still ask for. */
  readonly actsLeft: Budget;
  /** As its page says, where the room's rules have it. */
  readonly isTalking: boolean;
  readonly offers: readonly CarriedOffer[];
}

export interface SendEffect {
  readonly kind: "send";
  readonly seat: number;
  readonly frame: OutgoingFrame;
}

export interface Relayed {
  readonly seats: readonly Seat[];
  readonly effects: readonly SendEffect[];
}

/** Enough for ten who publish and twenty who attend, twice over; keeps a seat well under an attachment's 16 KB. */
const offersKept = 64;

export interface Swarm {
  readonly infoHash: string;
  readonly seats: readonly Seat[];
  /** Whoever sits there, as others see them. */
  readonly describe: (seat: Seat) => Member;
}
type RelayFrame = Exclude<ClientFrame, { kind: "stopped" | "token" | "tracks" | "act" | "roll" }>;

/** @returns undefined where the sender may not send this: nothing of it is relayed. */
export function relay(swarm: Swarm, from: Seat, frame: RelayFrame): Relayed | undefined {
  switch (frame.kind) {
    case "offers":
      return relayOffers(swarm, from, frame);
    case "answer":
      return relayAnswer(swarm, from, frame);
    case "candidates":
      return relayCandidates(swarm, from, frame);
    case "parcel":
      return relayParcel(swarm, from, frame);
    case "say":
      return relaySay(swarm, from, frame);
    default:
      return frame satisfies never;
  }
}

type OfferItem = Extract<ClientFrame, { kind: "offers" }>["offers"][number];

/**
 * Offers go to members that were there before; those that are left over go nowhere. Of an addressee who is not
 * in at all the sender hears `left`: it missed that, and would dial them again and again.
 */
function relayOffers(
  swarm: Swarm,
  from: Seat,
  { info_hash: infoHash, offers }: Extract<ClientFrame, { kind: "offers" }>,
): Relayed | undefined {
  const { seats, describe } = swarm;
  if (new Set(offers.map((item) => item.offer_id)).size < offers.length) return undefined;
  const effects: SendEffect[] = [];
  const changed = new Map<number, Seat>();
  let sender = from;
  for (const [seat, { offer_id: offerId, offer }] of deal(seatsBefore(swarm, from), offers)) {
    const { to_peer_id: _, ...description } = offer;
    sender = withOffer(sender, { offerId, peerId: seat.member.peerId, role: "sent" });
    changed.set(seat.number, withOffer(seat, { offerId, peerId: from.member.peerId, role: "received" }));
    effects.push({
      kind: "send",
      seat: seat.number,
      frame: {
        ...headOf(infoHash, from, offerId),
        offer: description,
        mesh: { from: describe(from) },
      },
    });
  }
  changed.set(from.number, sender);
  const present = new Set(seats.map((seat) => seat.member.peerId));
  const addressees = new Set(offers.flatMap(({ offer }) => offer.to_peer_id ?? []));
  for (const peerId of addressees) {
    if (present.has(peerId)) continue;
    effects.push({ kind: "send", seat: from.number, frame: left(infoHash, { peerId, reason: "closed" }) });
  }
  // Who names everybody knows who is in.
  if (addressees.size < offers.length || offers.length === 0)
    effects.push({ kind: "send", seat: from.number, frame: announceReply(infoHash, seats.length) });
  return { seats: seats.map((seat) => changed.get(seat.number) ?? seat), effects };
}

/** Addressed offers first, one for each seat; the others in roster order to the seats that got none. */
function deal(seats: readonly Seat[], offers: readonly OfferItem[]): ReadonlyMap<Seat, OfferItem> {
  const dealt = new Map<Seat, OfferItem>();
  for (const item of offers) {
    const seat = seats.find((other) => other.member.peerId === item.offer.to_peer_id);
    if (seat !== undefined && !dealt.has(seat)) dealt.set(seat, item);
  }
  const unaddressed = offers.filter((item) => item.offer.to_peer_id === undefined);
  for (const seat of seats) {
    if (dealt.has(seat)) continue;
    const item = unaddressed.shift();
    if (item !== undefined) dealt.set(seat, item);
  }
  return dealt;
}

function relayAnswer(
  swarm: Swarm,
  from: Seat,
  frame: Extract<ClientFrame, { kind: "answer" }>,
): Relayed | undefined {
  const { seats } = swarm;
  const { info_hash: infoHash, offer_id: offerId, to_peer_id: peerId, answer } = frame;
  const offer = findOffer(from, offerId, peerId);
  if (offer?.role !== "received") return undefined;
  const answered = withOffer(from, { offerId, peerId, role: "answered" });
  const head = headOf(infoHash, from, offerId);
  return {
    seats: seats.map((seat) => (seat.number === from.number ? answered : seat)),
    effects: sendTo(swarm, from, peerId, { ...head, answer }),
  };
}

function relayCandidates(
  swarm: Swarm,
  from: Seat,
  frame: Extract<ClientFrame, { kind: "candidates" }>,
): Relayed | undefined {
  const { seats } = swarm;
  const { info_hash: infoHash, offer_id: offerId, to_peer_id: peerId, mesh } = frame;
  if (findOffer(from, offerId, peerId) === undefined) return undefined;
  const head = headOf(infoHash, from, offerId);
  return { seats, effects: sendTo(swarm, from, peerId, { ...head, mesh: { candidates: mesh.candidates } }) };
}

/**
 * To anybody in the room, without asking for an offer: two may have met before this server knew of them. Only
 * who has a link with the sender can open it.
 */
function relayParcel(
  swarm: Swarm,
  from: Seat,
  { info_hash: infoHash, to_peer_id: peerId, mesh: { parcel } }: Extract<ClientFrame, { kind: "parcel" }>,
): Relayed {
  const { seats } = swarm;
  const head = { action: "announce", info_hash: infoHash, peer_id: from.member.peerId } as const;
  return { seats, effects: sendTo(swarm, from, peerId, { ...head, mesh: { parcel } }) };
}

/** To anybody in the room: who has a link with the sender hears it there. Unread, but for who says it. */
function relaySay(
  { seats, describe }: Swarm,
  from: Seat,
  { info_hash: infoHash, to_peer_id: peerId, mesh: { say } }: Extract<ClientFrame, { kind: "say" }>,
): Relayed {
  const said = { from: describe(from), text: say };
  const to = seats.find((seat) => seat !== from && seat.member.peerId === peerId);
  if (to === undefined || to.number === from.number) return { seats, effects: [] };
  const frame = { action: "announce", info_hash: infoHash, mesh: { said } } as const;
  return { seats, effects: [{ kind: "send", seat: to.number, frame }] };
}

/** Everybody else, to each of `listeners` who wants to know. */
export function callRoll(
  { infoHash, seats, describe }: Swarm,
  listeners: readonly Pick<Seat, "number">[],
): readonly SendEffect[] {
  return listeners.map(({ number }) => {
    const roll = seats.filter((seat) => seat.number !== number).map(describe);
    return {
      kind: "send",
      seat: number,
      frame: { action: "announce", info_hash: infoHash, mesh: { said: { roll } } },
    };
  });
}

function headOf(infoHash: string, { member }: Seat, offerId: string) {
  return { action: "announce", info_hash: infoHash, peer_id: member.peerId, offer_id: offerId } as const;
}

/** The members that `seat` makes offers to, in the order of the welcome's `peers`. */
export function seatsBefore(swarm: Swarm, seat: Seat): readonly Seat[] {
  return swarm.seats.filter((other) => other.number < seat.number && areLinked(swarm, other, seat));
}

/** Of two who both do not publish, neither has anything for the other. */
function areLinked({ describe }: Swarm, one: Seat, other: Seat): boolean {
  return [one, other].some((seat) => describe(seat).isPublishing !== false);
}

/** Nothing at all where the addressee has left meanwhile, or has no link with the sender any more: that is nobody's fault. */
function sendTo(swarm: Swarm, from: Seat, peerId: string, frame: OutgoingFrame): readonly SendEffect[] {
  const seat = swarm.seats.find((other) => other.member.peerId === peerId);
  if (seat === undefined || !areLinked(swarm, from, seat)) return [];
  return [{ kind: "send", seat: seat.number, frame }];
}

function findOffer(seat: Seat, offerId: string, peerId: string): CarriedOffer | undefined {
  return seat.offers.find((offer) => offer.offerId === offerId && offer.peerId === peerId);
}

/** Replaces the entry of the same offer, else drops the oldest beyond {@link offersKept}. */
function withOffer(seat: Seat, carried: CarriedOffer): Seat {
  const last = seat.offers.at(-1);
  if (last?.offerId === carried.offerId && last.peerId === carried.peerId && last.role === carried.role)
    return seat;
  const others = seat.offers.filter(
    (offer) => offer.offerId !== carried.offerId || offer.peerId !== carried.peerId,
  );
  return { ...seat, offers: [...others, carried].slice(-offersKept) };
}
