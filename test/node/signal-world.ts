import type { RoomType } from "#protocol/limits";
import type { OutgoingFrame } from "../../signal-worker/src/frames.ts";
import { infoHashOf, type RandomBytes } from "../../signal-worker/src/ids.ts";
import * as room from "../../signal-worker/src/room.ts";
import type { Seat } from "../../signal-worker/src/swarm.ts";

/** mulberry32: small, seeded, good enough to choose test cases. @returns numbers from 0 up to 1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function seededBytes(random: () => number): RandomBytes {
  return (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
}

type Resume = room.JoinRequest["resume"];

/** A room whose sockets are arrays: what each was sent, and how it was closed. */
export class World {
  nowMs = 1_700_000_000_000;
  roomType: RoomType = "go";
  record: room.RoomRecord | undefined;
  seats: readonly Seat[] = [];
  /** All frames that a seat was ever sent, by its number. */
  readonly inbox = new Map<number, OutgoingFrame[]>();
  readonly closed = new Map<number, { code: number; reason: string }>();
  /** Sessions that nobody can resume. */
  readonly ended = new Set<string>();
  /** Tokens that somebody wants to go on with. */
  readonly asked: { seat: number; token: string }[] = [];
  /** Of the last event. */
  effects: readonly room.Effect[] = [];
  readonly #random: RandomBytes;

  constructor(random: RandomBytes = seededBytes(seededRandom(1))) {
    this.#random = random;
  }

  get infoHash(): string {
    return infoHashOf(this.record?.sid ?? "");
  }

  join(identity: string, resume?: Resume): room.Admission {
    this.nowMs++;
    const hasEnded = resume !== undefined && this.ended.has(resume.peerId);
    const { roomType } = this;
    const request = {
      roomName: "standup",
      roomType,
      identity,
      name: identity,
      resume,
      hasEnded,
      nowMs: this.nowMs,
    };
    const admission = room.admit(this.record, this.seats, { ...request, random: this.#random });
    this.#apply(admission);
    return admission;
  }

  /** Joins and takes it for granted that there is a place. */
  seat(identity: string, resume?: Resume): Seat {
    const admission = this.join(identity, resume);
    if ("refused" in admission) throw new Error(`${identity} refused: ${admission.refused}`);
    return admission.seat;
  }

  /** What a session ticket of this seat would say. */
  ticketOf(seat: Seat): NonNullable<Resume> {
    return {
      roomSid: this.record?.sid ?? "",
      participantSid: seat.member.sid,
      peerId: seat.member.peerId,
    };
  }

  send(seat: Seat, data: unknown): void {
    const raw = typeof data === "string" || data instanceof ArrayBuffer ? data : JSON.stringify(data);
    this.#apply(room.receive(this.#state(), seat.number, raw, this.nowMs));
  }

  lose(seat: Seat): void {
    this.#apply(room.lose(this.#state(), seat.number));
  }

  sweep(): void {
    if (this.record !== undefined) this.#apply(room.sweep(this.#state(), this.nowMs));
  }

  /** Time passes; the seats named here kept beating. */
  wait(ms: number, ...beating: readonly Seat[]): void {
    this.nowMs += ms;
    this.effects = [];
    const numbers = new Set(beating.map((seat) => seat.number));
    this.seats = this.seats.map((seat) =>
      numbers.has(seat.number) ? { ...seat, lastSeenMs: this.nowMs } : seat,
    );
  }

  /** Frames that a seat was sent, without those that were taken before. */
  take(seat: Seat): OutgoingFrame[] {
    const frames = this.inbox.get(seat.number) ?? [];
    this.inbox.delete(seat.number);
    return frames;
  }

  #state(): room.RoomState {
    if (this.record === undefined) throw new Error("no room");
    return { record: this.record, seats: this.seats };
  }

  #apply({ state, effects }: room.Outcome): void {
    this.record = state.seats.length === 0 ? undefined : state.record;
    this.seats = state.seats;
    this.effects = effects;
    for (const effect of effects) {
      if (effect.kind === "session ends") this.ended.add(effect.peerId);
      else if (effect.kind === "check token") this.asked.push(effect);
      else if (effect.kind === "close")
        this.closed.set(effect.seat, { code: effect.code, reason: effect.reason });
      else this.inbox.set(effect.seat, [...(this.inbox.get(effect.seat) ?? []), effect.frame]);
    }
  }
}

export const offerId = (letter: string) => letter.repeat(20);

export function offersFrame(world: World, from: Seat, ...ids: readonly string[]) {
  const offers = ids.map((id) => ({ offer_id: id, offer: { type: "offer", sdp: `sdp of ${id}` } }));
  return { ...head(world, from), numwant: ids.length, offers };
}

export function answerFrame(world: World, from: Seat, to: Seat, id: string) {
  return {
    ...head(world, from),
    to_peer_id: to.member.peerId,
    offer_id: id,
    answer: { type: "answer", sdp: "sdp" },
  };
}

export function candidatesFrame(world: World, from: Seat, to: Seat, id: string) {
  const candidates = [{ candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", sdpMid: "0" }];
  return { ...head(world, from), to_peer_id: to.member.peerId, offer_id: id, mesh: { candidates } };
}

export function tokenFrame(world: World, from: Seat, token: string) {
  return { ...head(world, from), mesh: { token } };
}

export function stoppedFrame(world: World, from: Seat) {
  return { ...head(world, from), event: "stopped" };
}

function head(world: World, from: Seat) {
  return { action: "announce", info_hash: world.infoHash, peer_id: from.member.peerId };
}
