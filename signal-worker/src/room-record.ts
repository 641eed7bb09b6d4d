import * as v from "valibot";
import { roomCapacity, type RoomType } from "#protocol/limits";
import type { RoomRecord } from "./room.ts";

/**
 * The room record in the object's SQLite: one row, or none. What was read or written is remembered while the object is
 * awake: each message asks, and a query costs as much as all else that it takes to relay one (measured).
 */

const row = v.object({
  sid: v.string(),
  name: v.string(),
  type: v.picklist(Object.keys(roomCapacity) as RoomType[]),
  createdMs: v.number(),
});

const known = new WeakMap<SqlStorage, RoomRecord>();

/** @returns undefined in a new room. Makes the table where it is missing. */
export function loadRecord(sql: SqlStorage): RoomRecord | undefined {
  const remembered = known.get(sql);
  if (remembered !== undefined) return remembered;
  sql.exec("CREATE TABLE IF NOT EXISTS room (sid TEXT, name TEXT, type TEXT, createdMs INTEGER)");
  const parsed = v.safeParse(row, sql.exec("SELECT sid, name, type, createdMs FROM room").toArray()[0]);
  if (!parsed.success) return undefined;
  known.set(sql, parsed.output);
  return parsed.output;
}

/** After {@link loadRecord} only. */
export function deleteRecord(sql: SqlStorage): void {
  known.delete(sql);
  sql.exec("DELETE FROM room");
}

/** After {@link loadRecord} only. */
export function saveRecord(sql: SqlStorage, record: RoomRecord): void {
  deleteRecord(sql);
  const { sid, name, type, createdMs } = record;
  sql.exec("INSERT INTO room (sid, name, type, createdMs) VALUES (?, ?, ?, ?)", sid, name, type, createdMs);
  known.set(sql, record);
}
