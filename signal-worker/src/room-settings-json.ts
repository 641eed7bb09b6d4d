import * as v from "valibot";
import { roomCapacity, type RoomType } from "#protocol/limits";
import type { RoomSettings } from "./facts.ts";

const fields = v.object({
  type: v.picklist(Object.keys(roomCapacity) as RoomType[]),
  maxParticipants: v.number(),
  maxParticipantDurationSeconds: v.number(),
  emptyRoomTimeoutMinutes: v.number(),
  unusedRoomTimeoutMinutes: v.number(),
  statusCallback: v.optional(v.object({ url: v.string(), method: v.picklist(["POST", "GET"]) })),
  audioOnly: v.boolean(),
});

/** Settings that were JSON: in a column, in a header between our own objects. */
export const roomSettings = v.pipe(
  fields,
  v.transform((value): RoomSettings => ({ ...value, statusCallback: value.statusCallback })),
);
