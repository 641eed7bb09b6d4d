import type { SubscribeRule } from "#protocol/subscribe-rule";
import type { WantedRoom } from "../facts.ts";
import { rulesFrame } from "../frames.ts";
import { infoHashOf } from "../ids.ts";
import type { Seat } from "../swarm.ts";
import { usualAccess } from "./access.ts";
import { roomCreated } from "./admit.ts";
import { absenceMs, evict, isAlive, sweep } from "./leave.ts";
import {
  participantBySid,
  replaceParticipant,
  stepOf,
  andThen,
  type Effect,
  type Outcome,
  type Participant,
  type RoomState,
  type Step,
} from "./state.ts";
import { ended, settle } from "./settle.ts";

/** What REST and the clock do to a room. */

/** Twilio's limit for every room. */
export const roomLifeMs = 24 * 60 * 60 * 1_000;

/**
 * When a room looks for dead sockets by itself: a minute after somebody came, since who vanished before they had a link
 * is missed by nobody; then seldom. Each look wakes the object, while a dead socket hurts nobody meanwhile: whoever wants
 * its place gets it at once, and who misses somebody makes the room look (docs/decisions/signal-sweep-interval.md). Who
 * is alone has nobody to miss them.
 */
export const sweepIntervalMs = { arrival: 60_000, alone: 2 * 60_000, together: 20 * 60_000 } as const;

/** A room that REST makes. @returns undefined: there is one of this name */
export function open(
  room: RoomState | undefined,
  { roomSid, roomName, settings, access = usualAccess }: WantedRoom,
  nowMs: number,
): Outcome | undefined {
  if (room !== undefined) return undefined;
  const record = {
    sid: roomSid,
    name: roomName,
    isAdHoc: false,
    settings,
    access,
    createdMs: nowMs,
    phase: { is: "unused" },
    nextSequence: 0,
  } as const;
  return settle(roomCreated({ record, participants: [], seats: [], knocks: [] }), nowMs);
}

/** Ends the room for everybody. */
export function complete(state: RoomState, nowMs: number): Outcome {
  return settle(completed(state, nowMs), nowMs);
}

/** As {@link complete}, for other rules. */
export function completed(state: RoomState, nowMs: number): Step {
  let step = stepOf(state);
  // Nobody hears `left`: whoever would is put out by the same stroke.
  for (const participant of state.participants)
    step = andThen(step, (next) => silently(evict(next, participant, nowMs, 53118)));
  return andThen(step, (next) => ended(next, nowMs, true));
}

function silently(step: Step): Step {
  return { ...step, effects: step.effects.filter(({ kind }) => kind !== "send") };
}

/** Puts one participant out, for good. @returns undefined: they are not in */
export function disconnect(state: RoomState, participantSid: string, nowMs: number): Outcome | undefined {
  const participant = participantBySid(state, participantSid);
  return participant && settle(evict(state, participant, nowMs, 53204), nowMs);
}

/** Everybody hears what somebody is to receive: publishers send by it. @returns undefined: they are not in */
export function setSubscribeRules(
  state: RoomState,
  participantSid: string,
  rules: readonly SubscribeRule[],
  nowMs: number,
): Outcome | undefined {
  const participant = participantBySid(state, participantSid);
  if (participant === undefined) return undefined;
  const frame = rulesFrame(infoHashOf(state.record.sid), {
    peerId: participant.member.peerId,
    rules: [...rules],
  });
  const effects = state.seats.map((seat): Effect => ({ kind: "send", seat: seat.number, frame }));
  return settle(stepOf(replaceParticipant(state, { ...participant, rules }), effects), nowMs);
}

/** All that is due by now. */
export function tick(state: RoomState, nowMs: number): Outcome {
  if (nowMs >= roomEndMs(state)) return complete(state, nowMs);
  let step = sweep(state, nowMs);
  for (const participant of step.state.participants)
    if (nowMs >= participantEndMs(state, participant))
      step = andThen(step, (next) => evict(next, participant, nowMs, 53216));
  return settle(step, nowMs);
}

/** After a restart that closed sockets without a word: who has none is away from now on. */
export function reconcile(state: RoomState, nowMs: number): RoomState {
  const seated = new Set(state.seats.map((seat) => seat.member.peerId));
  const isLost = ({ awaySinceMs, member }: Participant) =>
    awaySinceMs === undefined && !seated.has(member.peerId);
  if (!state.participants.some(isLost)) return state;
  const participants = state.participants.map((participant) =>
    isLost(participant) ? { ...participant, awaySinceMs: nowMs } : participant,
  );
  return { ...state, participants };
}

/** The soonest of all that the clock will do to this room: never later, or a promise is broken. */
export function nextTickMs(state: RoomState, nowMs: number): number {
  const away = state.participants.flatMap(({ awaySinceMs }) =>
    awaySinceMs === undefined ? [] : [awaySinceMs + absenceMs + 1],
  );
  const ends = state.participants.map((participant) => participantEndMs(state, participant));
  return Math.min(roomEndMs(state), nextSweepMs(state.seats, nowMs), ...away, ...ends);
}

/** @returns when to look next: sooner for somebody who is silent already, so that nobody is told late */
export function nextSweepMs(seats: readonly Seat[], nowMs: number): number {
  if (seats.length === 0) return Infinity;
  const silent = seats.filter((seat) => !isAlive(seat, nowMs)).map((seat) => seat.lastSeenMs + absenceMs + 1);
  const settledMs = Math.max(...seats.map(({ joinedAtMs }) => joinedAtMs)) + sweepIntervalMs.arrival;
  const intervalMs = seats.length === 1 ? sweepIntervalMs.alone : sweepIntervalMs.together;
  return Math.min(settledMs > nowMs ? settledMs : nowMs + intervalMs, ...silent);
}

function participantEndMs({ record }: RoomState, { connectedMs }: Participant): number {
  return connectedMs + record.settings.maxParticipantDurationSeconds * 1_000;
}

/** When the room ends, whoever is in. */
function roomEndMs({ record }: RoomState): number {
  const { createdMs, phase, settings } = record;
  if (settings.rules.isPermanent) return Infinity;
  const atMostMs = createdMs + roomLifeMs;
  switch (phase.is) {
    case "unused":
      return Math.min(atMostMs, createdMs + settings.unusedRoomTimeoutMinutes * 60_000);
    case "empty":
      return Math.min(atMostMs, phase.sinceMs + settings.emptyRoomTimeoutMinutes * 60_000);
    case "occupied":
      return atMostMs;
    case "ended":
      return Infinity;
  }
}
