import * as v from "valibot";
import { sessionLifeSeconds } from "../tokens/session.ts";

/**
 * Sessions that nobody can resume: they were stopped, or evicted. Kept in the object's SQLite, also when the
 * room itself has ended, for as long as a ticket of theirs could still be good.
 */

/** Bounds what a room that people keep joining and leaving takes; the oldest go first. */
const sessionsKept = 1_000;
const keptMs = sessionLifeSeconds * 1_000;

export function rememberEnded(sql: SqlStorage, peerId: string, nowMs: number): void {
  forgetOld(sql, nowMs);
  sql.exec("INSERT OR REPLACE INTO ended (peerId, atMs) VALUES (?, ?)", peerId, nowMs);
  sql.exec(
    "DELETE FROM ended WHERE peerId NOT IN (SELECT peerId FROM ended ORDER BY atMs DESC LIMIT ?)",
    sessionsKept,
  );
}

export function hasEnded(sql: SqlStorage, peerId: string, nowMs: number): boolean {
  forgetOld(sql, nowMs);
  return sql.exec("SELECT 1 FROM ended WHERE peerId = ?", peerId).toArray().length > 0;
}

/** @returns when the last of them may be forgotten; undefined: there is none */
export function endedUntilMs(sql: SqlStorage, nowMs: number): number | undefined {
  forgetOld(sql, nowMs);
  const last = v.safeParse(v.object({ atMs: v.number() }), sql.exec(lastEnded).toArray()[0]);
  return last.success ? last.output.atMs + keptMs : undefined;
}
const lastEnded = "SELECT atMs FROM ended ORDER BY atMs DESC LIMIT 1";

function forgetOld(sql: SqlStorage, nowMs: number): void {
  sql.exec("CREATE TABLE IF NOT EXISTS ended (peerId TEXT PRIMARY KEY, atMs INTEGER) WITHOUT ROWID");
  sql.exec("DELETE FROM ended WHERE atMs <= ?", nowMs - keptMs);
}
