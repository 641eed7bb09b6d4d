import { roomCapacity, type RoomType } from "#protocol/limits";
import { usualRules } from "#protocol/room-rules";
import type { RoomSettings } from "../facts.ts";

/** Twilio's defaults, for a room of which nothing else was said. */
export function defaultSettings(type: RoomType): RoomSettings {
  return {
    type,
    maxParticipants: roomCapacity[type],
    maxParticipantDurationSeconds: 4 * 60 * 60,
    emptyRoomTimeoutMinutes: 5,
    unusedRoomTimeoutMinutes: 5,
    statusCallback: undefined,
    audioOnly: false,
    rules: usualRules,
  };
}
