import type { Room } from "../room/room.ts";
import { recordingCommand, type RecordingMessage } from "./recording-message.ts";

/** Listeners of one thing, told without arguments after each change. */
export class Changes {
  readonly #listeners = new Set<() => void>();

  /** @returns the call that ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What a listener throws is reported, and keeps nobody else from hearing. */
  tell(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        reportError(error);
      }
    }
  }
}

/** @param to a participant's SID; left out: everybody. Who has left meanwhile does not hear it */
export function say(room: Room, message: RecordingMessage, to?: string): void {
  room.sendMessage(recordingCommand, message, { to }).catch(() => undefined);
}
