import * as v from "valibot";
import { openDoor, roomAfter, usualRights, type News, type RoomEntry } from "./account.ts";
import { addColumns, jsonOr, type Sql } from "./columns.ts";
import { forgetOld } from "./retention.ts";
import type { ParticipantIdentity, ParticipantRights, PublishedTrack, RoomFact } from "../facts.ts";
import { roomSettings } from "../room-settings-json.ts";

export type { Sql };

/**
 * An account's rooms, participants and tracks in its object's SQLite. `number` is the order of arrival, which lists are
 * paged by.
 */
const tables = [
  `CREATE TABLE IF NOT EXISTS rooms (number INTEGER PRIMARY KEY, roomSid TEXT UNIQUE, roomName TEXT, isAdHoc INTEGER,
    settings TEXT, status TEXT, createdMs INTEGER, updatedMs INTEGER, endedMs INTEGER, durationSeconds INTEGER,
    sequenceNumber INTEGER)`,
  "CREATE INDEX IF NOT EXISTS roomsByName ON rooms (roomName, status)",
  "CREATE INDEX IF NOT EXISTS roomsByStatus ON rooms (status)",
  "CREATE INDEX IF NOT EXISTS roomsByTime ON rooms (endedMs, createdMs)",
  `CREATE TABLE IF NOT EXISTS participants (number INTEGER PRIMARY KEY, roomSid TEXT, participantSid TEXT, identity TEXT,
    status TEXT, startedMs INTEGER, updatedMs INTEGER, endedMs INTEGER, durationSeconds INTEGER,
    UNIQUE (roomSid, participantSid))`,
  "CREATE INDEX IF NOT EXISTS participantsByStatus ON participants (status)",
  `CREATE TABLE IF NOT EXISTS tracks (number INTEGER PRIMARY KEY, roomSid TEXT, participantSid TEXT, trackSid TEXT, kind TEXT,
    name TEXT, enabled INTEGER, createdMs INTEGER, updatedMs INTEGER, UNIQUE (roomSid, participantSid, trackSid))`,
  `CREATE TABLE IF NOT EXISTS rules (roomSid TEXT, participantSid TEXT, rules TEXT, createdMs INTEGER, updatedMs INTEGER,
    PRIMARY KEY (roomSid, participantSid)) WITHOUT ROWID`,
] as const;
/** What tables of earlier versions do not have. `isListed` and `isPermanent` repeat the settings, to be searched for. */
const laterColumns = {
  rooms: ["door TEXT", "isListed INTEGER NOT NULL DEFAULT 0", "isPermanent INTEGER NOT NULL DEFAULT 0"],
  participants: ["rights TEXT", "isPublishing INTEGER NOT NULL DEFAULT 1"],
} as const;
const indexes = [
  "CREATE INDEX IF NOT EXISTS roomsListed ON rooms (number) WHERE isListed = 1 AND status = 'in-progress'",
  "CREATE INDEX IF NOT EXISTS participantsByEnd ON participants (endedMs)",
] as const;

export function makeTables(sql: Sql): void {
  for (const table of tables) sql.exec(table);
  for (const [table, columns] of Object.entries(laterColumns)) addColumns(sql, table, columns);
  for (const index of indexes) sql.exec(index);
}

/**
 * Takes in what is new among the facts, in order. What is known already, or of a room that is not, is skipped.
 * @returns what was new, room by room
 */
export function recordFacts(sql: Sql, facts: readonly RoomFact[], nowMs: number): readonly News[] {
  const news: News[] = [];
  // Each room is read and written once, however much is told of it.
  for (const [roomSid, told] of Map.groupBy(facts, (fact) => fact.roomSid)) {
    let room = findRoom(sql, roomSid);
    const ofRoom: News[] = [];
    for (const fact of told) {
      const after = roomAfter(room, fact);
      if (after === undefined) continue;
      room = after;
      apply(sql, fact);
      ofRoom.push({ fact, room });
    }
    if (room === undefined || ofRoom.length === 0) continue;
    saveRoom(sql, room);
    // Most facts change neither settings nor door, which are most of the row.
    const isEdited = ofRoom.some(({ fact: { is } }) => is === "room-edited" || is === "room-created");
    if (isEdited) saveEdit(sql, room);
    // A permanent room sees people come and go where no room is ever made.
    const { isPermanent } = room.settings.rules;
    if (
      ofRoom.some(
        ({ fact: { is } }) => is === "room-created" || (isPermanent && is === "participant-connected"),
      )
    )
      forgetOld(sql, nowMs);
    news.push(...ofRoom);
  }
  return news;
}

function apply(sql: Sql, fact: RoomFact): void {
  const { roomSid, atMs } = fact;
  switch (fact.is) {
    case "room-created":
    case "room-edited":
      return;
    case "room-ended":
      sql.exec(
        `UPDATE participants SET status = 'disconnected', updatedMs = ?1, endedMs = ?1,
          durationSeconds = MAX(0, (?1 - startedMs) / 1000) WHERE roomSid = ?2 AND status = 'connected'`,
        atMs,
        roomSid,
      );
      return;
    case "participant-connected":
      saveParticipant(sql, roomSid, fact.participant, fact.rights ?? usualRights, atMs);
      return;
    case "participant-changed":
      sql.exec(
        "UPDATE participants SET rights = ?, isPublishing = ?, updatedMs = ? WHERE roomSid = ? AND participantSid = ?",
        JSON.stringify(fact.rights),
        fact.rights.isPublishing ? 1 : 0,
        atMs,
        roomSid,
        fact.participant.participantSid,
      );
      return;
    case "participant-disconnected":
      sql.exec(
        `UPDATE participants SET status = 'disconnected', updatedMs = ?1, endedMs = ?1, durationSeconds = ?2
          WHERE roomSid = ?3 AND participantSid = ?4`,
        atMs,
        fact.durationSeconds,
        roomSid,
        fact.participant.participantSid,
      );
      return;
    case "track-removed":
      sql.exec(
        "DELETE FROM tracks WHERE roomSid = ? AND participantSid = ? AND trackSid = ?",
        roomSid,
        fact.participant.participantSid,
        fact.track.trackSid,
      );
      return;
    case "track-added":
    case "track-enabled":
    case "track-disabled":
      saveTrack(sql, roomSid, fact.participant, fact.track, atMs);
      return;
    default:
      fact satisfies never;
  }
}

