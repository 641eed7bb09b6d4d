import * as v from "valibot";
import { roomRules, type RoomRules } from "#protocol/room-rules";
import type { RoomAccess } from "../room/access.ts";
import type { RoomRecord } from "../room/state.ts";
import { sessionLifeSeconds } from "../tokens/session.ts";
import { accessJson } from "./room-rows.ts";

/**
 * How a room was run that ended with its last participant, for as long as somebody may come back to it with a ticket:
 * nobody takes a PIN or a keep-out away by losing the connection. Kept where it is not as a new room would be.
 */

/** Bounds what a name that is used again and again takes; the oldest go first. */
const kept = 100;
const keptMs = sessionLifeSeconds * 1_000;

export interface FormerAccess {
  readonly rules: RoomRules;
  readonly access: RoomAccess;
}
const row = v.pipe(v.string(), v.parseJson(), v.object({ rules: roomRules, access: accessJson }));

export function rememberAccess(sql: SqlStorage, { sid, settings, access }: RoomRecord, nowMs: number): void {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS former_access (sid TEXT PRIMARY KEY, json TEXT, atMs INTEGER) WITHOUT ROWID",
  );
  sql.exec("DELETE FROM former_access WHERE atMs <= ?", nowMs - keptMs);
  const json = JSON.stringify({ rules: settings.rules, access });
  sql.exec("INSERT OR REPLACE INTO former_access (sid, json, atMs) VALUES (?, ?, ?)", sid, json, nowMs);
  sql.exec(
    "DELETE FROM former_access WHERE sid NOT IN (SELECT sid FROM former_access ORDER BY atMs DESC LIMIT ?)",
    kept,
  );
}

/** @returns undefined where it was as a new room would be, or is not known any more */
export function formerAccess(sql: SqlStorage, sid: string, nowMs: number): FormerAccess | undefined {
  if (sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'former_access'").toArray().length === 0)
    return undefined;
  const found = sql.exec("SELECT json FROM former_access WHERE sid = ? AND atMs > ?", sid, nowMs - keptMs);
  const parsed = v.safeParse(row, found.toArray()[0]?.["json"]);
  return parsed.success ? parsed.output : undefined;
}
