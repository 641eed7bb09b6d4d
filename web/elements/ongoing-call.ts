import { MeshcallError } from "../room/errors.ts";
import type { Room } from "../room/room.ts";
import { ChatLog, type ChatEntry } from "./chat-log.ts";
import {
  MeshErrorEvent,
  MeshParticipantJoinedEvent,
  MeshParticipantLeftEvent,
  MeshTokenAboutToExpireEvent,
} from "./events.ts";
import { strings } from "./strings.ts";
import { renewTokens } from "./token-renewal.ts";
import { pathWords } from "./trouble.ts";
import { watchRoom } from "./watch-room.ts";

export interface OngoingCallParts {
  /** Undefined where the page gives the tokens. */
  fetchToken: (() => Promise<string>) | undefined;
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
  readonly #parts: OngoingCallParts;

  constructor(room: Room, parts: OngoingCallParts) {
    this.room = room;
    this.#parts = parts;
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
    if (parts.fetchToken !== undefined) {
      renewTokens(room, parts.fetchToken, this.#onError);
    } else {
      room.on("tokenAboutToExpire", () => parts.onEvent(new MeshTokenAboutToExpireEvent()));
      room.on("tokenExpired", () => this.#onError(new MeshcallError(20104)));
    }
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

  /** Renews the token with one of the page's. */
  updateToken(token: string | null): void {
    if (token !== null) this.room.updateToken(token).catch(this.#onError);
  }

  readonly #onError = (error: unknown): void => this.#parts.onEvent(new MeshErrorEvent(error));

  send(text: string): void {
    this.#chat.send(text);
  }
}
