import { recordingCommand } from "../../room/messages/recorders.ts";
import type { Room, RoomEvents } from "../../room/room.ts";
import { inboxOf } from "../hands/sign-inbox.ts";
import { log } from "../../room/log.ts";
import { defineRecording } from "./define-recording.ts";

/**
 * Follows what is said about recordings in a room, from the first word on: their code is loaded with that.
 * @param say to screen readers
 * @returns the call that ends it
 */
export function followRecording(room: Room, say: (words: string) => void): () => void {
  let waiting: RoomEvents["messageReceived"][] | undefined = [];
  let end = (): void => undefined;
  let isOver = false;
  let isLoading = false;
  const load = async (): Promise<void> => {
    isLoading = true;
    try {
      const [{ recordingOf }, { sayRecordings }] = await Promise.all([
        import("./recording-elements.ts"),
        import("./say-recordings.ts"),
        defineRecording(),
      ]);
      const recording = recordingOf(room);
      const kept = waiting ?? [];
      waiting = undefined; // from now on it hears for itself
      if (!isOver) end = sayRecordings(recording, say);
      for (const message of kept) recording.heard(...message);
    } catch (error) {
      isLoading = false; // who records says so again
      log("warn", "what is said about a recording cannot be shown yet", error);
    }
  };
  inboxOf(room).read(recordingCommand, (...message) => {
    waiting?.push(message);
    if (!isLoading) void load();
  });
  return () => {
    isOver = true;
    end();
  };
}
