import { parseClientFrame } from "#protocol/announce";
import { closeCodes, closeReason } from "#protocol/errors";
import { heartbeat, limits } from "#protocol/limits";
import { spend } from "../budget.ts";
import { failure } from "../frames.ts";
import { infoHashOf } from "../ids.ts";
import { callRoll, relay, type Seat } from "../swarm.ts";
import { receiveAct } from "./act/receive-act.ts";
import { closing, leave, loseSeat, sweep, wsClose } from "./leave.ts";
import { rates } from "./rates.ts";
import {
  participantOf,
  replaceSeat,
  stepOf,
  swarmOf,
  andThen,
  type Outcome,
  type RoomState,
  type Step,
} from "./state.ts";
import { settle } from "./settle.ts";
import { publish } from "./tracks.ts";

/** A message of one socket. Whatever is in it, it is relayed by the rules or not at all. */
export function receive(
  before: RoomState,
  number: number,
  data: string | ArrayBuffer,
  nowMs: number,
): Outcome {
  const sender = before.seats.find((other) => other.number === number);
  return settle(sender === undefined ? stepOf(before) : receiveFrom(before, sender, data, nowMs), nowMs);
}

function receiveFrom(before: RoomState, sender: Seat, data: string | ArrayBuffer, nowMs: number): Step {
  const frames = spend(sender.frames, rates.frames, 1, nowMs);
  if (frames === undefined) return unseatForFlood(before, sender, nowMs);
  const seat = { ...sender, frames };
  const state = replaceSeat(before, seat);
  if (data === heartbeat.text) return stepOf(state);
  if (isTooLong(data)) return unseatForBadFrame(state, seat, nowMs);
  const frame = typeof data === "string" ? parseClientFrame(data) : undefined;
  const infoHash = infoHashOf(state.record.sid);
  if (frame === undefined || frame.info_hash !== infoHash || frame.peer_id !== seat.member.peerId) {
    return refuseFrame(state, seat, nowMs);
  }
  const good = { ...seat, badFrames: 0 };
  switch (frame.kind) {
    case "stopped":
      return stop(state, seat, nowMs);
    case "token":
      return stepOf(replaceSeat(state, good), [
        { kind: "check token", seat: seat.number, token: frame.mesh.token },
      ]);
    case "tracks": {
      const published = publish(state, good, frame.mesh.tracks, nowMs);
      return published ?? unseatForFlood(state, seat, nowMs);
    }
    case "say": {
      const saysLeft = spend(seat.saysLeft, rates.says, 1, nowMs);
      // It goes nowhere, and the page says it again.
      if (saysLeft === undefined) return stepOf(replaceSeat(state, good));
      return relayed(state, { ...good, saysLeft }, frame, nowMs);
    }
    case "roll": {
      const next = replaceSeat(state, { ...good, hearsRoll: true });
      return stepOf(next, callRoll(swarmOf(next), [good]));
    }
    case "offers": {
      const offersLeft = spend(seat.offersLeft, rates.offers, frame.offers.length, nowMs);
      if (offersLeft === undefined) return unseatForFlood(state, seat, nowMs);
      const dialling = { ...good, offersLeft, lastSeenMs: nowMs };
      // Who dials misses somebody: a good moment to look who is silent.
      return andThen(relayed(state, dialling, frame, nowMs), (next) => sweep(next, nowMs));
    }
    case "act":
      return receiveAct(state, good, frame.mesh.act, nowMs);
    default:
      return relayed(state, good, frame, nowMs);
  }
}

function relayed(state: RoomState, from: Seat, frame: Parameters<typeof relay>[2], nowMs: number): Step {
  const result = relay(swarmOf(replaceSeat(state, from)), from, frame);
  if (result === undefined) return refuseFrame(state, from, nowMs);
  return stepOf({ ...state, seats: result.seats }, result.effects);
}

function stop(state: RoomState, { member }: Seat, nowMs: number): Step {
  const participant = participantOf(state, member.peerId);
  if (participant === undefined) return stepOf(state);
  return leave(state, participant, nowMs, { reason: "stopped", code: wsClose.normal, text: "stopped" });
}

function refuseFrame(state: RoomState, seat: Seat, nowMs: number): Step {
  const badFrames = seat.badFrames + 1;
  const refused = stepOf(replaceSeat(state, { ...seat, badFrames }), [
    { kind: "send", seat: seat.number, frame: failure(53004) },
  ]);
  if (badFrames < limits.badFrames) return refused;
  return andThen(refused, (next) => unseatForBadFrame(next, seat, nowMs));
}

function unseatForBadFrame(state: RoomState, seat: Seat, nowMs: number): Step {
  return loseSeat(state, seat, nowMs, closing(seat, closeCodes.badFrame, closeReason(53004)));
}

function unseatForFlood(state: RoomState, seat: Seat, nowMs: number): Step {
  return loseSeat(state, seat, nowMs, closing(seat, closeCodes.flooded, closeReason(54007)));
}

/** As UTF-8, which is what the frame takes on the wire. */
function isTooLong(data: string | ArrayBuffer): boolean {
  if (typeof data !== "string") return data.byteLength > limits.frameBytes;
  // At least one byte for each UTF-16 unit, and three at most: few are measured.
  if (data.length > limits.frameBytes) return true;
  return data.length * 3 > limits.frameBytes && new TextEncoder().encode(data).length > limits.frameBytes;
}
