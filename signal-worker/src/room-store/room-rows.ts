import * as v from "valibot";
import { member } from "#protocol/announce";
import { role, silenced } from "#protocol/role";
import { subscribeRules } from "#protocol/subscribe-rule";
import type { RoomFact } from "../facts.ts";
import { usualAccess, type RoomAccess } from "../room/access.ts";
import type { Participant, RoomRecord } from "../room/state.ts";
import { roomSettings } from "../room-settings-json.ts";

/** What the object keeps in SQLite, as JSON texts: read back through these. */

const phase = v.variant("is", [
  v.object({ is: v.literal("unused") }),
  v.object({ is: v.literal("occupied") }),
  v.object({ is: v.literal("empty"), sinceMs: v.number() }),
  v.object({ is: v.literal("ended"), atMs: v.number(), isFinal: v.boolean() }),
]);
/** Each with a default: rows of earlier versions have none of them. */
export const accessJson = v.pipe(
  v.object({
    pinHash: v.optional(v.string()),
    secretHash: v.optional(v.string()),
    invitations: v.optional(v.array(v.object({ hash: v.string(), hint: v.string() })), []),
    areInvitationsAsked: v.optional(v.boolean(), usualAccess.areInvitationsAsked),
    keptOut: v.optional(
      v.array(
        v.pipe(
          v.object({ identity: v.string(), addressHash: v.optional(v.string()) }),
          v.transform((kept) => ({ ...kept, addressHash: kept.addressHash })),
        ),
      ),
      [],
    ),
    host: v.optional(v.picklist(["first", "token"]), usualAccess.host),
  }),
  v.transform((parsed): RoomAccess => ({
    ...parsed,
    pinHash: parsed.pinHash,
    secretHash: parsed.secretHash,
  })),
);
const record = v.object({
  sid: v.string(),
  name: v.string(),
  isAdHoc: v.boolean(),
  settings: roomSettings,
  access: v.optional(accessJson, {}),
  createdMs: v.number(),
  phase,
  nextSequence: v.number(),
});

const track = v.object({
  trackSid: v.string(),
  kind: v.picklist(["audio", "video", "data"]),
  name: v.string(),
  enabled: v.boolean(),
});
const participant = v.pipe(
  v.object({
    member,
    // Rows of earlier versions have none of these: everybody published then.
    role: v.optional(role, "publisher"),
    isPublishing: v.optional(v.boolean(), true),
    silenced: v.optional(silenced, { audio: false, video: false }),
    isGuest: v.optional(v.boolean(), false),
    privateId: v.optional(v.string(), ""),
    isRenamed: v.optional(v.boolean(), false),
    addressHash: v.optional(v.string()),
    connectedMs: v.number(),
    awaySinceMs: v.optional(v.number()),
    tracks: v.array(track),
    rules: subscribeRules,
  }),
  v.transform((parsed) => ({
    ...parsed,
    awaySinceMs: parsed.awaySinceMs,
    addressHash: parsed.addressHash,
  })),
);

const identity = v.object({ participantSid: v.string(), identity: v.string() });
const room = v.object({ roomSid: v.string(), roomName: v.string(), isAdHoc: v.boolean() });
const door = v.object({
  isPinRequired: v.boolean(),
  hasSecret: v.boolean(),
  areInvitationsAsked: v.boolean(),
});
const rights = v.object({ role, isPublishing: v.boolean(), silenced });
const head = { roomSid: v.string(), sequenceNumber: v.number(), atMs: v.number() };
const fact = v.variant("is", [
  v.object({ ...head, is: v.literal("room-created"), room, settings: roomSettings, door: v.optional(door) }),
  v.object({ ...head, is: v.literal("room-edited"), settings: roomSettings, door }),
  v.object({ ...head, is: v.literal("room-ended"), durationSeconds: v.number() }),
  v.object({
    ...head,
    is: v.literal("participant-connected"),
    participant: identity,
    rights: v.optional(rights),
  }),
  v.object({ ...head, is: v.literal("participant-changed"), participant: identity, rights }),
  v.object({
    ...head,
    is: v.literal("participant-disconnected"),
    participant: identity,
    durationSeconds: v.number(),
  }),
  v.object({
    ...head,
    is: v.picklist(["track-added", "track-removed", "track-enabled", "track-disabled"]),
    participant: identity,
    track,
  }),
]);

/** @returns undefined for a text that no version of this code wrote */
export function parseRecord(text: unknown): RoomRecord | undefined {
  return parse(record, text);
}
export function parseParticipant(text: unknown): Participant | undefined {
  return parse(participant, text);
}
export function parseFact(text: unknown): RoomFact | undefined {
  return parse(fact, text);
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  text: unknown,
): v.InferOutput<Schema> | undefined {
  const json: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
  const parsed = v.safeParse(schema, json);
  return parsed.success ? parsed.output : undefined;
}
