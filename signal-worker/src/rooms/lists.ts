import type { ErrorCode } from "#protocol/errors";
import {
  listCount,
  type ListedRoom,
  type ListRequest,
  type PresentParticipant,
  type RoomList,
  type RoomRequest,
} from "#protocol/rooms-api";
import { policyOf } from "../account/access-policy.ts";
import type { RoomEntry } from "../account/account.ts";
import type { ListedEntry } from "../account/listed-rooms.ts";
import { isOriginAllowed } from "../env.ts";
import type { Asker } from "./ports.ts";

/**
 * What pages may know of rooms. A room that is not listed is answered for as one that is not there, but to whoever has
 * its secret: by the same code on the same way.
 */

export async function listRooms(
  asker: Asker,
  { count = listCount.usual, after }: ListRequest,
): Promise<RoomList> {
  const entries = await asker.account.listedRooms(count, after === undefined ? undefined : Number(after));
  const rooms = entries.filter(({ roomName }) => isForPage(asker, roomName)).map(listed);
  const last = entries.at(-1);
  return { rooms, next: last === undefined || entries.length < count ? null : String(last.number) };
}

export async function roomExists(
  asker: Asker,
  { room, secret }: RoomRequest,
): Promise<{ readonly exists: boolean }> {
  const found = await findListed(asker, room);
  if (found !== undefined || secret === undefined) return { exists: found !== undefined };
  const answer = await actBySecret(asker, room, secret, { do: "listParticipants" });
  return { exists: answer.code === undefined };
}

export async function participantsOf(
  asker: Asker,
  { room, secret }: RoomRequest,
): Promise<{ readonly participants: readonly PresentParticipant[] } | ErrorCode> {
  if (secret !== undefined) {
    const { code, participants = [] } = await actBySecret(asker, room, secret, { do: "listParticipants" });
    return code ?? { participants };
  }
  const found = await findListed(asker, room);
  if (found === undefined) return 53106;
  // Who has to be let in does not look in from outside.
  if (!isOpen(found)) return 54037;
  const wanted = { do: "listParticipants" } as const;
  const { code, participants = [] } = await asker
    .room(found.roomName)
    .act({ is: "account" }, wanted, found.roomSid);
  // Identities stay inside: hosts keep people out by them, and guests are told apart by them.
  const shown = participants.map(({ sid, name, role, isPublishing, silenced, isTalking }) => ({
    sid,
    name,
    role,
    isPublishing,
    silenced,
    isTalking,
  }));
  return code ?? { participants: shown };
}

/** @returns the room's answer; 53106: there is no such room, or it has another secret */
export async function actBySecret(
  { account, room, network }: Asker,
  named: string,
  secret: string,
  act: Parameters<ReturnType<Asker["room"]>["act"]>[1],
): ReturnType<ReturnType<Asker["room"]>["act"]> {
  const found = await account.room(named);
  return room(found?.roomName ?? named).act({ is: "secret", secret, address: network }, act);
}

async function findListed(asker: Asker, sidOrName: string): Promise<RoomEntry | undefined> {
  const found = await asker.account.room(sidOrName);
  const isShown =
    found?.status === "in-progress" &&
    found.settings.rules.isListed &&
    // By its SID a room may have another policy than the text that was asked for.
    isForPage(asker, found.roomName);
  return isShown ? found : undefined;
}

/** Whether pages of this origin may use rooms of this name. */
export function isForPage({ config, origin, url }: Asker, roomName: string): boolean {
  return isOriginAllowed(config, origin, url, policyOf(config.accounts[0], roomName));
}

function isOpen({ settings: { rules }, door }: RoomEntry): boolean {
  return rules.admission === "open" && !rules.isLocked && !door.isPinRequired && !door.areInvitationsAsked;
}

function listed({ roomName, settings, door, publishers, attendees, createdMs }: ListedEntry): ListedRoom {
  const { rules } = settings;
  return {
    room: roomName,
    description: rules.description,
    roomInfo: rules.roomInfo,
    admission: rules.admission,
    isLocked: rules.isLocked,
    isPermanent: rules.isPermanent,
    isPinRequired: door.isPinRequired,
    areInvitationsAsked: door.areInvitationsAsked,
    publishers,
    attendees,
    maxPublishers: Math.min(rules.maxPublishers, settings.maxParticipants),
    maxAttendees: rules.maxAttendees,
    createdAtSeconds: Math.floor(createdMs / 1_000),
  };
}
