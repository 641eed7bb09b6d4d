import { log } from "../../room/log.ts";
import type { Addressee } from "../../room/messages/messages.ts";
import type { Room, RoomEvents } from "../../room/room.ts";
import { ofRoom } from "../room-part/of-room.ts";
import { Shared } from "../room-part/shared.ts";
import { handCommand, parseHandMessage, type HandMessage } from "./hand-message.ts";
import { inboxOf } from "./sign-inbox.ts";
import { viewOf } from "../stage/stage-view.ts";
import { handWords } from "./words.ts";

/** A hand that is up. */
export interface Hand {
  /** The participant's, who may be an attendee. */
  sid: string;
  name: string;
  isOwn: boolean;
  /** By `performance.now()`. */
  sinceMs: number;
}

export interface HandChange {
  hand: Hand;
  isUp: boolean;
  /** A host has put it down, who may be oneself. */
  byHost: boolean;
}

/** Who has raised a hand in one room. It is told by messages; no server keeps it. */
export class Hands extends Shared<[HandChange]> {
  readonly #room: Room;
  readonly #up = new Map<string, Hand>();

  constructor(room: Room) {
    super();
    this.#room = room;
    // whoever has asked for these hands has subscribed by then
    queueMicrotask(() => inboxOf(room).read(handCommand, this.#onMessage));
    const tellNewcomer = ({ sid }: { sid: string }): void => this.#tell(sid);
    const forget = ({ sid }: { sid: string }): void => this.#set(sid, undefined);
    room.on("participantConnected", tellNewcomer).on("attendeeConnected", tellNewcomer);
    room.on("participantDisconnected", forget).on("attendeeDisconnected", forget);
    // nobody may know that an attendee is here
    if (room.localParticipant.role === "attendee") this.#say({ do: "ask" });
  }

  /** Who raised theirs first comes first. */
  get order(): readonly Hand[] {
    return [...this.#up.values()].sort((one, other) => one.sinceMs - other.sinceMs);
  }
  get isOwnUp(): boolean {
    return this.isUp(this.#room.localParticipant.sid);
  }
  isUp(sid: string): boolean {
    return this.#up.has(sid);
  }

  /** Raises one's own, or takes it down. */
  toggle(): void {
    const { sid, displayName: name } = this.#room.localParticipant;
    const isUp = !this.isOwnUp;
    this.#set(sid, isUp ? { sid, name, isOwn: true, sinceMs: performance.now() } : undefined);
    this.#say(isUp ? { do: "raise", heldMs: 0 } : { do: "lower" });
  }

  /** Takes anybody's down, as only a host can. */
  putDown(sid: string): void {
    this.#set(sid, undefined, true);
    this.#say({ do: "put-down", sid });
  }

  readonly #onMessage = (...[, body, from]: RoomEvents["messageReceived"]): void => {
    const message = parseHandMessage(body);
    if (message === undefined) return;
    const { sid, displayName: name } = from;
    switch (message.do) {
      case "raise":
        if (!this.isUp(sid))
          this.#set(sid, { sid, name, isOwn: false, sinceMs: performance.now() - message.heldMs });
        break;
      case "lower":
        this.#set(sid, undefined);
        break;
      case "put-down":
        if (this.#room.participants.get(sid)?.role === "host") this.#set(message.sid, undefined, true);
        break;
      case "ask":
        this.#tell(from);
        break;
    }
  };

  /** One's own, to somebody who cannot know. */
  #tell(to: Addressee): void {
    const own = this.#up.get(this.#room.localParticipant.sid);
    if (own !== undefined) this.#say({ do: "raise", heldMs: performance.now() - own.sinceMs }, to);
  }

  #say(message: HandMessage, to?: Addressee): void {
    this.#room
      .sendMessage(handCommand, message, { to })
      .catch((error: unknown) => log("info", "somebody does not know of a raised hand", error));
  }

  #set(sid: string, hand: Hand | undefined, byHost = false): void {
    const before = this.#up.get(sid);
    if (hand === before) return;
    if (hand === undefined) this.#up.delete(sid);
    else this.#up.set(sid, hand);
    const change = hand ?? before;
    if (change === undefined) return;
    this.changed({ hand: change, isUp: hand !== undefined, byHost });
  }
}

/** The raised hands of a room, whoever shows them; its stage has them on the tiles. */
export const handsOf = ofRoom((room) => {
  const hands = new Hands(room);
  const mark = {
    sign: "✋",
    get words() {
      return handWords.isUp;
    },
  };
  hands.subscribe(({ hand, isUp }) => viewOf(room).mark(hand.sid, isUp ? mark : undefined));
  return hands;
});
