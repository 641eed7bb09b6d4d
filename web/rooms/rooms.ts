import {
  createdRoom,
  existsReply,
  participantList,
  roomList,
  type CreatedRoom,
  type CreateRequest,
  type ListRequest,
  type PresentParticipant,
  type RoomList,
} from "#protocol/rooms-api";
import { ask, type RoomsOptions } from "./ask.ts";

/** Of a room that is asked about from outside. */
export interface RoomQuestion extends RoomsOptions {
  /** With the room's secret a room that is not listed answers too. */
  secret?: string | undefined;
}

/**
 * Rooms for a lobby: those whose rules say `isListed`, the newest first.
 *
 * @param options `count` 1 to 100 (50); `after`: `next` of the part before
 * @throws MeshcallError (as a rejection): 54000 where this page may not ask, 53006 where it asks too often
 */
export function listRooms({ server, count, after }: RoomsOptions & ListRequest = {}): Promise<RoomList> {
  const query = new URLSearchParams();
  if (count !== undefined) query.set("count", String(count));
  if (after !== undefined) query.set("after", after);
  return ask({ server }, query.size === 0 ? "rooms" : `rooms?${query}`, undefined, roomList);
}

/**
 * Makes a room before anybody joins it. It ends when nobody has come for five minutes, unless it is permanent.
 *
 * @returns its name, and the secret that runs it, which is told this once
 * @throws MeshcallError (as a rejection): 53113 where the name is taken, 54043 where an admin key is asked for, or what
 * docs/rooms-api.md has
 */
export function createRoom({ server, ...request }: RoomsOptions & CreateRequest = {}): Promise<CreatedRoom> {
  return ask({ server }, "rooms", request, createdRoom);
}

/** @returns false also for a room that is not listed, without its secret */
export async function roomExists(room: string, { server, secret }: RoomQuestion = {}): Promise<boolean> {
  return (await ask({ server }, "rooms/exists", { room, secret }, existsReply)).exists;
}

/**
 * Who is in, and who talks where the room tells.
 *
 * @throws MeshcallError (as a rejection): 53106 where there is no such room, it is not listed, or this is not its secret;
 * 54037 where it is listed, and not open to all
 */
export async function listParticipants(
  room: string,
  { server, secret }: RoomQuestion = {},
): Promise<PresentParticipant[]> {
  return (await ask({ server }, "rooms/participants", { room, secret }, participantList)).participants;
}
