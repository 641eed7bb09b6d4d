import type { ErrorCode } from "#protocol/errors";
import { heartbeat } from "#protocol/limits";
import type { JoinRequest } from "./admit.ts";
import type { Participant, RoomRecord, RoomState } from "./state.ts";

/** Who comes through a room's door: docs/access.md has the order in which it asks. Places are counted after it. */

/** What came of looking at a PIN or an invitation. `slowed`: it was not looked at, after too many wrong ones. */
export type Looked = "none" | "right" | "wrong" | "slowed";
/** What takes time to be looked at, so that the door asks for it only when its turn has come. */
export type Question = "invitation" | "pin";

/** @returns undefined where nothing is in the way; what is to be looked at before more can be said; or why not */
export function atDoor(
  state: RoomState,
  request: JoinRequest,
  isNew: boolean,
): { readonly asks: Question } | ErrorCode | undefined {
  const { record } = state;
  const { rules } = record.settings;
  if (isKeptOut(record, request)) return 54035;
  if (request.isGuest === true && isTaken(state, request)) return 53205;
  if (comesBack(record, request) || isHost(request)) return undefined;
  // Who makes a room begins it, whatever its rules are for those who come after.
  if (isNew) return isPinMissing(record, request) ? 54030 : guestError(record, request);
  if (request.isAdmitted === true) return undefined;
  if (rules.isLocked) return 54034;
  return guestError(record, request) ?? invitationError(record, request) ?? pinError(record, request);
}

/** Whether they wait until a host lets them in. */
export function mustKnock({ record, participants }: RoomState, request: JoinRequest): boolean {
  const { access, settings } = record;
  if (settings.rules.admission !== "knock" || request.isGuest !== true) return false;
  if (comesBack(record, request) || request.isAdmitted === true || isHost(request)) return false;
  // Where nobody else could run the room they will, and nobody could let them in.
  const hasHosts = access.host !== "first" || participants.some(({ role }) => role !== "attendee");
  return hasHosts || request.askedRole === "attendee";
}

/** Whether it lets in whoever has a token, while there is a place. */
export function isOpenToAll({ settings: { rules }, access }: RoomRecord): boolean {
  const isAsked = access.pinHash !== undefined || access.areInvitationsAsked;
  return rules.admission === "open" && !rules.isLocked && !isAsked;
}

/**
 * What becomes of all who knock, without a host: nothing, while hosts decide.
 *
 * @returns whether they are let in, or why they are sent away
 */
export function knocksAnswer({ record: { phase, settings } }: RoomState): "admitted" | ErrorCode | undefined {
  const { admission, isLocked } = settings.rules;
  if (phase.is === "ended") return 53118;
  if (admission === "members") return 54047;
  return admission === "open" && !isLocked ? "admitted" : undefined;
}

/** Who was in this very room: a ticket to an earlier one of its name opens no later one. */
function comesBack({ sid }: RoomRecord, { resume }: JoinRequest): boolean {
  return resume?.roomSid === sid;
}

/** By what a token says: whoever runs the account has said so. */
function isHost({ role, askedRole }: JoinRequest): boolean {
  return role === "host" && askedRole !== "attendee";
}

/** A guest takes another identity as they like, so their network address counts too; not for who was in before. */
function isKeptOut(record: RoomRecord, request: JoinRequest): boolean {
  const { identity, isGuest, addressHash } = request;
  const isByAddress = isGuest === true && addressHash !== undefined && !comesBack(record, request);
  return record.access.keptOut.some(
    (kept) => kept.identity === identity || (isByAddress && kept.addressHash === addressHash),
  );
}

/**
 * Whether this identity is somebody else's, as far as can be known: nobody vouches for a guest's. A member is not put out
 * by a guest, nor is a guest who is connected from another network address.
 */
function isTaken(state: RoomState, { identity, addressHash, resume, nowMs }: JoinRequest): boolean {
  return state.participants.some((other) => {
    if (other.member.identity !== identity || other.member.peerId === resume?.peerId) return false;
    return !other.isGuest || (other.addressHash !== addressHash && isConnected(state, other, nowMs));
  });
}

function isConnected({ seats }: RoomState, { member }: Participant, nowMs: number): boolean {
  const seat = seats.find((other) => other.member.peerId === member.peerId);
  return seat !== undefined && nowMs - seat.lastSeenMs <= heartbeat.timeoutMs;
}

function guestError({ settings }: RoomRecord, { isGuest }: JoinRequest): ErrorCode | undefined {
  return settings.rules.admission === "members" && isGuest === true ? 54047 : undefined;
}

function invitationError(
  { access }: RoomRecord,
  { looked }: JoinRequest,
): { readonly asks: Question } | ErrorCode | undefined {
  if (!access.areInvitationsAsked) return undefined;
  switch (looked?.invitation) {
    case undefined:
      return { asks: "invitation" };
    case "none":
    case "wrong":
      return 54041;
    case "slowed":
      return 54032;
    case "right":
      return undefined;
  }
}

function pinError(
  record: RoomRecord,
  request: JoinRequest,
): { readonly asks: Question } | ErrorCode | undefined {
  if (isPinMissing(record, request)) return 54030;
  if (record.access.pinHash === undefined) return undefined;
  switch (request.looked?.pin) {
    case undefined:
      return { asks: "pin" };
    case "none":
      return 54030;
    case "wrong":
      return 54031;
    case "slowed":
      return 54032;
    case "right":
      return undefined;
  }
}

/** Whether the room's policy has guests give a PIN, and it has none. */
function isPinMissing({ access }: RoomRecord, { isPinAsked, isGuest }: JoinRequest): boolean {
  return isPinAsked === true && isGuest === true && access.pinHash === undefined;
}
