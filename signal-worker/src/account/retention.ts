import * as v from "valibot";
import { lostAfterMs, retention } from "./account.ts";
import type { Sql } from "./columns.ts";

/** Rooms that ended long ago or too many rooms ago; rooms that were lost end first. Both ways are along an index. */
export function forgetOld(sql: Sql, nowMs: number): void {
  const lost =
    "SELECT roomSid FROM rooms WHERE endedMs IS NULL AND createdMs < ?1 AND updatedMs < ?1 AND isPermanent = 0";
  for (const { roomSid } of sids(sql, lost, nowMs - lostAfterMs)) {
    sql.exec(
      "UPDATE rooms SET status = 'completed', updatedMs = ?1, endedMs = ?1 WHERE roomSid = ?2",
      nowMs,
      roomSid,
    );
    const left =
      "UPDATE participants SET status = 'disconnected', updatedMs = ?1, endedMs = ?1 WHERE roomSid = ?2";
    sql.exec(`${left} AND status = 'connected'`, nowMs, roomSid);
  }
  const old = [
    ...sids(sql, "SELECT roomSid FROM rooms WHERE endedMs < ? LIMIT 100", nowMs - retention.ms),
    ...sids(
      sql,
      `SELECT roomSid FROM rooms WHERE number <= (SELECT MAX(number) FROM rooms) - ?
        AND endedMs IS NOT NULL LIMIT 100`,
      retention.rooms,
    ),
  ];
  for (const { roomSid } of old)
    for (const table of ["rooms", "participants", "tracks", "rules"])
      sql.exec(`DELETE FROM ${table} WHERE roomSid = ?`, roomSid);
  forgetGuests(sql, nowMs - retention.ms);
}

/** Who left long ago, of rooms that go on: a permanent room would keep them all. */
function forgetGuests(sql: Sql, beforeMs: number): void {
  const query = "SELECT roomSid, participantSid FROM participants WHERE endedMs < ? LIMIT 100";
  const rows = v.safeParse(v.array(formerGuest), sql.exec(query, beforeMs).toArray());
  for (const { roomSid, participantSid } of rows.success ? rows.output : [])
    for (const table of ["participants", "tracks", "rules"])
      sql.exec(`DELETE FROM ${table} WHERE roomSid = ? AND participantSid = ?`, roomSid, participantSid);
}
const formerGuest = v.object({ roomSid: v.string(), participantSid: v.string() });

function sids(sql: Sql, query: string, value: number): readonly { roomSid: string }[] {
  const rows = v.safeParse(v.array(v.object({ roomSid: v.string() })), sql.exec(query, value).toArray());
  return rows.success ? rows.output : [];
}
