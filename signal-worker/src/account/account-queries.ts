import * as v from "valibot";
import { role, silenced } from "#protocol/role";
import { subscribeRules, type SubscribeRule } from "#protocol/subscribe-rule";
import { findRoom, findRoomInProgress, roomRow, type Sql } from "./account-directory.ts";
import { usualRights, type ParticipantEntry, type RoomEntry, type TrackEntry } from "./account.ts";
import { jsonOr } from "./columns.ts";

/** What REST reads of an account's directory, and the little it writes there itself. */

/** Which part of a list, the newest first. A cursor is the `number` of the entry next to the part. */
export interface Part {
  readonly count: number;
  readonly cursor: { readonly older: number } | { readonly newer: number } | undefined;
}

/** A part of a list. The cursors are there where there is more in that direction. */
export interface Listed<Entry> {
  readonly entries: readonly Entry[];
  readonly older: number | undefined;
  readonly newer: number | undefined;
}

/** Times since 1970: from, inclusive, and up to, exclusive. */
export interface Filter {
  readonly status: string | undefined;
  /** Of rooms the unique name, of participants the identity. */
  readonly name: string | undefined;
  readonly fromMs: number | undefined;
  readonly beforeMs: number | undefined;
}

/** By SID, or by name while it is in progress. */
export function readRoom(sql: Sql, sidOrName: string): RoomEntry | undefined {
  return findRoom(sql, sidOrName) ?? findRoomInProgress(sql, sidOrName);
}

export function listRooms(sql: Sql, filter: Filter, part: Part): Listed<RoomEntry> {
  const wanted = conditionsOf(filter, { name: "roomName", created: "createdMs" });
  return listPart(sql, "rooms", wanted, part, v.object({ ...roomRow.entries, number: v.number() }));
}

export function listParticipants(
  sql: Sql,
  roomSid: string,
  filter: Filter,
  part: Part,
): Listed<ParticipantEntry> {
  const wanted = conditionsOf(filter, { name: "identity", created: "startedMs" });
  return listPart(sql, "participants", [["roomSid = ?", roomSid], ...wanted], part, participantRow);
}

/** By SID, or by identity while connected. */
export function readParticipant(
  sql: Sql,
  roomSid: string,
  sidOrIdentity: string,
): ParticipantEntry | undefined {
  const bySid = "SELECT * FROM participants WHERE roomSid = ? AND participantSid = ?";
  const byIdentity = "SELECT * FROM participants WHERE roomSid = ? AND identity = ? AND status = 'connected'";
  for (const query of [bySid, byIdentity]) {
    const row = v.safeParse(participantRow, sql.exec(query, roomSid, sidOrIdentity).toArray()[0]);
    if (row.success) return row.output;
  }
  return undefined;
}

/** @param participantSid undefined: of all who are connected. */
export function listTracks(sql: Sql, roomSid: string, participantSid?: string): readonly TrackEntry[] {
  const connected = "SELECT participantSid FROM participants WHERE roomSid = ?1 AND status = 'connected'";
  const rows =
    participantSid === undefined
      ? sql.exec(
          `SELECT * FROM tracks WHERE roomSid = ?1 AND participantSid IN (${connected}) ORDER BY number`,
          roomSid,
        )
      : sql.exec(
          "SELECT * FROM tracks WHERE roomSid = ? AND participantSid = ? ORDER BY number",
          roomSid,
          participantSid,
        );
  return rows.toArray().flatMap((row) => {
    const parsed = v.safeParse(trackRow, row);
    return parsed.success ? [parsed.output] : [];
  });
}

