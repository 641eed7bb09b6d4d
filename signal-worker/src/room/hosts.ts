import { change } from "./change.ts";
import { stepOf, type Participant, type RoomState, type Step } from "./state.ts";

/** Who runs a room that was made by joining it (`host: "first"`): it always has a host while somebody is in who could be. */

/** Where the last host is gone, who has been in longest takes over. In a new room that is who made it. */
export function withHost(state: RoomState): Step {
  if (state.record.access.host !== "first") return stepOf(state);
  if (state.participants.some(({ role }) => role === "host")) return stepOf(state);
  const next = longestPresent(state);
  return next === undefined ? stepOf(state) : change(state, next, { role: "host" });
}

/**
 * Attendees run nothing, and who has no socket could not.
 *
 * @param except who is about to be host no more
 */
export function longestPresent(state: RoomState, except?: Participant): Participant | undefined {
  return state.participants
    .filter((one) => one !== except && one.role !== "attendee" && one.awaySinceMs === undefined)
    .toSorted((a, b) => a.connectedMs - b.connectedMs)[0];
}
