import type { LeaveReason } from "#protocol/announce";
import { closeCodes, closeReason, type ErrorCode } from "#protocol/errors";
import { heartbeat } from "#protocol/limits";
import type { Happening } from "../facts.ts";
import { left } from "../frames.ts";
import { infoHashOf } from "../ids.ts";
import type { Seat } from "../swarm.ts";
import {
  identityOf,
  replaceParticipant,
  secondsSince,
  stepOf,
  andThen,
  type CloseEffect,
  type Effect,
  type Outcome,
  type Participant,
  type RoomState,
  type Step,
} from "./state.ts";
import { settle } from "./settle.ts";

/** Every way out of a room: a socket that is lost, a participant who is gone. */

/**
 * RFC 6455 section 7.4.1. Both are final for the socket and not for the participant, who may come back
 * with the session ticket.
 */
export const wsClose = { normal: 1000, goingAway: 1001 } as const;

/** How long a participant whose socket is lost or silent may stay away before they are gone; Twilio's figure. */
export const absenceMs = 30_000;

export function isAlive(seat: Pick<Seat, "lastSeenMs">, nowMs: number): boolean {
  return nowMs - seat.lastSeenMs <= heartbeat.timeoutMs;
}

/** A socket has closed or failed by itself. */
export function lose(state: RoomState, number: number, nowMs: number): Outcome {
  const seat = state.seats.find((other) => other.number === number);
  return settle(seat === undefined ? stepOf(state) : loseSeat(state, seat, nowMs), nowMs);
}

/** The socket is gone; its participant may come back. The others hear `closed`. */
export function loseSeat(state: RoomState, seat: Seat, sinceMs: number, close?: CloseEffect): Step {
  return andThen(freeSeat(state, { peerId: seat.member.peerId, reason: "closed" }, close), (next) =>
    stepOf(awayFrom(next, seat, sinceMs)),
  );
}

function awayFrom(state: RoomState, seat: Seat, sinceMs: number): RoomState {
  const participant = state.participants.find(({ member }) => member.peerId === seat.member.peerId);
  return participant === undefined
    ? state
    : replaceParticipant(state, { ...participant, awaySinceMs: sinceMs });
}

/**
 * Takes out every seat whose socket has been silent for longer than this, and who has been away for too long.
 *
 * @param returning the peer id of who is just coming back
 */
export function sweep(
  state: RoomState,
  nowMs: number,
  silenceMs: number = absenceMs,
  returning?: string,
): Step {
  let step = stepOf(state);
  for (const seat of state.seats) {
    if (nowMs - seat.lastSeenMs <= silenceMs) continue;
    const close = closing(seat, wsClose.goingAway, "no heartbeat");
    step = andThen(step, (next) => loseSeat(next, seat, seat.lastSeenMs, close));
  }
  for (const participant of step.state.participants) {
    const { awaySinceMs, member } = participant;
    if (awaySinceMs === undefined || member.peerId === returning || nowMs - awaySinceMs <= absenceMs)
      continue;
    step = andThen(step, (next) => forget(next, participant, nowMs));
  }
  return step;
}

/** Gone for good, and not to come back with the ticket. The others hear `reason`, also of somebody who was away. */
export function leave(
  state: RoomState,
  participant: Participant,
  nowMs: number,
  how: { reason: LeaveReason; code: number; text: string },
): Step {
  const { peerId } = participant.member;
  const own = state.seats.find((other) => other.member.peerId === peerId);
  const freed = freeSeat(state, { peerId, reason: how.reason }, own && closing(own, how.code, how.text));
  return andThen(
    andThen(freed, (next) => forget(next, participant, nowMs)),
    (next) => stepOf(next, [{ kind: "session ends", peerId }]),
  );
}

/** Put out, with the reason; see {@link leave}. */
export function evict(state: RoomState, participant: Participant, nowMs: number, code: ErrorCode): Step {
  const text = closeReason(code);
  return leave(state, participant, nowMs, { reason: "evicted", code: closeCodes.evicted, text });
}

/** The room knows them no more. A ticket of theirs is as good as it was. */
function forget(state: RoomState, participant: Participant, nowMs: number): Step {
  const participants = state.participants.filter((other) => other !== participant);
  const identity = identityOf(participant);
  const happenings: Happening[] = participant.tracks.map((track) => ({
    is: "track-removed",
    participant: identity,
    track,
  }));
  happenings.push({
    is: "participant-disconnected",
    participant: identity,
    durationSeconds: secondsSince(participant.connectedMs, nowMs),
  });
  return stepOf({ ...state, participants }, [], happenings);
}

/** Frees the seat, if there is one, and tells the others. */
function freeSeat(
  state: RoomState,
  gone: { readonly peerId: string; readonly reason: LeaveReason },
  close?: CloseEffect,
): Step {
  const seats = state.seats.filter((other) => other.member.peerId !== gone.peerId);
  const frame = left(infoHashOf(state.record.sid), gone);
  const effects: Effect[] = close === undefined ? [] : [close];
  for (const other of seats) effects.push({ kind: "send", seat: other.number, frame });
  return stepOf({ ...state, seats }, effects);
}

export function closing(seat: Seat, code: number, reason: string): CloseEffect {
  return { kind: "close", seat: seat.number, code, reason };
}
