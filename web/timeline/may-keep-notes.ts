import type { Room } from "../room/room.ts";

/**
 * Whether it is one's part to keep notes: a host's, or anybody's where there is no host. A matter of manners, which the
 * elements keep to: whoever is in a call can write down what they hear.
 */
export function mayKeepNotes(room: Room): boolean {
  const { localParticipant, participants } = room;
  if (localParticipant.role === "host") return true;
  return [...participants.values()].every(({ role }) => role !== "host");
}
