import type { Room } from "../room/room.ts";
import { RoomRecording } from "./room-recording.ts";

const made = new WeakMap<Room, RoomRecording>();

/** The recordings of a room, the same for all who ask. Ask as soon as the room is there: then nothing is missed. */
export function recordingOf(room: Room): RoomRecording {
  const known = made.get(room) ?? new RoomRecording(room);
  made.set(room, known);
  return known;
}
