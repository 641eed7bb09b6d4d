import { withHost } from "./hosts.ts";
import {
  andThen,
  secondsSince,
  stepOf,
  type Outcome,
  type RoomPhase,
  type RoomState,
  type Step,
} from "./state.ts";

/** The end of an event: who is host and the room's phase follow from who is in, and what happened gets its numbers. */
export function settle(step: Step, nowMs: number): Outcome {
  const { state, effects, happenings } = withPhase(andThen(step, withHost), nowMs);
  if (happenings.length === 0) return { state, effects, facts: [] };
  const { sid: roomSid, nextSequence } = state.record;
  const facts = happenings.map((happening, index) => ({
    ...happening,
    roomSid,
    sequenceNumber: nextSequence + index,
    atMs: nowMs,
  }));
  const record = { ...state.record, nextSequence: nextSequence + facts.length };
  return { state: { ...state, record }, effects, facts };
}

function withPhase(step: Step, nowMs: number): Step {
  const { record, participants } = step.state;
  if (record.phase.is === "ended") return step;
  const isOccupied = participants.length > 0;
  if (isOccupied === (record.phase.is === "occupied")) return step;
  if (isOccupied) return { ...step, state: inPhase(step.state, { is: "occupied" }) };
  if (record.isAdHoc && !record.settings.rules.isPermanent)
    return andThen(step, (state) => ended(state, nowMs, false));
  return record.phase.is === "occupied"
    ? { ...step, state: inPhase(step.state, { is: "empty", sinceMs: nowMs }) }
    : step;
}

/** Of a room that nobody is in any more. */
export function ended(state: RoomState, nowMs: number, isFinal: boolean): Step {
  const durationSeconds = secondsSince(state.record.createdMs, nowMs);
  return stepOf(
    inPhase(state, { is: "ended", atMs: nowMs, isFinal }),
    [],
    [{ is: "room-ended", durationSeconds }],
  );
}

function inPhase(state: RoomState, phase: RoomPhase): RoomState {
  return { ...state, record: { ...state.record, phase } };
}
