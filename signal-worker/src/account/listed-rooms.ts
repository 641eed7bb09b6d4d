import * as v from "valibot";
import { roomRow } from "./account-directory.ts";
import type { RoomEntry } from "./account.ts";
import type { Sql } from "./columns.ts";

/** A room that lobbies may show. */
export interface ListedEntry extends RoomEntry {
  /** The order in which rooms became known. */
  readonly number: number;
  readonly publishers: number;
  /** All others who are in. */
  readonly attendees: number;
}

const numberedRow = v.object({ ...roomRow.entries, number: v.number() });
const headcount = v.object({ roomSid: v.string(), people: v.number(), publishers: v.number() });

/**
 * The newest first. No room that is not listed has any part in it.
 *
 * @param before the number of the last one that was shown; undefined: from the beginning
 */
export function listListedRooms(sql: Sql, count: number, before: number | undefined): readonly ListedEntry[] {
  const rooms = sql
    .exec(
      `SELECT * FROM rooms WHERE isListed = 1 AND status = 'in-progress' AND number < ?
        ORDER BY number DESC LIMIT ?`,
      before ?? Number.MAX_SAFE_INTEGER,
      count,
    )
    .toArray()
    .flatMap((row) => {
      const parsed = v.safeParse(numberedRow, row);
      return parsed.success ? [parsed.output] : [];
    });
  const people = headcounts(
    sql,
    rooms.map(({ roomSid }) => roomSid),
  );
  return rooms.map((room) => {
    const counted = people.get(room.roomSid);
    const publishers = counted?.publishers ?? 0;
    return { ...room, publishers, attendees: (counted?.people ?? 0) - publishers };
  });
}

function headcounts(sql: Sql, roomSids: readonly string[]) {
  const rows = sql
    .exec(
      `SELECT roomSid, COUNT(*) AS people, SUM(isPublishing) AS publishers FROM participants
        WHERE status = 'connected' AND roomSid IN (SELECT value FROM json_each(?)) GROUP BY roomSid`,
      JSON.stringify(roomSids),
    )
    .toArray();
  const parsed = v.safeParse(v.array(headcount), rows);
  return new Map((parsed.success ? parsed.output : []).map((row) => [row.roomSid, row]));
}
