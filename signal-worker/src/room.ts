import { parseClientFrame, type LeaveReason, type Member } from "#protocol/announce";
import { closeCodes, closeReason, type ErrorCode } from "#protocol/errors";
import { heartbeat, limits, roomCapacity, type RoomType } from "#protocol/limits";
import { failure, left } from "./frames.ts";
import { infoHashOf, isRoomSid, newPeerId, newSid, type RandomBytes } from "./ids.ts";
import { relay, type Seat, type SendEffect } from "./swarm.ts";

/** Who is in the room and who may come in. Pure: the room-object carries the effects out. */

/** What outlives every socket and the object's memory; gone with the last member. */
export interface RoomRecord {
  readonly sid: string;
  readonly name: string;
  readonly type: RoomType;
  readonly createdMs: number;
}

/** `seats` in the order of their numbers. A room without seats has ended. */
export interface RoomState {
  readonly record: RoomRecord;
  readonly seats: readonly Seat[];
}

export interface CloseEffect {
  readonly kind: "close";
  readonly seat: number;
  readonly code: number;
  readonly reason: string;
}
export type Effect = SendEffect | CloseEffect;

export interface Outcome {
  readonly state: RoomState;
  readonly effects: readonly Effect[];
}

/** Somebody at the door, with a token that has been checked. */
export interface JoinRequest {
  readonly roomName: string;
  /** Of a room that is made by this join (default `go`); a room that is there keeps its own. */
  readonly roomType?: RoomType;
  readonly identity: string;
  readonly name: string;
  /** From a session ticket that has been checked: who they were before their socket broke. */
  readonly resume:
    | { readonly roomSid: string; readonly participantSid: string; readonly peerId: string }
    | undefined;
  readonly nowMs: number;
  readonly random: RandomBytes;
}
export type Admission = Outcome & ({ readonly seat: Seat } | { readonly refused: ErrorCode });

/**
 * RFC 6455 section 7.4.1. Both are final for the socket and not for the participant, who may come back
 * with the session ticket.
 */
const wsClose = { normal: 1000, goingAway: 1001 } as const;

/**
 * How often a room with somebody in it looks for dead sockets. Each look wakes the object, while a dead
 * socket hurts nobody meanwhile: whoever wants its place gets it at once, and peers with a link notice by
 * themselves. So twice the time that a socket may be silent.
 */
export const sweepIntervalMs = 2 * heartbeat.timeoutMs;

/**
 * Lets somebody in, or not. Their own older socket goes first and the dead ones next, so that neither
 * keeps them out of a full room.
 *
 * @param record undefined in a new room.
 */
export function admit(
  record: RoomRecord | undefined,
  seats: readonly Seat[],
  request: JoinRequest,
): Admission {
  const state = { record: recordFor(record, seats, request), seats };
  const older = seats.find((seat) => seat.member.identity === request.identity);
  const given = older === undefined ? { state, effects: [] } : giveUpSeat(state, older, request);
  const swept = sweep(given.state, request.nowMs);
  const effects = [...given.effects, ...swept.effects];
  const others = swept.state.seats;
  if (others.length >= roomCapacity[state.record.type])
    return { state: swept.state, effects, refused: 53105 };
  const seat: Seat = {
    number: Math.max(request.nowMs, ...seats.map((other) => other.number + 1)),
    member: memberFor(request),
    joinedAtMs: request.nowMs,
    lastSeenMs: request.nowMs,
    badFrames: 0,
    offers: older?.member.peerId === request.resume?.peerId ? (older?.offers ?? []) : [],
  };
  return { state: { ...state, seats: [...others, seat] }, effects, seat };
}

/** The same participant's socket goes without a word to the others, another one's with `left`. */
function giveUpSeat(state: RoomState, older: Seat, { resume }: JoinRequest): Outcome {
  const close = closing(older, closeCodes.evicted, closeReason(53205));
  if (older.member.peerId !== resume?.peerId) return unseat(state, older, "evicted", close);
  return { state: { ...state, seats: state.seats.filter((seat) => seat !== older) }, effects: [close] };
}

function recordFor(record: RoomRecord | undefined, seats: readonly Seat[], request: JoinRequest): RoomRecord {
  const { roomName: name, roomType: type = "go", resume, nowMs, random } = request;
  if (record !== undefined && (seats.length > 0 || resume === undefined)) return record;
  // A room that was made without a name is named by its SID.
  const sid = resume?.roomSid ?? (isRoomSid(name) ? name : newSid("RM", random));
  return record?.sid === sid ? record : { sid, name, type, createdMs: nowMs };
}

