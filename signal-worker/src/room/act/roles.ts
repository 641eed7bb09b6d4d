import type { Act } from "#protocol/act";
import type { ErrorCode } from "#protocol/errors";
import { change } from "../change.ts";
import { longestPresent } from "../hosts.ts";
import { isAttendanceFull, isPublishingFull, placeAgain, publishing, type Place } from "../places.ts";
import {
  andThen,
  participantBySid,
  participantOf,
  stepOf,
  type Participant,
  type RoomState,
  type Step,
} from "../state.ts";
import { nameOf, type Author, type Decision } from "./decision.ts";
import type { Hashed } from "./secrets.ts";

/** Who is what: roles, and whether somebody publishes. */

type Of<Name extends Act["do"]> = Extract<Act, { do: Name }>;

export function setRole(state: RoomState, author: Author, { participant, role }: Of<"setRole">): Decision {
  const whom = participantBySid(state, participant);
  if (whom === undefined) return 54038;
  if (whom.role === role) return { step: stepOf(state) };
  const place = newPlace(state, whom, role);
  if (typeof place === "number") return place;
  const successor = whom.role === "host" ? successorOf(state, whom) : undefined;
  if (successor === null) return 54038;
  return { step: withSuccessor(change(state, whom, place, nameOf(author)), successor, author) };
}

/** Who was it is a publisher then: the host who does so, else all of them. */
export function handOver(state: RoomState, author: Author, { participant }: Of<"handOver">): Decision {
  const whom = participantBySid(state, participant);
  if (whom === undefined || whom === author.participant) return 54038;
  const place = whom.role === "host" ? whom : newPlace(state, whom, "host");
  if (typeof place === "number") return place;
  const { role, isPublishing } = place;
  const before = author.participant === undefined ? state.participants : [author.participant];
  const by = nameOf(author);
  let step = change(state, whom, { role, isPublishing }, by);
  for (const host of before)
    if (host.role === "host" && host !== whom)
      step = andThen(step, (next) => change(next, host, { role: "publisher" }, by));
  return { step };
}

export function claimHost(state: RoomState, self: Participant, { secret = "wrong" }: Hashed): Decision {
  if (secret === "slowed") return 54032;
  if (secret === "wrong") return 54037;
  if (self.role === "host") return { step: stepOf(state) };
  const place = newPlace(state, self, "host");
  if (typeof place === "number") return place;
  return { step: change(state, self, place, self.member.peerId) };
}

export function publish(state: RoomState, self: Participant, { on }: Of<"publish">): Decision {
  if (self.role === "attendee") return 54040;
  if (self.isPublishing === on) return { step: stepOf(state) };
  if (on && isPublishingFull(state)) return 54039;
  return { step: change(state, self, { isPublishing: on }, self.member.peerId) };
}

/** @returns what they are then, or why they cannot be */
function newPlace(
  state: RoomState,
  { role: old, isPublishing }: Participant,
  role: Place["role"],
): Place | ErrorCode {
  if (role === "attendee") return isAttendanceFull(state) ? 54048 : { role, isPublishing: false };
  // A host and a publisher have the same places.
  if (old !== "attendee") return { role, isPublishing };
  if (role === "publisher") return publishing(state, true);
  return placeAgain(state, { role, isPublishing: true });
}

/** @returns who becomes host when this one no longer is; undefined: nobody has to; null: nobody is there who could */
function successorOf(state: RoomState, host: Participant): Participant | undefined | null {
  if (state.record.access.host !== "first") return undefined;
  if (state.participants.some((other) => other !== host && other.role === "host")) return undefined;
  return longestPresent(state, host) ?? null;
}

function withSuccessor(step: Step, successor: Participant | undefined, author: Author): Step {
  if (successor === undefined) return step;
  return andThen(step, (next) => {
    const current = participantOf(next, successor.member.peerId);
    return current === undefined ? stepOf(next) : change(next, current, { role: "host" }, nameOf(author));
  });
}
