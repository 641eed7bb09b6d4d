import type { Member } from "#protocol/announce";
import { closeCodes, closeReason, type ErrorCode } from "#protocol/errors";
import { heartbeat } from "#protocol/limits";
import type { Role } from "#protocol/role";
import { fullBudget } from "../budget.ts";
import { doorOf, usualAccess, type RoomAccess } from "./access.ts";
import { atDoor, mustKnock, type Looked, type Question } from "./door.ts";
import type { RoomSettings } from "../facts.ts";
import { isRoomSid, newPeerId, newSid, type RandomBytes } from "../ids.ts";
import { callRoll, type Seat } from "../swarm.ts";
import { absenceMs, closing, evict, sweep } from "./leave.ts";
import { change } from "./change.ts";
import { placeAgain, placeFor, type Place } from "./places.ts";
import { rates } from "./rates.ts";
import { settle } from "./settle.ts";
import {
  identityOf,
  participantOf,
  replaceParticipant,
  rightsOf,
  stepOf,
  swarmOf,
  andThen,
  type Effect,
  type Outcome,
  type Participant,
  type RoomRecord,
  type RoomState,
  type Step,
} from "./state.ts";

/** Who comes in. */

/** Somebody at the door, with a token that has been checked. */
export interface JoinRequest {
  readonly roomName: string;
  /** The one room that the token opens, by name or SID; undefined: any. */
  readonly grant?: string | undefined;
  /** Of a room that is made by this join; a room that is there keeps its own. Undefined: no room is made so (53106). */
  readonly adHoc: RoomSettings | undefined;
  readonly identity: string;
  readonly name: string;
  /** What their token says they are, and what they ask to be; neither: publisher while there is a place. */
  readonly role?: Role | undefined;
  readonly askedRole?: Role | undefined;
  /** Their token is one that `POST /token` gave to anybody. */
  readonly isGuest?: boolean;
  /** How much longer their token is good. */
  readonly tokenLifeSeconds?: number;
  /** They come without publishing. */
  readonly isPassive?: boolean;
  /** Of somebody who is in, as they passed it on. */
  readonly privateId?: string | undefined;
  /** See {@link Participant.addressHash}. */
  readonly addressHash?: string | undefined;
  /** Of a room that is made by this join. */
  readonly access?: RoomAccess | undefined;
  /** Whether the room's policy has guests give a PIN. */
  readonly isPinAsked?: boolean;
  /** What the door has asked for so far. */
  readonly looked?: Readonly<Partial<Record<Question, Looked>>>;
  /** Whether a host lets them in, who has knocked. */
  readonly isAdmitted?: boolean;
  /** From a session ticket that has been checked: who they were before their socket broke. */
  readonly resume:
    | { readonly roomSid: string; readonly participantSid: string; readonly peerId: string }
    | undefined;
  /** Why the session of `resume` is over, where it is: it was stopped or evicted, or its room was completed. */
  readonly over?: 53118 | 53204 | undefined;
  /** How many facts were told of the room of `resume` before it ended, if it has ended. */
  readonly formerSequence?: number | undefined;
  readonly nowMs: number;
  readonly random: RandomBytes;
}
export type Admission =
  | (Outcome & { readonly seat: Seat })
  /** To be asked again with what came of looking at it; nothing has happened yet. */
  | { readonly asks: Question }
  /** They wait until a host lets them in. */
  | { readonly knocks: true; readonly outcome: Outcome | undefined }
  /** Without an outcome there was no room, and is none. */
  | { readonly refused: ErrorCode; readonly outcome: Outcome | undefined };

/**
 * Lets somebody in, or not. Their own older socket goes first and, where the room is full, the dead ones
 * next, so that neither keeps them out.
 *
 * @param room undefined where there is none
 */
export function admit(room: RoomState | undefined, request: JoinRequest): Admission {
  const { resume, nowMs, over } = request;
  const record = room?.record ?? newRecord(request);
  const refused = (code: ErrorCode, step?: Step): Admission => ({
    refused: code,
    outcome: room === undefined || step === undefined ? undefined : settle(step, nowMs),
  });
  if (record === undefined) return refused(53106);
  if (!opens(request.grant, record)) return refused(20106);
  const state = room ?? { record, participants: [], seats: [], knocks: [] };
  const older = state.seats.find((seat) => seat.member.identity === request.identity);
  if (resume !== undefined) {
    if (over !== undefined) return refused(over);
    // Whoever sits there as another participant of this identity came after the one who wants to come back.
    if (older !== undefined && older.member.peerId !== resume.peerId) return refused(53204);
  }
  const isNew = room === undefined;
  const answer = atDoor(state, request, isNew);
  if (typeof answer === "number") return refused(answer);
  if (answer !== undefined) return answer;
  const knocks = mustKnock(state, request);
  const made = isNew ? roomCreated(state) : stepOf(state);
  // Who knocks puts nobody out.
  const given = knocks ? made : andThen(made, (next) => giveUpPlaces(next, request));
  const isFull = typeof placeOf(given.state, request) === "number";
  const silenceMs = isFull ? heartbeat.timeoutMs : absenceMs;
  const swept = andThen(given, (next) => sweep(next, nowMs, silenceMs, resume?.peerId));
  const place = placeOf(swept.state, request);
  if (typeof place === "number") return refused(place, swept);
  if (knocks) return { knocks, outcome: isNew ? undefined : settle(swept, nowMs) };
  const entered = andThen(swept, (next) => enter(next, request, place));
  const seat = seatFor(entered.state, request, older);
  const seated = { ...entered, state: { ...entered.state, seats: [...entered.state.seats, seat] } };
  const outcome = settle(andThen(seated, tellRoll), nowMs);
  return { ...outcome, effects: outcome.effects.filter((effect) => !isInWelcome(effect, seat)), seat };
}

