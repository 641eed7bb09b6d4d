import * as v from "valibot";
import { sessionLifeSeconds } from "../tokens/session.ts";
import type { RoomRecord } from "../room/state.ts";

/**
 * Rooms of this name that have ended, for as long as somebody may hold a ticket to them: whether one may come back,
 * and with which number the room would go on. In the object's SQLite.
 */

/** Bounds what a name that is used again and again takes; the oldest go first. */
const roomsKept = 1_000;
const keptMs = sessionLifeSeconds * 1_000;

export interface FormerRoom {
  /** Completed, or over by its time: nobody comes back. */
  readonly isFinal: boolean;
  readonly nextSequence: number;
}

const row = v.pipe(
  v.object({ isFinal: v.number(), nextSequence: v.number() }),
  v.transform(({ isFinal, nextSequence }) => ({ isFinal: isFinal === 1, nextSequence })),
);

/** @param record of a room that has ended */
export function rememberRoom(sql: SqlStorage, { sid, phase, nextSequence }: RoomRecord, nowMs: number): void {
  forgetOld(sql, nowMs);
  const isFinal = phase.is === "ended" && phase.isFinal ? 1 : 0;
  const write = "INSERT OR REPLACE INTO former_room (sid, isFinal, nextSequence, atMs) VALUES (?, ?, ?, ?)";
  sql.exec(write, sid, isFinal, nextSequence, nowMs);
  sql.exec(
    "DELETE FROM former_room WHERE sid NOT IN (SELECT sid FROM former_room ORDER BY atMs DESC LIMIT ?)",
    roomsKept,
  );
}

export function formerRoom(sql: SqlStorage, sid: string, nowMs: number): FormerRoom | undefined {
  forgetOld(sql, nowMs);
  const found = sql.exec("SELECT isFinal, nextSequence FROM former_room WHERE sid = ?", sid).toArray()[0];
  const parsed = v.safeParse(row, found);
  return parsed.success ? parsed.output : undefined;
}

/** @returns when the last of them may be forgotten; undefined: there is none */
export function formerUntilMs(sql: SqlStorage, nowMs: number): number | undefined {
  forgetOld(sql, nowMs);
  const last = sql.exec("SELECT MAX(atMs) AS atMs FROM former_room").toArray()[0];
  const parsed = v.safeParse(v.object({ atMs: v.number() }), last);
  return parsed.success ? parsed.output.atMs + keptMs : undefined;
}

function forgetOld(sql: SqlStorage, nowMs: number): void {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS former_room (sid TEXT PRIMARY KEY, isFinal INTEGER, nextSequence INTEGER, atMs INTEGER) WITHOUT ROWID",
  );
  sql.exec("DELETE FROM former_room WHERE atMs <= ?", nowMs - keptMs);
}
