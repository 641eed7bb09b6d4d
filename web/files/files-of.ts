import type { Room } from "../room/room.ts";
import { GentleLines } from "./gentle-lines.ts";
import { opfsStorage } from "./store/opfs-storage.ts";
import { RoomFiles, type FilesOptions } from "./room-files.ts";
import { RoomLines } from "./room-lines.ts";

const known = new WeakMap<Room, RoomFiles>();

/**
 * The files of a room, from now on and until it ends. What others share is heard of only since somebody asked for this
 * first: they tell again what they still share.
 * @param options count with the first call for a room
 */
export function filesOf(room: Room, options?: FilesOptions): RoomFiles {
  const made = known.get(room);
  if (made !== undefined) return made;
  const files = new RoomFiles(
    {
      lines: new GentleLines(new RoomLines(room), () => performance.now()),
      storage: opfsStorage,
      nowMs: () => performance.now(),
      random: () => Math.random(),
    },
    options,
  );
  known.set(room, files);
  room.once("disconnected", () => files.close());
  return files;
}
