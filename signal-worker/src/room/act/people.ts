import type { Act } from "#protocol/act";
import type { ListedParticipant } from "#protocol/news";
import { limits } from "#protocol/limits";
import { change } from "../change.ts";
import { evict } from "../leave.ts";
import { andThen, participantBySid, stepOf, type Participant, type RoomState } from "../state.ts";
import { doneBy, memberNews, told } from "../telling.ts";
import { nameOf, type Author, type Decision } from "./decision.ts";

/** What is done to people, and about oneself. */

type Of<Name extends Act["do"]> = Extract<Act, { do: Name }>;

export function kick(state: RoomState, author: Author, act: Of<"kick">, nowMs: number): Decision {
  const whom = participantBySid(state, act.participant);
  // Who wants to go, leaves.
  if (whom === undefined || whom === author.participant) return 54038;
  const { peerId } = whom.member;
  const heard = stepOf(state, told(state, { is: "kicked", ...doneBy(nameOf(author)), peerId }));
  const out = andThen(heard, (next) => evict(next, whom, nowMs, 54036));
  return { step: act.keepOut ? andThen(out, (next) => stepOf(keptOut(next, whom))) : out };
}

/** Once for each identity, and the oldest go where it is too many. */
function keptOut(state: RoomState, { member: { identity }, isGuest, addressHash }: Participant): RoomState {
  const { access } = state.record;
  const others = access.keptOut.filter((kept) => kept.identity !== identity);
  const entry = { identity, addressHash: isGuest ? addressHash : undefined };
  const kept = [...others, entry].slice(-limits.keptOut);
  return { ...state, record: { ...state.record, access: { ...access, keptOut: kept } } };
}

export function letBackIn(state: RoomState, { identity }: Of<"letBackIn">): Decision {
  const { access } = state.record;
  const rest = access.keptOut.filter((kept) => kept.identity !== identity);
  if (rest.length === access.keptOut.length) return 54038;
  return { step: stepOf({ ...state, record: { ...state.record, access: { ...access, keptOut: rest } } }) };
}

/** Oneself: always; back again where the room's rules have it. A host has the word in any case. */
export function silence(state: RoomState, author: Author, act: Of<"silence">): Decision {
  const whom = participantBySid(state, act.participant);
  if (whom === undefined || (act.audio === undefined && act.video === undefined)) return 54038;
  const { audio = whom.silenced.audio, video = whom.silenced.video } = act;
  const speaksAgain = (whom.silenced.audio && !audio) || (whom.silenced.video && !video);
  const isHost = author.participant === undefined || author.participant.role === "host";
  if (!isHost && speaksAgain && !state.record.settings.rules.selfUnmute) return 54037;
  return { step: change(state, whom, { silenced: { audio, video } }, nameOf(author)) };
}

/** Lasts for as long as they are in. Empty but for spaces is no name. */
export function rename(state: RoomState, self: Participant, { name }: Of<"rename">): Decision {
  if (name.trim() === "") return 54038;
  if (name === self.member.name) return { step: stepOf(state) };
  const member = { ...self.member, name };
  const renamed = { ...self, member, isRenamed: true };
  const { peerId } = member;
  const next = {
    ...state,
    participants: state.participants.map((other) => (other === self ? renamed : other)),
    seats: state.seats.map((seat) => (seat.member.peerId === peerId ? { ...seat, member } : seat)),
  };
  return { step: stepOf(next, told(next, memberNews(renamed, peerId))) };
}

/** Where the room has no use for it, or who says so is not heard, it is no act. */
export function talk(state: RoomState, self: Participant, { talking }: Of<"talk">): Decision {
  if (!state.record.settings.rules.tellsTalking || !self.isPublishing) return 54038;
  const { peerId } = self.member;
  const seat = state.seats.find(({ member }) => member.peerId === peerId);
  if (seat === undefined || seat.isTalking === talking) return { step: stepOf(state) };
  const seats = state.seats.map((other) => (other === seat ? { ...seat, isTalking: talking } : other));
  const next = { ...state, seats };
  return { step: stepOf(next, told(next, { is: "talking", peerId, talking })) };
}

/** Whom attendees are hidden from, has them not in the list either. */
export function listParticipants(state: RoomState, { participant }: Author): Decision {
  const seesAll =
    participant === undefined || participant.role === "host" || state.record.settings.rules.notifyJoining;
  const seen = state.participants.filter((one) => seesAll || one.role !== "attendee" || one === participant);
  const participants = seen.map((one) => listed(state, one));
  return { step: stepOf(state), answer: { participants } };
}

function listed(state: RoomState, { member, role, isPublishing, silenced }: Participant): ListedParticipant {
  const { sid, identity, name, peerId } = member;
  const isTalking = state.seats.some((seat) => seat.member.peerId === peerId && seat.isTalking);
  return { sid, identity, name, role, isPublishing, silenced, isTalking };
}

export function listKeptOut(state: RoomState): Decision {
  const keptOut = state.record.access.keptOut.map(({ identity }) => identity);
  return { step: stepOf(state), answer: { keptOut } };
}
