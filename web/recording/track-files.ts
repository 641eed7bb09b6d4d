import type { Room } from "../room/room.ts";

/** On files that programs give each other for a recording: no person is shown them. */
export const trackLabel = "meshcall.recording";

/** What a recording needs of `meshcall/files`, whose code comes when somebody's tracks are given. */
export async function trackFiles(room: Room) {
  const { filesOf } = await import("../files/files-of.ts");
  return filesOf(room);
}
