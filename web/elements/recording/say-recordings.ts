import type { RoomRecording } from "../../recording/room-recording.ts";
import { recordingWords } from "./words.ts";

/** Says to screen readers who records, and that nobody does any more. @returns the call that ends it */
export function sayRecordings(recording: RoomRecording, say: (words: string) => void): () => void {
  let before = new Set<string>();
  const look = (): void => {
    const now = new Set(recording.others.map(({ id }) => id));
    for (const { id, by } of recording.others)
      if (!before.has(id)) say(recordingWords.saidStarted(by.displayName));
    if (before.size > 0 && now.size === 0) say(recordingWords.saidOver);
    before = now;
  };
  look();
  return recording.subscribe(look);
}
