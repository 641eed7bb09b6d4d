import type { Room, RoomEvents } from "../room/room.ts";
import { Guest, type OthersRecording } from "./guest.ts";
import { parseRecordingMessage, recordingCommand } from "./recording-message.ts";
import { Recorder, type Recorded, type RecorderState, type RecordOptions } from "./recorder.ts";
import { Changes } from "./telling.ts";

/**
 * Recordings in one room: one's own, and what others record. Whoever is to be recorded with consent, or to give clean tracks,
 * needs one of these in their page; `<mesh-call>` has one by itself.
 */
export class RoomRecording {
  readonly #changes = new Changes();
  readonly #recorder: Recorder;
  readonly #guest: Guest;

  constructor(room: Room) {
    this.#recorder = new Recorder(room, this.#changes);
    this.#guest = new Guest(room, this.#changes);
    room.on("messageReceived", this.heard);
  }

  /** Where one's own recording is. */
  get state(): RecorderState {
    return this.#recorder.state;
  }
  /** One's own, while it is under way. */
  get recorded(): Recorded | undefined {
    return this.#recorder.recorded;
  }
  /** What others record now. */
  get others(): readonly OthersRecording[] {
    return this.#guest.recordings;
  }

  /** Called after each change. @returns the call that ends it */
  subscribe(listener: () => void): () => void {
    return this.#changes.subscribe(listener);
  }

  /**
   * Begins to record, and tells everybody. Call it from a press.
   * @throws CannotRecordError (as a rejection) where this browser or the page's policy does not let it, or one is an attendee
   */
  start(options?: RecordOptions): Promise<void> {
    return this.#recorder.start(options);
  }
  /** Settles when it is `done`: also when all has been collected. Safe to call twice. */
  stop(): Promise<void> {
    return this.#recorder.stop();
  }
  /** Goes on without what has not come yet. */
  stopCollecting(): void {
    this.#recorder.stopCollecting();
  }

  /** What is `done` is not to be shown any more; it stays in the browser until it is deleted. */
  forget(): void {
    this.#recorder.forget();
  }

  /** Agrees to be in somebody's recording, or not. May be called again with the other answer. */
  answer(id: string, agrees: boolean): Promise<void> {
    return this.#guest.answer(id, agrees);
  }

  /** For who keeps messages until there is a listener: one of the room's `messageReceived`. */
  readonly heard = (...[command, body, from]: RoomEvents["messageReceived"]): void => {
    const message = command === recordingCommand ? parseRecordingMessage(body) : undefined;
    if (message === undefined) return;
    this.#recorder.heard(message, from);
    this.#guest.heard(message, from);
  };
}
