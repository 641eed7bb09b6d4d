import type { Chat } from "../../chat/chat.ts";
import type { ChatEntry } from "../../chat/chat-entry.ts";
import { chatCommand, hearChat, type Heard } from "../../chat/hear-chat.ts";
import { log } from "../../room/log.ts";
import type { Room } from "../../room/room.ts";
import { inboxOf } from "../hands/sign-inbox.ts";
import { ofRoom } from "../room-part/of-room.ts";
import { Shared } from "../room-part/shared.ts";

/** More do not come in the time in which code is loaded, but from somebody who floods. */
const mostKept = 200;

/**
 * What comes of a chat from the first moment of a call on. The chat itself is loaded with the first word of it, and by whoever
 * opens it. Subscribers are told what was added, if anything was.
 */
export class ChatInbox extends Shared<[added?: ChatEntry]> {
  readonly #room: Room;
  readonly #elders: readonly string[];
  readonly #sinceMs = Date.now();
  readonly #endOfHearing: () => void;
  #heard: Heard[] = [];
  #loading: Promise<Chat> | undefined;
  #chat: Chat | undefined;

  constructor(room: Room) {
    super();
    this.#room = room;
    this.#elders = [...room.participants.keys()];
    inboxOf(room).read(chatCommand, () => undefined); // not kept there as well
    this.#endOfHearing = hearChat(room, (heard) => {
      if (this.#heard.length < mostKept) this.#heard.push(heard);
      this.load().catch((error: unknown) => log("warn", "the chat could not be loaded", error));
    });
  }

  /** Messages that came while nobody read. */
  get unread(): number {
    return this.#chat?.unread ?? 0;
  }
  /** The chat is open somewhere. */
  get isRead(): boolean {
    return this.#chat?.isRead ?? false;
  }

  /** @throws TypeError (as a rejection) when its code does not come; the next call tries again */
  load(): Promise<Chat> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #load(): Promise<Chat> {
    const { chatOf } = await import("../../chat/chat.ts");
    this.#endOfHearing();
    this.#chat = chatOf(this.#room, { heard: this.#heard, elders: this.#elders, sinceMs: this.#sinceMs });
    this.#heard = [];
    this.#chat.subscribe((added) => this.changed(added));
    return this.#chat;
  }
}

export const chatInboxOf = ofRoom((room) => new ChatInbox(room));
