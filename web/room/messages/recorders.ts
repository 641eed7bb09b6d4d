import * as v from "valibot";
import type { Room } from "../room.ts";

/** Of `room.sendMessage`: what `meshcall/recording` says about recordings. docs/recording.md has all of it. */
export const recordingCommand = "meshcall.recording";

/** What concerns everybody in the room, whether their page knows more about recordings or not. */
const notice = v.variant("do", [v.object({ do: v.literal("record") }), v.object({ do: v.literal("stop") })]);

/**
 * Who says that they record. Attendees are not among them: their leaving could not be noticed. Each is in the set from their
 * word on, and out of it by their word or when they have left.
 */
export class Recorders {
  readonly #room: Room;
  readonly #sids: Set<string>;

  /** @param sids the room's, which is written here alone */
  constructor(room: Room, sids: Set<string>) {
    this.#room = room;
    this.#sids = sids;
    room.on("participantDisconnected", ({ sid }) => this.#set(sid, false));
    room.on("disconnected", () => sids.clear());
  }

  /** @param sid of who has said it */
  heed(command: string, body: unknown, sid: string): void {
    const { localParticipant, participants } = this.#room;
    const isKnown = sid === localParticipant.sid || participants.has(sid);
    const parsed = command === recordingCommand && isKnown ? v.safeParse(notice, body) : undefined;
    if (parsed?.success === true) this.#set(sid, parsed.output.do === "record");
  }

  /** This page has told everybody. */
  saidHere({ command, body }: { command: string; body: string | undefined }): void {
    if (command === recordingCommand && body !== undefined)
      this.heed(command, JSON.parse(body), this.#room.localParticipant.sid);
  }

  #set(sid: string, records: boolean): void {
    const before = this.#sids.size;
    if (records) this.#sids.add(sid);
    else this.#sids.delete(sid);
    const { size } = this.#sids;
    if (before === 0 && size > 0) this.#room.emit("recordingStarted");
    else if (before > 0 && size === 0) this.#room.emit("recordingStopped");
  }
}
