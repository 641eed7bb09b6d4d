import type { MeshcallError } from "../room/errors.ts";
import type { Room } from "../room/room.ts";
import { ChatLog, type ChatEntry } from "./chat-log.ts";
import { MeshErrorEvent, MeshParticipantJoinedEvent, MeshParticipantLeftEvent } from "./events.ts";
import { strings } from "./strings.ts";
import { pathWords } from "./trouble.ts";
import { watchRoom } from "./watch-room.ts";

export interface OngoingCallParts {
  /** Something looks different now. */
  onChange(): void;
  /** For screen readers. */
  onSaid(words: string): void;
  onMessage(entry: ChatEntry): void;
  onEvent(event: Event): void;
  /** @param error undefined when the person left */
  onEnd(error: MeshcallError | undefined): void;
}

/** The room one is in, and what was written there. Ends with the room. */
export class OngoingCall {
  readonly room: Room;
  readonly #chat: ChatLog;

  constructor(room: Room, parts: OngoingCallParts) {
    this.room = room;
    this.#chat = new ChatLog(room, (arrived) => {
      parts.onChange();
      if (arrived !== undefined) parts.onMessage(arrived);
    });
    const endOfWatch = watchRoom(room, () => parts.onChange());
    room.on("participantConnected", (participant) => {
      parts.onSaid(strings.said.joined(participant.displayName));
      parts.onEvent(new MeshParticipantJoinedEvent(participant));
    });
    room.on("participantDisconnected", (participant) => {
      parts.onSaid(strings.said.left(participant.displayName));
      parts.onEvent(new MeshParticipantLeftEvent(participant));
    });
    room.on("participantUnreachable", ({ displayName }, error) => {
      const { heading, todo } = pathWords(displayName, error.code);
      parts.onSaid(`${heading}. ${todo}`);
      parts.onEvent(new MeshErrorEvent(error));
    });
    room.on("reconnecting", () => parts.onSaid(strings.reconnecting.heading));
    room.on("reconnected", () => parts.onSaid(strings.said.reconnected));
    room.on("disconnected", (_room, error) => {
      endOfWatch();
      this.#chat.close();
      parts.onEnd(error);
    });
  }

  get entries(): readonly ChatEntry[] {
    return this.#chat.entries;
  }

  send(text: string): void {
    this.#chat.send(text);
  }
}
