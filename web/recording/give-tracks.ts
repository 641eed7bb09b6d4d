import type { Room } from "../room/room.ts";
import { exportLog } from "./exporting.ts";
import type { RecordingSheet } from "./log-info.ts";
import { fileOf, logsOf } from "./store.ts";
import { say } from "./telling.ts";
import { folderOf } from "./thread-wire.ts";
import { trackFiles, trackLabel } from "./track-files.ts";

/** More is not shared in one file: some 8 hours of a camera. */
export const largestTrackBytes = 10_000_000_000;

/**
 * Makes files of what this page has recorded of itself, and offers them to who wants them.
 * @throws ExportError or MeshcallError (as a rejection)
 */
export async function giveTracks(room: Room, sheet: RecordingSheet, to: string): Promise<void> {
  const { id, clock } = sheet;
  const folder = await folderOf(id, false);
  const made = [];
  for (const name of await logsOf(id)) {
    const log = await fileOf(folder, name);
    if (log === undefined) continue;
    const target = await folder.getFileHandle(name.replace(/\.log$/, ".webm"), { create: true });
    const exported = await exportLog(log, target);
    if (exported !== undefined) made.push({ name, target, exported });
  }
  if (made.length === 0) return say(room, { do: "nothing", id }, to);
  const files = await trackFiles(room);
  for (const { name, target, exported } of made) {
    const kind = name.startsWith("screen") ? "screen" : "own";
    const file = await target.getFile();
    const shared = await files.share(file, {
      to,
      name: file.name,
      label: trackLabel,
      largestBytes: largestTrackBytes,
    });
    say(
      room,
      {
        do: "file",
        id,
        fileId: shared.id,
        kind,
        of: made.length,
        startedAtMs: Math.max(0, exported.startedAtMs + (clock?.offsetMs ?? 0)),
        uncertaintyMs: clock?.uncertaintyMs ?? 60_000,
        durationMs: exported.durationMs,
        gaps: exported.gaps.slice(0, 100),
      },
      to,
    );
  }
}
