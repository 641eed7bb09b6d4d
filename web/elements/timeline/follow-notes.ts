import type { Room } from "../../room/room.ts";

/** A host's notes begin with the call; others' when they open them. Their code comes with them. */
export function followNotes(room: Room): void {
  if (room.localParticipant.role !== "host") return;
  import("./notes.ts").then(({ notesOf }) => notesOf(room)).catch(() => undefined); // opening them tries again
}
