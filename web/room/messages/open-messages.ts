import type { Room } from "../room.ts";
import { Messages, type MessagesParts } from "./messages.ts";
import { Recorders } from "./recorders.ts";

export interface RoomMessagesParts extends MessagesParts {
  readonly room: Room;
  /** SIDs of those who record, for the room to read. */
  readonly recorderSids: Set<string>;
}

/** A room's messages, and what follows from them for the room itself. */
export function openMessages(parts: RoomMessagesParts): Messages {
  return new Messages({ ...parts, recorders: new Recorders(parts.room, parts.recorderSids) });
}
