import * as v from "valibot";
import { act } from "./act.ts";
import { limits, roomCapacity, type RoomType } from "./limits.ts";
import { acted } from "./news.ts";
import { role, silenced } from "./role.ts";
import { admissions, password, roomEdit } from "./room-rules.ts";

/** Rooms for pages: lists for lobbies, making rooms, and running one by its secret. docs/rooms-api.md. */

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.nameChars));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Where a list goes on. */
const cursor = v.pipe(v.string(), v.regex(/^\d{1,15}$/));

/** The most of one part of a list: with 4 KB of `roomInfo` each it has 500 KB. */
export const listCount = { usual: 50, most: 100 } as const;

export const listRequest = v.object({
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(listCount.most))),
  after: v.optional(cursor),
});
export type ListRequest = v.InferOutput<typeof listRequest>;

const listedRoom = v.object({
  room: name,
  description: v.string(),
  /** JSON text of whoever made or edited the room. */
  roomInfo: v.string(),
  admission: v.picklist(admissions),
  isLocked: v.boolean(),
  isPermanent: v.boolean(),
  isPinRequired: v.boolean(),
  areInvitationsAsked: v.boolean(),
  /** Who publishes now, and all others who are in. */
  publishers: count,
  attendees: count,
  maxPublishers: count,
  maxAttendees: count,
  /** Since 1970. */
  createdAtSeconds: v.pipe(v.number(), v.finite()),
});
export type ListedRoom = v.InferOutput<typeof listedRoom>;

/** The newest room first. `next`: where the list goes on; null: it is over. */
export const roomList = v.object({ rooms: v.array(listedRoom), next: v.nullable(cursor) });
export type RoomList = v.InferOutput<typeof roomList>;

const { pin: _pin, secret: _secret, ...rules } = roomEdit.entries;
export const createRequest = v.strictObject({
  /** Left out, the signal-worker makes one. */
  room: v.optional(v.string()),
  /** The signal-worker's, where it has one; without it whoever may make rooms by joining them may make them so. */
  adminKey: v.optional(v.pipe(v.string(), v.maxLength(1_024))),
  pin: v.optional(password),
  /** Left out, the signal-worker makes one. */
  secret: v.optional(password),
  type: v.optional(v.picklist(Object.keys(roomCapacity) as RoomType[])),
  maxParticipants: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  ...rules,
});
export type CreateRequest = v.InferOutput<typeof createRequest>;

/** `secret`: whoever has it runs the room. It is told this once. */
export const createdRoom = v.object({ room: name, roomSid: v.string(), secret: v.string() });
export type CreatedRoom = v.InferOutput<typeof createdRoom>;

/** With the room's secret a room that is not listed answers too. */
export const roomRequest = v.strictObject({ room: name, secret: v.optional(password) });
export type RoomRequest = v.InferOutput<typeof roomRequest>;

export const existsReply = v.object({ exists: v.boolean() });

const presentParticipant = v.object({
  sid: v.string(),
  name,
  role,
  isPublishing: v.boolean(),
  silenced,
  isTalking: v.boolean(),
  /** Told to whoever has the room's secret alone. */
  identity: v.optional(name),
});
export type PresentParticipant = v.InferOutput<typeof presentParticipant>;
export const participantList = v.object({ participants: v.array(presentParticipant) });

export const actRequest = v.strictObject({ room: name, secret: password, act });

const { is: _is, id: _id, code: _code, ...answered } = acted.entries;
export const actReply = v.object(answered);
export type ActReply = v.InferOutput<typeof actReply>;
