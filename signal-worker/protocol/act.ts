import * as v from "valibot";
import { limits } from "./limits.ts";
import { role } from "./role.ts";
import { password, roomEdit } from "./room-rules.ts";

/**
 * What somebody wants done in a room, through the socket, REST or a room's secret alike. Who may is decided by the
 * signal-worker alone: docs/access.md has the table.
 */

const participant = v.pipe(v.string(), v.regex(/^PA[0-9a-f]{32}$/));
const knock = v.pipe(v.string(), v.regex(/^KN[0-9a-f]{32}$/));
/** An invitation as it was given: one's own text, or the signal-worker's. */
const invitation = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.invitationChars));

const acts = [
  /** Lets somebody in who knocks, or turns them away. */
  v.object({ do: v.literal("admit"), knock }),
  v.object({ do: v.literal("turnAway"), knock }),
  /** Who knocks now, for who is not told (REST, a room's secret). */
  v.object({ do: v.literal("listKnocks") }),
  /** Puts somebody out; `keepOut`: for as long as the room is there, or until `letBackIn`. */
  v.object({ do: v.literal("kick"), participant, keepOut: v.optional(v.boolean(), false) }),
  v.object({ do: v.literal("letBackIn"), identity: v.pipe(v.string(), v.maxLength(limits.nameChars)) }),
  /** True: nobody receives their audio, or video, any more; false: they do again. Left out: as it is. */
  v.object({
    do: v.literal("silence"),
    participant,
    audio: v.optional(v.boolean()),
    video: v.optional(v.boolean()),
  }),
  v.object({ do: v.literal("setRole"), participant, role }),
  /** The other becomes host, and who was it a publisher. */
  v.object({ do: v.literal("handOver"), participant }),
  v.object({ do: v.literal("lock"), locked: v.boolean() }),
  v.object({ do: v.literal("end") }),
  v.object({ do: v.literal("edit"), changes: roomEdit }),
  /** Janus's `allowed`: whether invitations are asked for, and which are good. `add` with none makes one. */
  v.object({
    do: v.literal("invitations"),
    action: v.picklist(["enable", "disable", "add", "remove", "list"]),
    invitations: v.optional(v.pipe(v.array(invitation), v.maxLength(limits.invitations))),
  }),
  /** Who is in, and who talks. */
  v.object({ do: v.literal("listParticipants") }),
  /** Whom somebody keeps out, by identity. */
  v.object({ do: v.literal("listKeptOut") }),
  /* About oneself. */
  v.object({ do: v.literal("publish"), on: v.boolean() }),
  v.object({
    do: v.literal("rename"),
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(limits.nameChars)),
  }),
  v.object({ do: v.literal("talk"), talking: v.boolean() }),
  /** Whoever knows the room's secret is a host from now on. */
  v.object({ do: v.literal("claimHost"), secret: password }),
] as const;

export const act = v.variant("do", [...acts]);
export type Act = v.InferOutput<typeof act>;
export type ActName = Act["do"];

export const actNames = acts.map((one) => one.entries.do.literal);
