import type { RoomRecord } from "./state.ts";

/** Who comes through a room's door. */

/** Whether it lets in whoever has a token, while there is a place. */
export function isOpenToAll({ settings: { rules }, access }: RoomRecord): boolean {
  const isAsked = access.pinHash !== undefined || access.areInvitationsAsked;
  return rules.admission === "open" && !rules.isLocked && !isAsked;
}