export interface RulesEntry {
  readonly rules: readonly SubscribeRule[];
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** @returns undefined where nothing was ever said */
export function readRules(sql: Sql, roomSid: string, participantSid: string): RulesEntry | undefined {
  const query = "SELECT * FROM rules WHERE roomSid = ? AND participantSid = ?";
  const row = v.safeParse(rulesRow, sql.exec(query, roomSid, participantSid).toArray()[0]);
  return row.success ? row.output : undefined;
}

export function saveRules(
  sql: Sql,
  roomSid: string,
  participantSid: string,
  rules: readonly SubscribeRule[],
  nowMs: number,
): void {
  sql.exec(
    `INSERT INTO rules (roomSid, participantSid, rules, createdMs, updatedMs) VALUES (?1, ?2, ?3, ?4, ?4)
      ON CONFLICT (roomSid, participantSid) DO UPDATE SET rules = ?3, updatedMs = ?4`,
    roomSid,
    participantSid,
    JSON.stringify(rules),
    nowMs,
  );
}

/** Puts the SID in the place of the identity, for good. */
export function forgetIdentity(sql: Sql, roomSid: string, participantSid: string, nowMs: number): void {
  sql.exec(
    "UPDATE participants SET identity = participantSid, updatedMs = ? WHERE roomSid = ? AND participantSid = ?",
    nowMs,
    roomSid,
    participantSid,
  );
}

const orUndefined = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? undefined),
);
const participantRow = v.object({
  number: v.number(),
  roomSid: v.string(),
  participantSid: v.string(),
  identity: v.string(),
  status: v.picklist(["connected", "disconnected"]),
  startedMs: v.number(),
  updatedMs: v.number(),
  endedMs: orUndefined,
  durationSeconds: orUndefined,
  rights: jsonOr(v.object({ role, isPublishing: v.boolean(), silenced }), usualRights),
});
const trackRow = v.object({
  participantSid: v.string(),
  trackSid: v.string(),
  kind: v.picklist(["audio", "video", "data"]),
  name: v.string(),
  enabled: v.pipe(
    v.number(),
    v.transform((value) => value === 1),
  ),
  createdMs: v.number(),
  updatedMs: v.number(),
});
const rulesRow = v.object({
  rules: v.pipe(v.string(), v.parseJson(), subscribeRules),
  createdMs: v.number(),
  updatedMs: v.number(),
});

export type Condition = readonly [where: string, value: string | number];

/** What a filter asks of rows that have a `status`. */
export function conditionsOf(
  { status, name, fromMs, beforeMs }: Filter,
  columns: { name: string; created: string },
): Condition[] {
  const conditions: (readonly [string, string | number | undefined])[] = [
    ["status = ?", status],
    [`${columns.name} = ?`, name],
    [`${columns.created} >= ?`, fromMs],
    [`${columns.created} < ?`, beforeMs],
  ];
  return conditions.flatMap(([where, value]) => (value === undefined ? [] : [[where, value] as const]));
}

/** @param table a word of ours, as are the conditions: nothing from outside is in the query's text. */
export function listPart<Entry>(
  sql: Sql,
  table: "rooms" | "participants" | "webhook_log",
  wanted: readonly Condition[],
  { count, cursor }: Part,
  row: v.GenericSchema<unknown, Entry & { readonly number: number }>,
): Listed<Entry> {
  const goesBack = cursor !== undefined && "newer" in cursor;
  const edge: Condition[] =
    cursor === undefined
      ? []
      : ["newer" in cursor ? ["number > ?", cursor.newer] : ["number < ?", cursor.older]];
  const conditions = [...wanted, ...edge];
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.map(([text]) => text).join(" AND ")}`;
  const rows = sql
    .exec(
      `SELECT * FROM ${table} ${where} ORDER BY number ${goesBack ? "ASC" : "DESC"} LIMIT ?`,
      ...conditions.map(([, value]) => value),
      count + 1,
    )
    .toArray();
  const found = rows.slice(0, count).flatMap((each) => {
    const parsed = v.safeParse(row, each);
    return parsed.success ? [parsed.output] : [];
  });
  if (goesBack) found.reverse();
  const isMore = rows.length > count;
  const [first, last] = [found.at(0)?.number, found.at(-1)?.number];
  return {
    entries: found,
    older: goesBack || isMore ? last : undefined,
    newer: goesBack ? (isMore ? first : undefined) : cursor === undefined ? undefined : first,
  };
}
