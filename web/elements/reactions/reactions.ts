import { log } from "../../room/log.ts";
import type { Room, RoomEvents } from "../../room/room.ts";
import { inboxOf } from "../hands/sign-inbox.ts";
import { ofRoom } from "../room-part/of-room.ts";
import { Shared } from "../room-part/shared.ts";
import { Allowance } from "../../room/allowance.ts";

/** Of `room.sendMessage`. The body is `{"sign": …}`. */
export const reactionCommand = "meshcall.reaction";

/** All there are: somebody's page cannot put anything else on the others' screens. */
export const reactionSigns = ["👍", "❤️", "👏", "😂", "😮", "🎉"] as const;
export type ReactionSign = (typeof reactionSigns)[number];

export interface Reaction {
  sign: ReactionSign;
  /** The participant's, who may be an attendee. */
  sid: string;
  name: string;
  isOwn: boolean;
  /** When it came, by `performance.now()`. */
  atMs: number;
}

/** So long each is seen. */
export const reactionMs = 4_000;

/** Enough for applause; of more nobody reads anything. */
const atOnce = 5;
const eachMs = 1_000;

/** The passing signs in one room: shown for a moment, kept nowhere. */
export class Reactions extends Shared<[Reaction]> {
  readonly #room: Room;
  /** What each may still send, by SID; whoever goes over it is not shown. */
  readonly #allowances = new Map<string, Allowance>();
  #recent: readonly Reaction[] = [];

  constructor(room: Room) {
    super();
    this.#room = room;
    queueMicrotask(() => inboxOf(room).read(reactionCommand, this.#onMessage));
    room.on("participantDisconnected", ({ sid }) => this.#allowances.delete(sid));
  }

  /** Those that are to be seen now, in their order. */
  get recent(): readonly Reaction[] {
    const since = performance.now() - reactionMs;
    this.#recent = this.#recent.filter(({ atMs }) => atMs > since);
    return this.#recent;
  }

  /** @returns whether it went out: not when there were too many */
  send(sign: ReactionSign): boolean {
    const { sid, displayName: name } = this.#room.localParticipant;
    if (!this.#show({ sign, sid, name, isOwn: true })) return false;
    this.#room
      .sendMessage(reactionCommand, { sign })
      .catch((error: unknown) => log("info", "somebody has not seen a reaction", error));
    return true;
  }

  readonly #onMessage = (...[, body, { sid, displayName: name }]: RoomEvents["messageReceived"]): void => {
    const sign = parseSign(body);
    if (sign !== undefined) this.#show({ sign, sid, name, isOwn: false });
  };

  #show(shown: Omit<Reaction, "atMs">): boolean {
    const reaction = { ...shown, atMs: performance.now() };
    const allowance = this.#allowances.get(reaction.sid) ?? new Allowance(atOnce, eachMs);
    this.#allowances.set(reaction.sid, allowance);
    if (!allowance.take(reaction.atMs)) return false;
    this.#recent = [...this.recent, reaction];
    this.changed(reaction);
    return true;
  }
}

/** @param body of a message of somebody else's page */
export function parseSign(body: unknown): ReactionSign | undefined {
  if (typeof body !== "object" || body === null || !("sign" in body)) return undefined;
  const { sign } = body;
  return reactionSigns.find((known) => known === sign);
}

/** The reactions of a room, whoever shows them. */
export const reactionsOf = ofRoom((room) => new Reactions(room));
