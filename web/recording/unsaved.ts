import { cannotRecord } from "./can-record.ts";
import { KeptRecording } from "./kept-recording.ts";
import { isHeld, readSheets } from "./store.ts";

/**
 * Recordings that lie in this browser: those that a crash has cut off, and those that nobody has saved or deleted. The latest
 * comes first. What a tab is recording now is not among them.
 */
export async function unsavedRecordings(): Promise<KeptRecording[]> {
  if (cannotRecord() !== undefined) return [];
  const found: KeptRecording[] = [];
  for (const sheet of await readSheets()) if (!(await isHeld(sheet.id))) found.push(new KeptRecording(sheet));
  return found.toSorted((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
}