const roomDoor = v.object({
  isPinRequired: v.boolean(),
  hasSecret: v.boolean(),
  areInvitationsAsked: v.boolean(),
});

const orUndefined = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? undefined),
);
export const roomRow = v.object({
  roomSid: v.string(),
  roomName: v.string(),
  isAdHoc: v.pipe(
    v.number(),
    v.transform((value) => value === 1),
  ),
  settings: v.pipe(v.string(), v.parseJson(), roomSettings),
  door: jsonOr(roomDoor, openDoor),
  status: v.picklist(["in-progress", "completed"]),
  createdMs: v.number(),
  updatedMs: v.number(),
  endedMs: orUndefined,
  durationSeconds: orUndefined,
  sequenceNumber: v.number(),
});

/** By SID, in progress or not. */
export function findRoom(sql: Sql, roomSid: string): RoomEntry | undefined {
  const row = v.safeParse(roomRow, sql.exec("SELECT * FROM rooms WHERE roomSid = ?", roomSid).toArray()[0]);
  return row.success ? row.output : undefined;
}

/** By SID, else by name, and only while it is in progress. */
export function findRoomInProgress(sql: Sql, sidOrName: string): RoomEntry | undefined {
  const found = findRoom(sql, sidOrName);
  if (found?.status === "in-progress") return found;
  const named =
    "SELECT * FROM rooms WHERE roomName = ? AND status = 'in-progress' ORDER BY number DESC LIMIT 1";
  const row = v.safeParse(roomRow, sql.exec(named, sidOrName).toArray()[0]);
  return row.success ? row.output : undefined;
}

export function countConnected(sql: Sql): number {
  const row = sql.exec("SELECT COUNT(*) AS count FROM participants WHERE status = 'connected'").toArray()[0];
  const parsed = v.safeParse(v.object({ count: v.number() }), row);
  return parsed.success ? parsed.output.count : 0;
}

function saveRoom(sql: Sql, room: RoomEntry): void {
  sql.exec(
    `INSERT INTO rooms (roomSid, roomName, isAdHoc, settings, status, createdMs, updatedMs, endedMs, durationSeconds,
      sequenceNumber) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (roomSid) DO UPDATE SET status = excluded.status, updatedMs = excluded.updatedMs,
      endedMs = excluded.endedMs, durationSeconds = excluded.durationSeconds, sequenceNumber = excluded.sequenceNumber`,
    room.roomSid,
    room.roomName,
    room.isAdHoc ? 1 : 0,
    JSON.stringify(room.settings),
    room.status,
    room.createdMs,
    room.updatedMs,
    room.endedMs ?? null,
    room.durationSeconds ?? null,
    room.sequenceNumber,
  );
}

function saveEdit(sql: Sql, { roomSid, settings, door }: RoomEntry): void {
  sql.exec(
    "UPDATE rooms SET settings = ?, door = ?, isListed = ?, isPermanent = ? WHERE roomSid = ?",
    JSON.stringify(settings),
    JSON.stringify(door),
    settings.rules.isListed ? 1 : 0,
    settings.rules.isPermanent ? 1 : 0,
    roomSid,
  );
}

/** One who is known came back to a room that had ended. */
function saveParticipant(
  sql: Sql,
  roomSid: string,
  { participantSid, identity }: ParticipantIdentity,
  rights: ParticipantRights,
  atMs: number,
): void {
  sql.exec(
    `INSERT INTO participants (roomSid, participantSid, identity, status, startedMs, updatedMs, rights, isPublishing)
      VALUES (?1, ?2, ?3, 'connected', ?4, ?4, ?5, ?6)
      ON CONFLICT (roomSid, participantSid) DO UPDATE SET status = 'connected', updatedMs = ?4, endedMs = NULL,
      durationSeconds = NULL, rights = ?5, isPublishing = ?6`,
    roomSid,
    participantSid,
    identity,
    atMs,
    JSON.stringify(rights),
    rights.isPublishing ? 1 : 0,
  );
}

function saveTrack(
  sql: Sql,
  roomSid: string,
  { participantSid }: ParticipantIdentity,
  { trackSid, kind, name, enabled }: PublishedTrack,
  atMs: number,
): void {
  sql.exec(
    `INSERT INTO tracks (roomSid, participantSid, trackSid, kind, name, enabled, createdMs, updatedMs)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
      ON CONFLICT (roomSid, participantSid, trackSid) DO UPDATE SET enabled = ?6, updatedMs = ?7`,
    roomSid,
    participantSid,
    trackSid,
    kind,
    name,
    enabled ? 1 : 0,
    atMs,
  );
}
