import type { RoomType } from "#protocol/limits";
import type { PublishedTrackJson } from "#protocol/published-track";
import type { RoomFact, RoomSettings } from "../../signal-worker/src/facts.ts";
import type { OutgoingFrame } from "../../signal-worker/src/frames.ts";
import { infoHashOf, newSid, type RandomBytes } from "../../signal-worker/src/ids.ts";
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
  /** Of rooms that are made by joining them. */
  adHoc: RoomSettings | undefined = room.defaultSettings("go");
  /** Undefined: no room is in progress. */
  state: room.RoomState | undefined;
  /** All that was told to the account, in order. */
  readonly facts: RoomFact[] = [];
  /** Rooms that have ended, by SID. */
  readonly former = new Map<string, { isFinal: boolean; nextSequence: number }>();
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

  set roomType(type: RoomType) {
    this.adHoc = room.defaultSettings(type);
  }

  get record(): room.RoomRecord | undefined {
    return this.state?.record;
  }

  get seats(): readonly Seat[] {
    return this.state?.seats ?? [];
  }

  get infoHash(): string {
    return infoHashOf(this.record?.sid ?? "");
  }

  join(identity: string, resume?: Resume, grant?: string): room.Admission {
    this.nowMs++;
    this.effects = [];
    const former = resume && this.former.get(resume.roomSid);
    const hasEnded = resume !== undefined && this.ended.has(resume.peerId);
    const admission = room.admit(this.state, {
      roomName: "standup",
      grant,
      adHoc: this.adHoc,
      identity,
      name: identity,
      resume,
      over: former?.isFinal === true ? 53118 : hasEnded ? 53204 : undefined,
      formerSequence: former?.nextSequence,
      nowMs: this.nowMs,
      random: this.#random,
    });
    if ("seat" in admission) this.#apply(admission);
    else if ("outcome" in admission && admission.outcome !== undefined) this.#apply(admission.outcome);
    return admission;
  }

  /** Joins and takes it for granted that there is a place. */
  seat(identity: string, resume?: Resume): Seat {
    const admission = this.join(identity, resume);
    if (!("seat" in admission)) throw new Error(`${identity} is not in: ${JSON.stringify(admission)}`);
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
    this.effects = [];
    if (this.state !== undefined) this.#apply(room.receive(this.state, seat.number, raw, this.nowMs));
  }

  lose(seat: Seat): void {
    this.effects = [];
    if (this.state !== undefined) this.#apply(room.lose(this.state, seat.number, this.nowMs));
  }

  /** The alarm goes off. */
  sweep(): void {
    this.effects = [];
    if (this.state !== undefined) this.#apply(room.tick(this.state, this.nowMs));
  }

  /** What REST wants. @returns whether there was something to do it to */
  order(rule: (state: room.RoomState, nowMs: number) => room.Outcome | undefined): boolean {
    this.effects = [];
    const outcome = this.state && rule(this.state, this.nowMs);
    if (outcome !== undefined) this.#apply(outcome);
    return outcome !== undefined;
  }

  /** A room that REST makes. @returns whether there was none */
  open(settings: Partial<RoomSettings> = {}): boolean {
    const wanted = {
      roomSid: newSid("RM", this.#random),
      roomName: "standup",
      settings: { ...room.defaultSettings("go"), ...settings },
    };
    const outcome = room.open(this.state, wanted, this.nowMs);
    if (outcome !== undefined) this.#apply(outcome);
    return outcome !== undefined;
  }

  /** The object starts anew, and has lost its sockets without a word. */
  restart(): void {
    this.effects = [];
    if (this.state !== undefined) this.state = room.reconcile({ ...this.state, seats: [] }, this.nowMs);
  }

  /** Time passes; the seats named here kept beating. */
  wait(ms: number, ...beating: readonly Seat[]): void {
    this.nowMs += ms;
    this.effects = [];
    const numbers = new Set(beating.map((seat) => seat.number));
    const seats = this.seats.map((seat) =>
      numbers.has(seat.number) ? { ...seat, lastSeenMs: this.nowMs } : seat,
    );
    if (this.state !== undefined) this.state = { ...this.state, seats };
  }

  /** Frames that a seat was sent, without those that were taken before. */
  take(seat: Seat): OutgoingFrame[] {
    const frames = this.inbox.get(seat.number) ?? [];
    this.inbox.delete(seat.number);
    return frames;
  }

  #apply({ state, effects, facts }: room.Outcome): void {
    const { phase, sid, nextSequence } = state.record;
    if (phase.is === "ended") this.former.set(sid, { isFinal: phase.isFinal, nextSequence });
    this.state = phase.is === "ended" ? undefined : state;
    this.effects = effects;
    this.facts.push(...facts);
    for (const effect of effects) {
      if (effect.kind === "session ends") this.ended.add(effect.peerId);
      else if (effect.kind === "answer knock") continue;
      else if (effect.kind === "welcome anew" || effect.kind === "hash act") continue;
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

export function tracksFrame(world: World, from: Seat, ...tracks: readonly PublishedTrackJson[]) {
  return { ...head(world, from), mesh: { tracks } };
}

export function sayFrame(world: World, from: Seat, to: Seat, say: string) {
  return { ...head(world, from), to_peer_id: to.member.peerId, mesh: { say } };
}

export function rollFrame(world: World, from: Seat) {
  return { ...head(world, from), mesh: { roll: true } };
}

export function stoppedFrame(world: World, from: Seat) {
  return { ...head(world, from), event: "stopped" };
}

function head(world: World, from: Seat) {
  return { action: "announce", info_hash: world.infoHash, peer_id: from.member.peerId };
}
