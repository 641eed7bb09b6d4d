import type { Happening } from "../facts.ts";
import type { Seat } from "../swarm.ts";
import { knocksNews, memberNews, told } from "./telling.ts";
import {
  andThen,
  identityOf,
  replaceParticipant,
  replaceSeat,
  rightsOf,
  stepOf,
  type Effect,
  type Participant,
  type RoomState,
  type Step,
} from "./state.ts";

export type Changes = Partial<Pick<Participant, "role" | "isPublishing" | "silenced">>;

/**
 * What somebody is and may from now on. Everybody hears it. Who stops publishing has no tracks any more; who begins
 * gets the newest seat, so that they dial who they have no link with, and are welcomed anew.
 *
 * @param by the peer id of who did it; undefined: nobody in the room
 */
export function change(state: RoomState, before: Participant, changes: Changes, by?: string): Step {
  const after = { ...before, ...changes };
  if (isSame(before, after)) return stepOf(state);
  const stops = before.isPublishing && !after.isPublishing;
  const participant = stops ? { ...after, tracks: [] } : after;
  const happenings: Happening[] = [];
  const identity = identityOf(participant);
  if (stops)
    for (const track of before.tracks) happenings.push({ is: "track-removed", participant: identity, track });
  happenings.push({ is: "participant-changed", participant: identity, rights: rightsOf(participant) });
  const changed = stepOf(replaceParticipant(state, participant), [], happenings);
  const seated = andThen(changed, (next) => {
    const seat = next.seats.find(({ member }) => member.peerId === participant.member.peerId);
    if (seat === undefined) return stepOf(next);
    if (stops) return stepOf(replaceSeat(next, { ...seat, isTalking: false }));
    return after.isPublishing && !before.isPublishing ? seatAnew(next, seat) : stepOf(next);
  });
  return andThen(seated, (next) => {
    const effects: Effect[] = [...told(next, memberNews(participant, by))];
    if (participant.role === "host" && before.role !== "host" && next.knocks.length > 0)
      effects.push(...told(next, knocksNews(next), (one) => one === participant));
    return stepOf(next, effects);
  });
}

function isSame(one: Participant, other: Participant): boolean {
  return (
    one.role === other.role &&
    one.isPublishing === other.isPublishing &&
    one.silenced.audio === other.silenced.audio &&
    one.silenced.video === other.silenced.video
  );
}

/** The seat with the highest number, which dials all others. */
function seatAnew(state: RoomState, seat: Seat): Step {
  const others = state.seats.filter((other) => other !== seat);
  const number = Math.max(...state.seats.map((other) => other.number)) + 1;
  return stepOf({ ...state, seats: [...others, { ...seat, number }] }, [
    { kind: "welcome anew", seat: seat.number, number },
  ]);
}
