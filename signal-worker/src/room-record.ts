import * as v from "valibot";
import { roomCapacity, type RoomType } from "#protocol/limits";
import type { RoomRecord } from "./room.ts";

/** The room record in the object's SQLite: one row, or none. */

const row = v.object({
  sid: v.string(),
  name: v.string(),
  type: v.picklist(Object.keys(roomCapacity) as RoomType[]),
  createdMs: v.number(),
});

/** @returns undefined in a new room. Makes the table where it is missing. */
export function loadRecord(sql: SqlStorage): RoomRecord | undefined {
  sql.exec("CREATE TABLE IF NOT EXISTS room (sid TEXT, name TEXT, type TEXT, createdMs INTEGER)");
  const parsed = v.safeParse(row, sql.exec("SELECT sid, name, type, createdMs FROM room").toArray()[0]);
  return parsed.success ? parsed.output : undefined;
}

/** After {@link loadRecord} only. */
export function deleteRecord(sql: SqlStorage): void {
  sql.exec("DELETE FROM room");
}

/** After {@link loadRecord} only. */
export function saveRecord(sql: SqlStorage, { sid, name, type, createdMs }: RoomRecord): void {
  deleteRecord(sql);
  sql.exec("INSERT INTO room (sid, name, type, createdMs) VALUES (?, ?, ?, ?)", sid, name, type, createdMs);
}
