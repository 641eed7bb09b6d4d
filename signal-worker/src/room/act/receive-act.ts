import * as v from "valibot";
import { act, type Act } from "#protocol/act";
import { spend } from "../../budget.ts";
import type { ActAnswer } from "../../facts.ts";
import { newsFrame } from "../../frames.ts";
import { infoHashOf } from "../../ids.ts";
import type { Seat } from "../../swarm.ts";
import { rates } from "../rates.ts";
import { settle } from "../settle.ts";
import { replaceSeat, stepOf, type Effect, type Outcome, type RoomState, type Step } from "../state.ts";
import { actStep, refusal } from "./act.ts";
import { hasSecrets, type Hashed, type SecretAct } from "./secrets.ts";

/** An act that came through a socket. Each has one answer, with the sender's number. */
export function receiveAct(
  state: RoomState,
  sender: Seat,
  { id, act: wanted }: { readonly id: number; readonly act: unknown },
  nowMs: number,
): Step {
  const actsLeft = spend(sender.actsLeft, rates.acts, 1, nowMs);
  if (actsLeft === undefined)
    return answered(stepOf(replaceSeat(state, sender)), sender, id, { code: 54007 });
  const seat = { ...sender, actsLeft };
  const next = replaceSeat(state, seat);
  const parsed = v.safeParse(act, wanted);
  if (!parsed.success) return answered(stepOf(next), seat, id, { code: 54038 });
  const code = refusal(next, actorOf(seat), parsed.output);
  // Whoever may not makes nobody hash anything.
  if (code !== undefined) return answered(stepOf(next), seat, id, { code });
  if (hasSecrets(parsed.output))
    return stepOf(next, [{ kind: "hash act", seat: seat.number, id, act: parsed.output }]);
  return done(next, seat, id, parsed.output, {}, nowMs);
}

/** @param number of the seat, which may have been given up meanwhile */
export function actHashed(
  state: RoomState,
  number: number,
  { id, act: wanted, hashed }: { readonly id: number; readonly act: SecretAct; readonly hashed: Hashed },
  nowMs: number,
): Outcome {
  const seat = state.seats.find((other) => other.number === number);
  return settle(seat === undefined ? stepOf(state) : done(state, seat, id, wanted, hashed, nowMs), nowMs);
}

function done(state: RoomState, seat: Seat, id: number, wanted: Act, hashed: Hashed, nowMs: number): Step {
  const { step, answer } = actStep(state, actorOf(seat), wanted, { hashed, nowMs });
  return answered(step, seat, id, answer);
}

function actorOf({ member }: Seat) {
  return { is: "participant", peerId: member.peerId } as const;
}

/** After what it changed, so that its author knows of that; before, where it closes their socket. */
function answered(step: Step, { number, member }: Seat, id: number, answer: ActAnswer): Step {
  const frame = newsFrame(infoHashOf(step.state.record.sid), { is: "acted", id, ...answer });
  const now = step.state.seats.find((seat) => seat.member.peerId === member.peerId);
  const sent: Effect = { kind: "send", seat: now?.number ?? number, frame };
  return { ...step, effects: now === undefined ? [sent, ...step.effects] : [...step.effects, sent] };
}
