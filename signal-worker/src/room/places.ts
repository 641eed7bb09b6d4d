import type { ErrorCode } from "#protocol/errors";
import type { Role } from "#protocol/role";
import { participantOf, type Participant, type RoomState } from "./state.ts";

/**
 * How many of each a room takes. Hosts and publishers have the room's places, and those of them who publish have
 * publishers' places besides; attendees have their own. Only who has a socket takes one.
 */

/** What somebody is who comes in, or is given another role. */
export type Place = Pick<Participant, "role" | "isPublishing">;

/** What somebody who comes in may and wants to be. */
export interface RoleWish {
  /** What their token says. */
  readonly role?: Role | undefined;
  readonly askedRole?: Role | undefined;
  /** They come without publishing. */
  readonly isPassive?: boolean | undefined;
  /** Of somebody who is in. */
  readonly privateId?: string | undefined;
}

/** @returns what they come in as, or why they do not */
export function placeFor(state: RoomState, wish: RoleWish): Place | ErrorCode {
  const isActive = !(wish.isPassive ?? false);
  if (wish.role === "attendee" && wish.askedRole !== undefined && wish.askedRole !== "attendee") return 54040;
  if (wish.askedRole === "attendee" || wish.role === "attendee") return attendance(state, wish);
  if (wish.role === "host") return hosting(state, isActive);
  // Nobody is host for the asking.
  if (wish.askedRole === "publisher" || wish.role === "publisher") return publishing(state, isActive);
  const place = publishing(state, isActive);
  if (typeof place !== "number") return place;
  return countOf(state).attendees < state.record.settings.rules.maxAttendees
    ? attendance(state, wish)
    : 53105;
}

/** Of somebody who comes back, or is given another role: what they were, or are to be. */
export function placeAgain(state: RoomState, { role, isPublishing }: Place): Place | ErrorCode {
  switch (role) {
    case "host":
      return hosting(state, isPublishing);
    case "publisher": {
      const place = publishing(state, isPublishing);
      return place === 54039 ? { role, isPublishing: false } : place;
    }
    case "attendee":
      return isAttendanceFull(state) ? 54048 : { role, isPublishing: false };
  }
}

/** A host is let in where a publisher would not be, and publishes while there is a place. */
export function hosting(state: RoomState, isActive: boolean): Place | ErrorCode {
  if (isFull(state)) return 53105;
  return { role: "host", isPublishing: isActive && !isPublishingFull(state) };
}

export function publishing(state: RoomState, isActive: boolean): Place | ErrorCode {
  if (isFull(state)) return 53105;
  if (isActive && isPublishingFull(state)) return 54039;
  return { role: "publisher", isPublishing: isActive };
}

function attendance(state: RoomState, { privateId }: RoleWish): Place | ErrorCode {
  if (isAttendanceFull(state)) return 54048;
  const { requirePrivateId } = state.record.settings.rules;
  if (requirePrivateId && !state.participants.some((one) => isOf(one, privateId))) return 54042;
  return { role: "attendee", isPublishing: false };
}

function isOf(participant: Participant, privateId: string | undefined): boolean {
  return participant.privateId !== "" && participant.privateId === privateId;
}

function isFull(state: RoomState): boolean {
  return countOf(state).others >= state.record.settings.maxParticipants;
}

/** Whether as many publish as may. */
export function isPublishingFull(state: RoomState): boolean {
  return countOf(state).publishing >= state.record.settings.rules.maxPublishers;
}

export function isAttendanceFull(state: RoomState): boolean {
  return countOf(state).attendees >= state.record.settings.rules.maxAttendees;
}

function countOf(state: RoomState) {
  const seated = state.seats.flatMap(({ member }) => participantOf(state, member.peerId) ?? []);
  const attendees = seated.filter(({ role }) => role === "attendee").length;
  return {
    attendees,
    others: seated.length - attendees,
    publishing: seated.filter(({ isPublishing }) => isPublishing).length,
  };
}
