import type {
  ParticipantIdentity,
  ParticipantRights,
  PublishedTrack,
  RoomDoor,
  RoomFact,
  RoomIdentity,
  RoomSettings,
} from "../facts.ts";

/** What an account knows of its rooms. Pure: the directory keeps it in SQLite. Times are since 1970. */

export interface RoomEntry extends RoomIdentity {
  readonly settings: RoomSettings;
  readonly door: RoomDoor;
  readonly status: "in-progress" | "completed";
  readonly createdMs: number;
  readonly updatedMs: number;
  /** Both undefined while it is in progress. */
  readonly endedMs: number | undefined;
  readonly durationSeconds: number | undefined;
  /** Of the last fact that was recorded. */
  readonly sequenceNumber: number;
}

export interface ParticipantEntry extends ParticipantIdentity {
  readonly rights: ParticipantRights;
  readonly roomSid: string;
  readonly status: "connected" | "disconnected";
  readonly startedMs: number;
  readonly updatedMs: number;
  /** Both undefined while connected. */
  readonly endedMs: number | undefined;
  readonly durationSeconds: number | undefined;
}

/** Published now, or when its participant or room ended. */
export interface TrackEntry extends PublishedTrack {
  readonly participantSid: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** What a join asks of the account. */
export interface Standing {
  /** In all rooms together, by what the rooms have told so far. */
  readonly concurrentParticipants: number;
  /** The room in progress that was asked for by SID or name. */
  readonly room: RoomIdentity | undefined;
}

/** A fact that was not known before, and the room as it is after it. */
export interface News {
  readonly fact: RoomFact;
  readonly room: RoomEntry;
}

export const openDoor: RoomDoor = { isPinRequired: false, hasSecret: false, areInvitationsAsked: false };
export const usualRights: ParticipantRights = {
  role: "publisher",
  isPublishing: true,
  silenced: { audio: false, video: false },
};

/** Ended rooms are kept for 30 days, the last 10,000 of them: Twilio's default quota of rooms. */
export const retention = { ms: 30 * 24 * 60 * 60 * 1_000, rooms: 10_000 } as const;

/**
 * A room in progress this long after it was made or edited has been lost, unless it is permanent: a room lasts 24
 * hours at most, and repeats what it could not tell for some time after.
 */
export const lostAfterMs = 26 * 60 * 60 * 1_000;

/**
 * @param room undefined where the account does not know it.
 * @returns the room after the fact, or undefined for a fact that is known, or of a room that is not
 */
export function roomAfter(room: RoomEntry | undefined, fact: RoomFact): RoomEntry | undefined {
  const { atMs, sequenceNumber } = fact;
  if (fact.is === "room-created") {
    // Not told again where it is later than the end: somebody came back with their session to a room that had ended.
    const isLater =
      room?.endedMs !== undefined && (sequenceNumber > room.sequenceNumber || atMs > room.endedMs);
    if (room !== undefined && !isLater) return undefined;
    return {
      ...fact.room,
      settings: fact.settings,
      door: fact.door ?? openDoor,
      status: "in-progress",
      createdMs: room?.createdMs ?? atMs,
      updatedMs: atMs,
      endedMs: undefined,
      durationSeconds: undefined,
      sequenceNumber,
    };
  }
  if (room === undefined || sequenceNumber <= room.sequenceNumber) return undefined;
  const next = { ...room, sequenceNumber };
  if (fact.is === "room-edited")
    return { ...next, settings: fact.settings, door: fact.door, updatedMs: atMs };
  if (fact.is !== "room-ended") return next;
  return {
    ...next,
    status: "completed",
    updatedMs: atMs,
    endedMs: atMs,
    durationSeconds: fact.durationSeconds,
  };
}
