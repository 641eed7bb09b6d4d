import * as v from "valibot";
import { isErrorCode, type ErrorCode } from "./error-codes.ts";
import { limits } from "./limits.ts";
import { role, silenced } from "./role.ts";
import { roomRules } from "./room-rules.ts";

/** What the signal-worker tells of a room's rules: `mesh.news` of a frame. Pages load what reads it with the first. */

const id = v.pipe(v.string(), v.length(limits.idChars));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.nameChars));
const participantSid = v.pipe(v.string(), v.regex(/^PA[0-9a-f]{32}$/));

/** Somebody waits at the door. */
const knock = v.object({
  sid: v.pipe(v.string(), v.regex(/^KN[0-9a-f]{32}$/)),
  identity: name,
  name,
});
export type Knock = v.InferOutput<typeof knock>;

/** Somebody in the room, for who asks. */
const listedParticipant = v.object({
  sid: participantSid,
  identity: name,
  name,
  role,
  isPublishing: v.boolean(),
  silenced,
  isTalking: v.boolean(),
});
export type ListedParticipant = v.InferOutput<typeof listedParticipant>;

/** An invitation, which only whoever made it knows; `hint` is its first characters. */
const listedInvitation = v.object({ hint: v.string(), token: v.optional(v.string()) });

/** What came of an act: `code` is why nothing did. */
export const acted = v.object({
  is: v.literal("acted"),
  id: v.number(),
  code: v.optional(v.custom<ErrorCode>(isErrorCode)),
  participants: v.optional(v.array(listedParticipant)),
  invitations: v.optional(v.array(listedInvitation)),
  areInvitationsAsked: v.optional(v.boolean()),
  keptOut: v.optional(v.array(name)),
  knocks: v.optional(v.array(knock)),
});
export type Acted = v.InferOutput<typeof acted>;

/** Who did it; left out: the account, or whoever has the room's secret. */
const by = v.optional(id);

export const news = v.variant("is", [
  acted,
  /** The first word to who knocks: they wait, and the welcome follows when a host lets them in. */
  v.object({ is: v.literal("waiting") }),
  /** To hosts: all who knock now. */
  v.object({ is: v.literal("knocks"), knocks: v.array(knock) }),
  /** To everybody: what somebody, perhaps oneself, is and may from now on. */
  v.object({
    is: v.literal("member"),
    by,
    peerId: id,
    name,
    role,
    isPublishing: v.boolean(),
    silenced,
  }),
  /** To everybody: how the room is run from now on. */
  v.object({ is: v.literal("room"), by, rules: roomRules, isPinRequired: v.boolean() }),
  /** To everybody, before `left`: a host has put somebody out. */
  v.object({ is: v.literal("kicked"), by, peerId: id }),
  /** To everybody where the room tells who talks. */
  v.object({ is: v.literal("talking"), peerId: id, talking: v.boolean() }),
]);
export type News = v.InferOutput<typeof news>;
