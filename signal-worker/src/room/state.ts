import type { Member } from "#protocol/announce";
import type { Knock } from "#protocol/news";
import type { Role, Silenced } from "#protocol/role";
import type { SubscribeRule } from "#protocol/subscribe-rule";
import type {
  Happening,
  ParticipantIdentity,
  ParticipantRights,
  PublishedTrack,
  RoomFact,
  RoomSettings,
} from "../facts.ts";
import { infoHashOf } from "../ids.ts";
import type { Seat, SendEffect, Swarm } from "../swarm.ts";
import type { SecretAct } from "./act/secrets.ts";
import type { RoomAccess } from "./access.ts";

/** What a room is made of, for the rules beside this file. All pure: the room-object carries the effects out. */

/** Whether somebody is in, and since when not. */
export type RoomPhase =
  /** Made by REST; nobody has come yet. */
  | { readonly is: "unused" }
  | { readonly is: "occupied" }
  | { readonly is: "empty"; readonly sinceMs: number }
  /** Final: nobody comes back with a ticket, either. */
  | { readonly is: "ended"; readonly atMs: number; readonly isFinal: boolean };

/** What outlives every socket and the object's memory. */
export interface RoomRecord {
  readonly sid: string;
  readonly name: string;
  /** Made by who joined it, so it ends with its last participant. */
  readonly isAdHoc: boolean;
  readonly settings: RoomSettings;
  readonly access: RoomAccess;
  readonly createdMs: number;
  readonly phase: RoomPhase;
  /** Of the next fact. */
  readonly nextSequence: number;
}

/**
 * Somebody in the room, as the account knows them: from joining until they leave, are put out, or stay away too
 * long. A socket that breaks and comes back is no new participant.
 */
export interface Participant {
  /** Who they are; what they are is beside it, and {@link memberOf} puts both together for the wire. */
  readonly member: Member;
  readonly role: Role;
  /** Never of an attendee; a publisher, or a host, may be passive. */
  readonly isPublishing: boolean;
  readonly silenced: Silenced;
  /** With a token that `POST /token` gave to anybody. */
  readonly isGuest: boolean;
  /** Known to them alone: lets an attendee in on their behalf. Empty: lets in nobody. */
  readonly privateId: string;
  /** By themselves, and not by their token. */
  readonly isRenamed: boolean;
  /** Of the network address that they joined from (`door/digests.ts`); undefined: not known. */
  readonly addressHash: string | undefined;
  readonly connectedMs: number;
  /** Since when there is no socket; undefined: there is one. */
  readonly awaySinceMs: number | undefined;
  readonly tracks: readonly PublishedTrack[];
  /** None: everything is subscribed. */
  readonly rules: readonly SubscribeRule[];
}

/** Somebody at the door: a socket without a seat, until a host admits them, turns them away, or they go. */
export interface Knocking extends Knock {
  /** What they ask to be; undefined: what there is a place for. */
  readonly askedRole: Role | undefined;
  /** They come without publishing. */
  readonly isPassive?: boolean;
}

/** `seats` in the order of their numbers; each is of one of the `participants`. `knocks` in the order of their coming. */
export interface RoomState {
  readonly record: RoomRecord;
  readonly participants: readonly Participant[];
  readonly seats: readonly Seat[];
  readonly knocks: readonly Knocking[];
}

export interface CloseEffect {
  readonly kind: "close";
  readonly seat: number;
  readonly code: number;
  readonly reason: string;
}
/** Somebody wants to go on with this token, if it is good. */
export interface CheckTokenEffect {
  readonly kind: "check token";
  readonly seat: number;
  readonly token: string;
}
/** Nobody may resume this session any more. */
export interface SessionEndEffect {
  readonly kind: "session ends";
  readonly peerId: string;
}
/** Whoever knocks is let in, or turned away (54033): the state has them no more. */
export interface KnockEffect {
  readonly kind: "answer knock";
  readonly sid: string;
  readonly isAdmitted: boolean;
}
/** This socket has another seat from now on, and its welcome is told again as of now. */
export interface WelcomeEffect {
  readonly kind: "welcome anew";
  readonly seat: number;
  readonly number: number;
}
/** An act of this socket that has secrets to be hashed before it is decided. */
export interface HashEffect {
  readonly kind: "hash act";
  readonly seat: number;
  readonly id: number;
  readonly act: SecretAct;
}
export type Effect =
  | SendEffect
  | CloseEffect
  | CheckTokenEffect
  | SessionEndEffect
  | KnockEffect
  | WelcomeEffect
  | HashEffect;

/** A part of an event's outcome, while it is being worked out. */
export interface Step {
  readonly state: RoomState;
  readonly effects: readonly Effect[];
  readonly happenings: readonly Happening[];
}

export interface Outcome {
  readonly state: RoomState;
  readonly effects: readonly Effect[];
  /** For the account, numbered. */
  readonly facts: readonly RoomFact[];
}

export function stepOf(
  state: RoomState,
  effects: readonly Effect[] = [],
  happenings: readonly Happening[] = [],
): Step {
  return { state, effects, happenings };
}

/** One step after another. (A module that exports `then` could not be imported: it would pass for a promise.) */
export function andThen(step: Step, next: (state: RoomState) => Step): Step {
  const { state, effects, happenings } = next(step.state);
  return {
    state,
    effects: [...step.effects, ...effects],
    happenings: [...step.happenings, ...happenings],
  };
}

export function secondsSince(thenMs: number, nowMs: number): number {
  return Math.max(0, Math.round((nowMs - thenMs) / 1_000));
}

export function replaceSeat(state: RoomState, seat: Seat): RoomState {
  return { ...state, seats: state.seats.map((other) => (other.number === seat.number ? seat : other)) };
}

export function replaceParticipant(state: RoomState, participant: Participant): RoomState {
  const { peerId } = participant.member;
  const participants = state.participants.map((other) =>
    other.member.peerId === peerId ? participant : other,
  );
  return { ...state, participants };
}

export function participantOf(state: RoomState, peerId: string): Participant | undefined {
  return state.participants.find((participant) => participant.member.peerId === peerId);
}

export function participantBySid(state: RoomState, participantSid: string): Participant | undefined {
  return state.participants.find(({ member }) => member.sid === participantSid);
}

/** @param number of a seat */
export function seatedAt(state: RoomState, number: number): Participant | undefined {
  const seat = state.seats.find((other) => other.number === number);
  return seat && participantOf(state, seat.member.peerId);
}

export function identityOf({ member }: Participant): ParticipantIdentity {
  return { participantSid: member.sid, identity: member.identity };
}

export function rightsOf({ role, isPublishing, silenced }: Participant): ParticipantRights {
  return { role, isPublishing, silenced };
}

/** As others see them: what is usual (a publisher who publishes, and is not silenced) is left out. */
export function memberOf({ member, role, isPublishing, silenced }: Participant): Member {
  return {
    ...member,
    ...(role === "publisher" ? {} : { role }),
    ...(isPublishing ? {} : { isPublishing }),
    ...(silenced.audio || silenced.video ? { silenced } : {}),
  };
}

/** What is relayed among: who has a link with whom follows from what they are. */
export function swarmOf(state: RoomState): Swarm {
  return {
    infoHash: infoHashOf(state.record.sid),
    seats: state.seats,
    describe: ({ member }) => {
      const participant = participantOf(state, member.peerId);
      return participant === undefined ? member : memberOf(participant);
    },
  };
}
