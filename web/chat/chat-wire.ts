import { Allowance } from "../room/allowance.ts";
import { log } from "../room/log.ts";
import type { LocalDataTrack } from "../room/local-data-track.ts";
import type { Addressee } from "../room/messages/messages.ts";
import type { Room } from "../room/room.ts";
import { chatCommand, chatTrackName, hearChat, type Heard, type Speaker } from "./hear-chat.ts";
import {
  isChatText,
  parseOnTrack,
  parseTold,
  type PlainEntry,
  type Said,
  type SignedEntry,
  type Told,
} from "./chat-words.ts";

export interface ChatReader {
  onEntry(entry: SignedEntry, from: Speaker): void;
  onSaid(said: Said, from: Speaker): void;
  onPlain(entry: PlainEntry, from: Speaker): void;
  onText(text: string, from: Speaker): void;
  onTold(told: Told, from: Speaker, isPrivate: boolean): void;
}

/** Of each sender: what a person and their page have to say, and history in pieces. Beyond it is a flood. */
const [atOnce, eachMs] = [60, 100];

/** The ways that a chat takes: a sealed data track to all, and messages to one. What comes is parsed here, and counted. */
export class ChatWire {
  readonly #room: Room;
  readonly #reader: () => ChatReader;
  readonly #nowMs: () => number;
  readonly #allowances = new Map<string, Allowance>();
  readonly #endOfHearing: () => void;
  #track: Promise<LocalDataTrack> | undefined;
  /** To one participant alone, by SID. */
  readonly #lines = new Map<string, Promise<LocalDataTrack>>();

  constructor(room: Room, reader: () => ChatReader, nowMs: () => number) {
    this.#room = room;
    this.#reader = reader;
    this.#nowMs = nowMs;
    this.#endOfHearing = hearChat(room, (heard) => this.hear(heard));
  }

  /** Attendees publish nothing: what they write goes by messages. */
  get mayPublish(): boolean {
    return this.#room.localParticipant.role !== "attendee";
  }

  /** Ahead of the first words. @throws MeshcallError (as a rejection) as `publishTrack` */
  publish(): Promise<LocalDataTrack> {
    const { localParticipant } = this.#room;
    this.#track ??= localParticipant.publishData({ name: chatTrackName }).catch((error: unknown) => {
      this.#track = undefined; // who may publish only later does it then
      throw error;
    });
    return this.#track;
  }

  /** To all, sealed. @throws MeshcallError (as a rejection) as `LocalDataTrack.send` */
  async say(said: Said | SignedEntry): Promise<void> {
    const track = await this.publish();
    await track.send(JSON.stringify(said));
  }

  /** To one alone, sealed too: to an attendee, who has no track of one's own for it, with all others. @throws as `say` */
  async sayTo(said: Said, sid: string): Promise<void> {
    const { localParticipant, participants } = this.#room;
    if (!participants.has(sid)) return this.say(said);
    let line = this.#lines.get(sid);
    if (line === undefined) {
      line = localParticipant.publishData({ name: chatTrackName, to: sid });
      this.#lines.set(sid, line);
      line.catch(() => this.#lines.delete(sid));
    }
    await (await line).send(JSON.stringify(said));
  }

  /** Somebody has left. */
  left(sid: string): void {
    const line = this.#lines.get(sid);
    this.#lines.delete(sid);
    // not there yet, or not any more: then there is nothing to end
    line?.then((track) => this.#room.localParticipant.unpublishTrack(track)).catch(() => undefined);
  }

  /** @param to left out: to all @throws MeshcallError (as a rejection) as `Room.sendMessage` */
  tell(told: Told, to?: Addressee): Promise<void> {
    return this.#room.sendMessage(chatCommand, told, { to });
  }

  hear(heard: Heard): void {
    const { from } = heard;
    if (!this.#isAllowed(from.sid)) return;
    switch (heard.by) {
      case "track": {
        const said = parseOnTrack(heard.data);
        if (said === undefined) return;
        if ("is" in said) this.#reader().onSaid(said, from);
        else if ("sig" in said) this.#reader().onEntry(said, from);
        else this.#reader().onPlain(said, from);
        return;
      }
      case "message": {
        const told = parseTold(heard.body);
        if (told !== undefined) this.#reader().onTold(told, from, heard.isPrivate);
        return;
      }
      case "text":
        if (isChatText(heard.text)) this.#reader().onText(heard.text, from);
    }
  }

  close(): void {
    this.#endOfHearing();
  }

  #isAllowed(sid: string): boolean {
    let allowance = this.#allowances.get(sid);
    if (allowance === undefined) this.#allowances.set(sid, (allowance = new Allowance(atOnce, eachMs)));
    if (allowance.take(this.#nowMs())) return true;
    log("warn", "somebody writes more into the chat than it takes", sid);
    return false;
  }
}
