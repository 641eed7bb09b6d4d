import type { Room, RoomEvents } from "../../room/room.ts";
import { ofRoom } from "../room-part/of-room.ts";
import { Shared } from "../room-part/shared.ts";

type Message = RoomEvents["messageReceived"];

/** More do not come in the time in which code is loaded, but from somebody who floods. */
const mostKept = 100;

/**
 * What the elements in other pages say about hands and reactions, kept until what reads it has come: that is loaded with the
 * first, of which subscribers are told.
 */
export class SignInbox extends Shared {
  readonly #readers = new Map<string, (...message: Message) => void>();
  #kept: Message[] = [];

  constructor(room: Room) {
    super();
    room.on("messageReceived", (...message) => {
      const [command] = message;
      const read = this.#readers.get(command);
      if (read !== undefined) return read(...message);
      if (!command.startsWith("meshcall.") || this.#kept.length >= mostKept) return;
      this.#kept.push(message);
      this.changed();
    });
  }

  /** From now on the messages of one command go there, those that were kept first. */
  read(command: string, reader: (...message: Message) => void): void {
    this.#readers.set(command, reader);
    const kept = this.#kept;
    this.#kept = kept.filter((message) => message[0] !== command);
    for (const message of kept) if (message[0] === command) reader(...message);
  }
}

export const inboxOf = ofRoom((room) => new SignInbox(room));
