import * as v from "valibot";
import { roomCapacity, type RoomType } from "#protocol/limits";
import { roomRules, usualRules } from "#protocol/room-rules";
import type { RoomSettings } from "./facts.ts";

const fields = v.object({
  type: v.picklist(Object.keys(roomCapacity) as RoomType[]),
  maxParticipants: v.number(),
  maxParticipantDurationSeconds: v.number(),
  emptyRoomTimeoutMinutes: v.number(),
  unusedRoomTimeoutMinutes: v.number(),
  statusCallback: v.optional(v.object({ url: v.string(), method: v.picklist(["POST", "GET"]) })),
  audioOnly: v.boolean(),
  // Rows of earlier versions have none, or not all of them.
  rules: v.pipe(
    v.optional(v.record(v.string(), v.unknown()), {}),
    v.transform((rules) => ({ ...usualRules, ...rules })),
    roomRules,
  ),
});

/** Settings that were JSON: in a column, in a header between our own objects. */
export const roomSettings = v.pipe(
  fields,
  v.transform((value): RoomSettings => ({ ...value, statusCallback: value.statusCallback })),
);
