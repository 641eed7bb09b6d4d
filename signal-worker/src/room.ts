import { parseClientFrame, type LeaveReason, type Member } from "#protocol/announce";
import { closeCodes, closeReason, type ErrorCode } from "#protocol/errors";
import { heartbeat, limits, roomCapacity, type RoomType } from "#protocol/limits";
import { fullBudget, spend, type Rate } from "./budget.ts";
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
/** Somebody wants to go on with this token, if it is good. */
export interface CheckTokenEffect {
  readonly kind: "check token";
  readonly seat: number;
  readonly token: string;
}
/** Nobody may resume this session any more. */
export interface SessionEndEffect {
  readonly kind: "session ends";
  readonly peerId: string;
}
export type Effect = SendEffect | CloseEffect | CheckTokenEffect | SessionEndEffect;

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
  /** The session of `resume` was stopped or evicted. */
  readonly hasEnded?: boolean;
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
 * What one socket may send. A newcomer to a room of ten sends some 100 frames at once, and dials nine again
 * every 10 s at worst; whoever needs several times as much has a loop.
 */
export const rates = {
  frames: { burst: 500, perSecond: 50 },
  offers: { burst: 180, perSecond: 3 },
} as const satisfies Record<string, Rate>;

/** How long a participant whose socket fell silent may stay away before the others hear of it; Twilio's figure. */
export const absenceMs = 30_000;

/**
 * How often a room with somebody in it looks for dead sockets. Each look wakes the object, while a dead
 * socket hurts nobody meanwhile: whoever wants its place gets it at once, and peers with a link notice by
 * themselves. So twice the time that a socket may be silent.
 */
export const sweepIntervalMs = 2 * heartbeat.timeoutMs;

/** @returns when to look next: sooner for somebody who is silent already, so that nobody is told late */
export function nextSweepMs(seats: readonly Seat[], nowMs: number): number {
  const silent = seats.filter((seat) => !isAlive(seat, nowMs)).map((seat) => seat.lastSeenMs + absenceMs + 1);
  return Math.min(nowMs + sweepIntervalMs, ...silent);
}

/**
 * Lets somebody in, or not. Their own older socket goes first and, where the room is full, the dead ones
 * next, so that neither keeps them out.
 *
 * @param record undefined in a new room.
 */
export function admit(
  record: RoomRecord | undefined,
  seats: readonly Seat[],
  request: JoinRequest,
): Admission {
  const state = { record: recordFor(record, seats, request), seats };
  const { resume, nowMs } = request;
  const older = seats.find((seat) => seat.member.identity === request.identity);
  // Whoever sits there as another participant of this identity came after the one who wants to come back.
  const isReplaced = older !== undefined && older.member.peerId !== resume?.peerId;
  if (resume !== undefined && (request.hasEnded === true || isReplaced))
    return { state, effects: [], refused: 53204 };
  const given = older === undefined ? { state, effects: [] } : giveUpSeat(state, older, request);
  const isFull = given.state.seats.length >= roomCapacity[state.record.type];
  const swept = sweep(given.state, nowMs, isFull ? heartbeat.timeoutMs : absenceMs);
  const effects = [...given.effects, ...swept.effects];
  const others = swept.state.seats;
  if (others.length >= roomCapacity[state.record.type])
    return { state: swept.state, effects, refused: 53105 };
  const seat: Seat = {
    number: Math.max(nowMs, ...seats.map((other) => other.number + 1)),
    member: memberFor(request),
    joinedAtMs: nowMs,
    lastSeenMs: nowMs,
    badFrames: 0,
    frames: fullBudget(rates.frames, nowMs),
    offersLeft: fullBudget(rates.offers, nowMs),
    offers: resume === undefined ? [] : (older?.offers ?? []),
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
export function receive(
  before: RoomState,
  number: number,
  data: string | ArrayBuffer,
  nowMs: number,
): Outcome {
  const sender = before.seats.find((other) => other.number === number);
  if (sender === undefined) return { state: before, effects: [] };
  const frames = spend(sender.frames, rates.frames, 1, nowMs);
  if (frames === undefined) return unseatForFlood(before, sender);
  const seat = { ...sender, frames };
  const state = replaceSeat(before, seat);
  if (data === heartbeat.text) return { state, effects: [] };
  if (isTooLong(data)) return unseatForBadFrame(state, seat);
  const frame = typeof data === "string" ? parseClientFrame(data) : undefined;
  const infoHash = infoHashOf(state.record.sid);
  if (frame === undefined || frame.info_hash !== infoHash || frame.peer_id !== seat.member.peerId) {
    return refuseFrame(state, seat);
  }
  if (frame.kind === "stopped")
    return unseat(state, seat, "stopped", closing(seat, wsClose.normal, "stopped"));
  if (frame.kind === "token") {
    const asking = replaceSeat(state, { ...seat, badFrames: 0 });
    return { state: asking, effects: [{ kind: "check token", seat: number, token: frame.mesh.token }] };
  }
  if (frame.kind === "tracks") return { state: replaceSeat(state, { ...seat, badFrames: 0 }), effects: [] };
  const offers = frame.kind === "offers" ? frame.offers.length : 0;
  const offersLeft = spend(seat.offersLeft, rates.offers, offers, nowMs);
  if (offersLeft === undefined) return unseatForFlood(state, seat);
  const good = { ...seat, badFrames: 0, offersLeft };
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

function unseatForFlood(state: RoomState, seat: Seat): Outcome {
  return unseat(state, seat, "closed", closing(seat, closeCodes.flooded, closeReason(54007)));
}

/** A socket has closed or failed by itself. */
export function lose(state: RoomState, number: number): Outcome {
  const seat = state.seats.find((other) => other.number === number);
  return seat === undefined ? { state, effects: [] } : unseat(state, seat, "closed");
}

/** Takes out every seat whose socket has been silent for longer than this. */
export function sweep(state: RoomState, nowMs: number, silenceMs: number = absenceMs): Outcome {
  let outcome: Outcome = { state, effects: [] };
  for (const seat of state.seats) {
    if (nowMs - seat.lastSeenMs <= silenceMs) continue;
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
  const effects: Effect[] = close === undefined ? [] : [close];
  for (const other of seats) effects.push({ kind: "send", seat: other.number, frame });
  if (reason !== "closed") effects.push({ kind: "session ends", peerId: seat.member.peerId });
  return { state: { ...state, seats }, effects };
}

function closing(seat: Seat, code: number, reason: string): CloseEffect {
  return { kind: "close", seat: seat.number, code, reason };
}

function replaceSeat(state: RoomState, seat: Seat): RoomState {
  return { ...state, seats: state.seats.map((other) => (other.number === seat.number ? seat : other)) };
}

/** In UTF-8, as it is on the wire: 1 to 3 bytes for each UTF-16 unit, counted only where that could matter. */
function isTooLong(data: string | ArrayBuffer): boolean {
  if (typeof data !== "string") return data.byteLength > limits.frameBytes;
  if (data.length > limits.frameBytes) return true;
  return data.length * 3 > limits.frameBytes && new TextEncoder().encode(data).length > limits.frameBytes;
}