function memberFor({ identity, name, resume, random }: JoinRequest): Member {
  const sid = resume?.participantSid ?? newSid("PA", random);
  return { peerId: resume?.peerId ?? newPeerId(random), sid, identity, name };
}

/** A message of one socket. Whatever is in it, it is relayed by the rules or not at all. */
export function receive(state: RoomState, number: number, data: string | ArrayBuffer): Outcome {
  const seat = state.seats.find((other) => other.number === number);
  if (seat === undefined || data === heartbeat.text) return { state, effects: [] };
  if (byteLength(data) > limits.frameBytes) return unseatForBadFrame(state, seat);
  const frame = typeof data === "string" ? parseClientFrame(data) : undefined;
  const infoHash = infoHashOf(state.record.sid);
  if (frame === undefined || frame.info_hash !== infoHash || frame.peer_id !== seat.member.peerId) {
    return refuseFrame(state, seat);
  }
  if (frame.kind === "stopped")
    return unseat(state, seat, "stopped", closing(seat, wsClose.normal, "stopped"));
  const good = seat.badFrames === 0 ? seat : { ...seat, badFrames: 0 };
  const relayed = relay({ infoHash, seats: replaceSeat(state, good).seats }, good, frame);
  if (relayed === undefined) return refuseFrame(state, seat);
  return { state: { ...state, seats: relayed.seats }, effects: relayed.effects };
}

function refuseFrame(state: RoomState, seat: Seat): Outcome {
  const badFrames = seat.badFrames + 1;
  const reply = { kind: "send", seat: seat.number, frame: failure(53004) } as const;
  if (badFrames < limits.badFrames)
    return { state: replaceSeat(state, { ...seat, badFrames }), effects: [reply] };
  const closed = unseatForBadFrame(state, seat);
  return { state: closed.state, effects: [reply, ...closed.effects] };
}

function unseatForBadFrame(state: RoomState, seat: Seat): Outcome {
  return unseat(state, seat, "closed", closing(seat, closeCodes.badFrame, closeReason(53004)));
}

/** A socket has closed or failed by itself. */
export function lose(state: RoomState, number: number): Outcome {
  const seat = state.seats.find((other) => other.number === number);
  return seat === undefined ? { state, effects: [] } : unseat(state, seat, "closed");
}

/** Takes out every seat whose socket has been silent for too long. */
export function sweep(state: RoomState, nowMs: number): Outcome {
  let outcome: Outcome = { state, effects: [] };
  for (const seat of state.seats) {
    if (isAlive(seat, nowMs)) continue;
    const next = unseat(outcome.state, seat, "closed", closing(seat, wsClose.goingAway, "no heartbeat"));
    outcome = { state: next.state, effects: [...outcome.effects, ...next.effects] };
  }
  return outcome;
}

export function isAlive(seat: Pick<Seat, "lastSeenMs">, nowMs: number): boolean {
  return nowMs - seat.lastSeenMs <= heartbeat.timeoutMs;
}

/** Frees the seat and tells the others, which cannot happen twice, since the seat is gone. */
function unseat(state: RoomState, seat: Seat, reason: LeaveReason, close?: CloseEffect): Outcome {
  const seats = state.seats.filter((other) => other.number !== seat.number);
  const frame = left(infoHashOf(state.record.sid), { peerId: seat.member.peerId, reason });
  const told = seats.map((other) => ({ kind: "send", seat: other.number, frame }) as const);
  return { state: { ...state, seats }, effects: close === undefined ? told : [close, ...told] };
}

function closing(seat: Seat, code: number, reason: string): CloseEffect {
  return { kind: "close", seat: seat.number, code, reason };
}

function replaceSeat(state: RoomState, seat: Seat): RoomState {
  return { ...state, seats: state.seats.map((other) => (other.number === seat.number ? seat : other)) };
}

/** As UTF-8, which is what the frame takes on the wire. */
function byteLength(data: string | ArrayBuffer): number {
  if (typeof data !== "string") return data.byteLength;
  // At least one byte for each UTF-16 unit: a huge string is not copied to be measured.
  return data.length > limits.frameBytes ? data.length : new TextEncoder().encode(data).length;
}
