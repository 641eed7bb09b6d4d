import { MeshcallError } from "../../room/errors.ts";
import { LocalDataTrack } from "../../room/local-data-track.ts";
import type { RemoteDataTrack } from "../../room/remote-data-track.ts";
import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room, RoomEvents } from "../../room/room.ts";
import { ofRoom } from "../room-part/of-room.ts";
import { Shared } from "../room-part/shared.ts";
import { isChatText, parseChatMessage, writeChatMessage } from "./chat-message.ts";

export interface ChatEntry {
  id: number;
  /** Undefined: written here. */
  from: string | undefined;
  text: string;
  atMs: number;
  /** `unsealed`: here or over there nothing can be sealed, so nothing is sent. */
  state: "sent" | "sending" | "failed" | "unsealed";
}

/** Older ones make way; a call is no archive. */
const longestLog = 500;

const trackName = "chat";

/**
 * What was written in one call, kept whether the chat is open or not. Rides on a sealed data track; what an attendee
 * writes, who publishes nothing, goes as a text message. Subscribers are told what was
 * added, if anything was.
 */
export class ChatLog extends Shared<[added?: ChatEntry]> {
  readonly #track = new LocalDataTrack({ name: trackName });
  readonly #room: Room;
  #entries: readonly ChatEntry[] = [];
  #nextId = 0;
  #unread = 0;
  #readers = 0;

  constructor(room: Room) {
    super();
    this.#room = room;
    room.on("trackMessage", this.#onMessage);
    room.on("textReceived", this.#onText);
    room.on("disconnected", () => {
      room.off("trackMessage", this.#onMessage);
      room.off("textReceived", this.#onText);
    });
    // ahead of the first words; should it fail, they say so
    if (!this.#watches) this.#publish().catch(() => undefined);
  }

  get entries(): readonly ChatEntry[] {
    return this.#entries;
  }
  /** Messages that came while nobody read. */
  get unread(): number {
    return this.#unread;
  }
  /** The chat is open somewhere. */
  get isRead(): boolean {
    return this.#readers > 0;
  }

  /** From now on somebody reads. @returns the call that ends it */
  read(): () => void {
    this.#readers++;
    if (this.#unread > 0) {
      this.#unread = 0;
      this.changed();
    }
    let ended = false;
    return () => {
      if (!ended) this.#readers--;
      ended = true;
    };
  }

  send(text: string): void {
    const entry = this.#add({ from: undefined, text, atMs: Date.now(), state: "sending" });
    this.changed(entry);
    this.#say(entry).then(
      () => this.#settle(entry, "sent"),
      (error: unknown) => {
        const isUnsealed = error instanceof MeshcallError && error.code === 54004;
        this.#settle(entry, isUnsealed ? "unsealed" : "failed");
      },
    );
  }

  get #watches(): boolean {
    return this.#room.localParticipant.role === "attendee";
  }

  async #say(entry: ChatEntry): Promise<void> {
    if (this.#watches) return this.#room.sendText(entry.text);
    await Promise.all([this.#publish(), this.#track.send(writeChatMessage(entry))]);
  }

  /** What is published already stays as it is; who may publish only since a moment ago does it now. */
  #publish(): Promise<unknown> {
    return this.#room.localParticipant.publishTrack(this.#track);
  }

  readonly #onMessage = (
    data: string | ArrayBuffer,
    track: RemoteDataTrack,
    from: RemoteParticipant,
  ): void => {
    const message = track.name === trackName ? parseChatMessage(data) : undefined;
    if (message === undefined) return;
    this.#arrived({ from: from.displayName, ...message, state: "sent" });
  };

  /** What was for this page alone is the page's own matter. */
  readonly #onText = (...[text, from, { isPrivate }]: RoomEvents["textReceived"]): void => {
    if (isPrivate || !isChatText(text)) return;
    this.#arrived({ from: from.displayName, text, atMs: Date.now(), state: "sent" });
  };

  #arrived(entry: Omit<ChatEntry, "id">): void {
    if (!this.isRead) this.#unread++;
    this.changed(this.#add(entry));
  }

  #add(entry: Omit<ChatEntry, "id">): ChatEntry {
    const added = { id: this.#nextId++, ...entry };
    this.#entries = [...this.#entries, added].slice(-longestLog);
    return added;
  }

  #settle(entry: ChatEntry, state: ChatEntry["state"]): void {
    this.#entries = this.#entries.map((other) => (other.id === entry.id ? { ...other, state } : other));
    this.changed();
  }
}

/** The chat of a room. It knows what was written since somebody asked for it first. */
export const chatOf = ofRoom((room) => new ChatLog(room));
