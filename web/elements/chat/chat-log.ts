import { LocalDataTrack } from "../../room/local-data-track.ts";
import type { RemoteDataTrack } from "../../room/remote-data-track.ts";
import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room, RoomEvents } from "../../room/room.ts";
import { isChatText, parseChatMessage, writeChatMessage } from "./chat-message.ts";

export interface ChatEntry {
  id: number;
  /** Undefined: written here. */
  from: string | undefined;
  text: string;
  atMs: number;
  state: "sent" | "sending" | "failed";
}

/** Older ones make way; a call is no archive. */
const longestLog = 500;

const trackName = "chat";

/**
 * What was written in one call, kept whether the chat is open or not. Rides on a sealed data track; what an attendee
 * writes, who publishes nothing, goes as a text message.
 */
export class ChatLog {
  readonly #track = new LocalDataTrack({ name: trackName });
  readonly #room: Room;
  readonly #onChange: (arrived: ChatEntry | undefined) => void;
  #entries: readonly ChatEntry[] = [];
  #nextId = 0;

  /** @param onChange told of every change, and what arrived from somebody else, if anything did */
  constructor(room: Room, onChange: (arrived: ChatEntry | undefined) => void) {
    this.#room = room;
    this.#onChange = onChange;
    room.on("trackMessage", this.#onMessage);
    room.on("textReceived", this.#onText);
    // ahead of the first words; should it fail, they say so
    if (!this.#watches) this.#publish().catch(() => undefined);
  }

  get entries(): readonly ChatEntry[] {
    return this.#entries;
  }

  send(text: string): void {
    const entry = this.#add({ from: undefined, text, atMs: Date.now(), state: "sending" });
    this.#onChange(undefined);
    this.#say(entry).then(
      () => this.#settle(entry, "sent"),
      () => this.#settle(entry, "failed"),
    );
  }

  close(): void {
    this.#room.off("trackMessage", this.#onMessage);
    this.#room.off("textReceived", this.#onText);
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
    this.#onChange(this.#add({ from: from.displayName, ...message, state: "sent" }));
  };

  /** What was for this page alone is the page's own matter. */
  readonly #onText = (...[text, from, { isPrivate }]: RoomEvents["textReceived"]): void => {
    if (isPrivate || !isChatText(text)) return;
    this.#onChange(this.#add({ from: from.displayName, text, atMs: Date.now(), state: "sent" }));
  };

  #add(entry: Omit<ChatEntry, "id">): ChatEntry {
    const added = { id: this.#nextId++, ...entry };
    this.#entries = [...this.#entries, added].slice(-longestLog);
    return added;
  }

  #settle(entry: ChatEntry, state: ChatEntry["state"]): void {
    this.#entries = this.#entries.map((other) => (other.id === entry.id ? { ...other, state } : other));
    this.#onChange(undefined);
  }
}