/** The welcome says what its reader is, also where they have become host by coming in. */
function isInWelcome(effect: Effect, { number, member }: Seat): boolean {
  if (effect.kind !== "send" || effect.seat !== number || !("mesh" in effect.frame)) return false;
  const { mesh } = effect.frame;
  return (
    "news" in mesh &&
    mesh.news !== undefined &&
    "is" in mesh.news &&
    mesh.news.is === "member" &&
    mesh.news.peerId === member.peerId
  );
}

/** Who wants to know hears who is in now. */
function tellRoll(state: RoomState): Step {
  const listeners = state.seats.filter((seat) => seat.hearsRoll);
  return stepOf(state, callRoll(swarmOf(state), listeners));
}

/** Who comes back is what they were, while there is such a place. */
function placeOf(state: RoomState, request: JoinRequest): Place | ErrorCode {
  const known = request.resume && participantOf(state, request.resume.peerId);
  return known === undefined ? placeFor(state, request) : placeAgain(state, known);
}

/** A token's grant is compared with the room's name, then with its SID. */
export function opens(grant: string | undefined, { name, sid }: Pick<RoomRecord, "name" | "sid">): boolean {
  return grant === undefined || grant === name || grant === sid;
}

function newRecord(request: JoinRequest): RoomRecord | undefined {
  const { roomName: name, adHoc, resume, nowMs, random, formerSequence = 0 } = request;
  if (adHoc === undefined) return undefined;
  // A room that was made without a name is named by its SID.
  const sid = resume?.roomSid ?? (isRoomSid(name) ? name : newSid("RM", random));
  return {
    sid,
    name,
    isAdHoc: true,
    settings: adHoc,
    access: request.access ?? usualAccess,
    createdMs: nowMs,
    phase: { is: "unused" },
    nextSequence: formerSequence,
  };
}

/** Its first fact. */
export function roomCreated(state: RoomState): Step {
  const { sid: roomSid, name: roomName, isAdHoc, settings, access } = state.record;
  const room = { roomSid, roomName, isAdHoc };
  return stepOf(state, [], [{ is: "room-created", room, settings, door: doorOf(access) }]);
}

/** The same participant's socket goes without a word to the others; another participant of the identity is out. */
function giveUpPlaces(state: RoomState, { identity, resume, nowMs }: JoinRequest): Step {
  let step = stepOf(state);
  for (const participant of state.participants) {
    if (participant.member.identity !== identity) continue;
    step = andThen(step, (next) =>
      participant.member.peerId === resume?.peerId
        ? giveUpSeat(next, participant, nowMs)
        : evict(next, participant, nowMs, 53205),
    );
  }
  return step;
}

function giveUpSeat(before: RoomState, participant: Participant, nowMs: number): Step {
  const { member, awaySinceMs = nowMs } = participant;
  const state = replaceParticipant(before, { ...participant, awaySinceMs });
  const own = state.seats.filter((seat) => seat.member.peerId === member.peerId);
  const seats = state.seats.filter((seat) => !own.includes(seat));
  return stepOf(
    { ...state, seats },
    own.map((seat) => closing(seat, closeCodes.evicted, closeReason(53205))),
  );
}

function enter(state: RoomState, request: JoinRequest, place: Place): Step {
  const { identity, name, resume, nowMs, random } = request;
  const known = resume === undefined ? undefined : participantOf(state, resume.peerId);
  if (known !== undefined) {
    const others = state.participants.filter((other) => other !== known);
    // The token is the newer word on what to be called, but for who has said it themselves.
    const member = known.isRenamed ? known.member : { ...known.member, name };
    const back = { ...known, member, awaySinceMs: undefined };
    return change({ ...state, participants: [...others, back] }, back, place);
  }
  const sid = resume?.participantSid ?? newSid("PA", random);
  const member: Member = { peerId: resume?.peerId ?? newPeerId(random), sid, identity, name };
  const participant: Participant = {
    member,
    ...place,
    silenced: { audio: false, video: false },
    isGuest: request.isGuest ?? false,
    privateId: newPeerId(random),
    isRenamed: false,
    addressHash: request.addressHash,
    connectedMs: nowMs,
    awaySinceMs: undefined,
    tracks: [],
    rules: [],
  };
  return stepOf(
    { ...state, participants: [...state.participants, participant] },
    [],
    [
      {
        is: "participant-connected",
        participant: identityOf(participant),
        rights: rightsOf(participant),
      },
    ],
  );
}

function seatFor(
  state: RoomState,
  { resume, nowMs, tokenLifeSeconds = 0 }: JoinRequest,
  older: Seat | undefined,
): Seat {
  const { member } = state.participants.at(-1) ?? { member: undefined };
  if (member === undefined) throw new RangeError("nobody has entered");
  return {
    number: Math.max(nowMs, ...state.seats.map((other) => other.number + 1)),
    member,
    joinedAtMs: nowMs,
    lastSeenMs: nowMs,
    badFrames: 0,
    frames: fullBudget(rates.frames, nowMs),
    offersLeft: fullBudget(rates.offers, nowMs),
    changesLeft: fullBudget(rates.changes, nowMs),
    saysLeft: fullBudget(rates.says, nowMs),
    hearsRoll: false,
    actsLeft: fullBudget(rates.acts, nowMs),
    isTalking: false,
    tokenEndMs: nowMs + tokenLifeSeconds * 1_000,
    offers: resume === undefined ? [] : (older?.offers ?? []),
  };
}
