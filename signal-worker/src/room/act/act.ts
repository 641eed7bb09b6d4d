import type { Act } from "#protocol/act";
import type { ErrorCode } from "#protocol/errors";
import type { ActAnswer } from "../../facts.ts";
import { rights, type Actor } from "../rights.ts";
import { settle } from "../settle.ts";
import {
  participantOf,
  stepOf,
  type Outcome,
  type Participant,
  type RoomState,
  type Step,
} from "../state.ts";
import type { Author, Decision } from "./decision.ts";
import { invitations } from "./invitations.ts";
import { admitKnock, listKnocks, turnAway } from "./knocks.ts";
import { kick, letBackIn, listKeptOut, listParticipants, rename, silence, talk } from "./people.ts";
import { claimHost, handOver, publish, setRole } from "./roles.ts";
import type { Hashed } from "./secrets.ts";
import { edit, end, lock } from "./whole-room.ts";

/** One way for the socket, REST and a room's secret to have something done. A refused act changes nothing. */

/** What an act's secrets were found to be, and when it is done. */
export interface Circumstances {
  readonly hashed: Hashed;
  readonly nowMs: number;
}

export interface Acted {
  readonly step: Step;
  readonly answer: ActAnswer;
}

/** As {@link actStep}, where nothing else belongs to the event. */
export function act(
  state: RoomState,
  actor: Actor,
  wanted: Act,
  circumstances: Circumstances,
): { readonly outcome: Outcome; readonly answer: ActAnswer } {
  const { step, answer } = actStep(state, actor, wanted, circumstances);
  return { outcome: settle(step, circumstances.nowMs), answer };
}

export function actStep(state: RoomState, actor: Actor, wanted: Act, circumstances: Circumstances): Acted {
  const decision =
    refusal(state, actor, wanted) ?? decide(state, authorOf(state, actor), wanted, circumstances);
  if (typeof decision === "number") return { step: stepOf(state), answer: { code: decision } };
  return { step: decision.step, answer: decision.answer ?? {} };
}

/** @returns why they may not even ask; undefined: they may. What the act itself needs is looked at later. */
export function refusal(state: RoomState, actor: Actor, wanted: Act): ErrorCode | undefined {
  const self = actor.is === "participant" ? participantOf(state, actor.peerId) : undefined;
  if (actor.is === "participant" && self === undefined) return 54037;
  const right = rights[wanted.do][actor.is === "participant" ? (self?.role ?? "attendee") : actor.is];
  if (right === "yes" || (right === "self" && isAboutSelf(wanted, self))) return undefined;
  // Whoever has no say in the room is told why they publish nothing.
  return wanted.do === "publish" && self !== undefined ? 54040 : 54037;
}

function isAboutSelf(wanted: Act, self: Participant | undefined): boolean {
  return !("participant" in wanted) || wanted.participant === self?.member.sid;
}

function authorOf(state: RoomState, actor: Actor): Author {
  return {
    participant: actor.is === "participant" ? participantOf(state, actor.peerId) : undefined,
    isAccount: actor.is === "account",
  };
}

function decide(state: RoomState, author: Author, wanted: Act, { hashed, nowMs }: Circumstances): Decision {
  const { participant: self } = author;
  switch (wanted.do) {
    case "admit":
      return admitKnock(state, wanted.knock);
    case "turnAway":
      return turnAway(state, wanted.knock);
    case "listKnocks":
      return listKnocks(state);
    case "kick":
      return kick(state, author, wanted, nowMs);
    case "letBackIn":
      return letBackIn(state, wanted);
    case "silence":
      return silence(state, author, wanted);
    case "setRole":
      return setRole(state, author, wanted);
    case "handOver":
      return handOver(state, author, wanted);
    case "lock":
      return lock(state, author, wanted);
    case "end":
      return end(state, nowMs);
    case "edit":
      return edit(state, author, wanted, hashed);
    case "invitations":
      return invitations(state, wanted, hashed);
    case "listParticipants":
      return listParticipants(state, author);
    case "listKeptOut":
      return listKeptOut(state);
    case "publish":
      return self === undefined ? 54037 : publish(state, self, wanted);
    case "rename":
      return self === undefined ? 54037 : rename(state, self, wanted);
    case "talk":
      return self === undefined ? 54037 : talk(state, self, wanted);
    case "claimHost":
      return self === undefined ? 54037 : claimHost(state, self, hashed);
    default:
      return wanted satisfies never;
  }
}
