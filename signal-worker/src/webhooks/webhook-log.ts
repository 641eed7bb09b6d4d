import * as v from "valibot";
import { shownAddress } from "./callback-address.ts";
import type { QueueEffect } from "./queue.ts";

/** The delivery log in the account's SQLite: one line for each attempt, and for each webhook that was given up. */

export const logLimits = {
  /** Rows of all rooms of an account; the oldest go first. Some 200 bytes each. */
  rows: 10_000,
  /** As long as Twilio's console shows a room. */
  keepMs: 30 * 24 * 60 * 60_000,
} as const;

/** One line of the delivery log. */
export interface LogEntry {
  /** Grows with each line of the account. */
  readonly id: number;
  readonly roomSid: string;
  readonly sequenceNumber: number;
  readonly event: string;
  /** Without credentials and query. */
  readonly address: string;
  readonly method: "POST" | "GET";
  /** 1 for the first; 0 where the webhook was not tried. */
  readonly attempt: number;
  readonly fate: "delivered" | "failed" | "given up" | "dropped";
  /** Why not. */
  readonly reason: string | null;
  readonly httpStatus: number | null;
  readonly tookMs: number | null;
  readonly atMs: number;
}

const logRow = v.object({
  id: v.number(),
  roomSid: v.string(),
  sequenceNumber: v.number(),
  event: v.string(),
  address: v.string(),
  method: v.picklist(["POST", "GET"]),
  attempt: v.number(),
  fate: v.picklist(["delivered", "failed", "given up", "dropped"]),
  reason: v.nullable(v.string()),
  httpStatus: v.nullable(v.number()),
  tookMs: v.nullable(v.number()),
  atMs: v.number(),
});

/** Before anything else of this file, each time the object starts. */
export function makeLogTable(sql: SqlStorage): void {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS webhook_log (id INTEGER PRIMARY KEY AUTOINCREMENT, roomSid TEXT, sequenceNumber INTEGER, event TEXT, address TEXT, method TEXT, attempt INTEGER, fate TEXT, reason TEXT, httpStatus INTEGER, tookMs INTEGER, atMs INTEGER)",
  );
  sql.exec("CREATE INDEX IF NOT EXISTS webhook_log_of_room ON webhook_log (roomSid, id)");
}

/** After {@link makeLogTable}. */
export function writeLog(sql: SqlStorage, effect: Extract<QueueEffect, { do: "log" }>, nowMs: number): void {
  const { webhook, outcome, fate, attempt } = effect;
  const { id } = sql
    .exec<{ id: number }>(
      "INSERT INTO webhook_log (roomSid, sequenceNumber, event, address, method, attempt, fate, reason, httpStatus, tookMs, atMs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
      webhook.roomSid,
      webhook.sequenceNumber,
      webhook.event,
      shownAddress(webhook.url),
      webhook.method,
      attempt,
      fate,
      outcome?.is === "failed" ? outcome.reason : null,
      outcome?.httpStatus ?? null,
      outcome?.tookMs ?? null,
      nowMs,
    )
    .one();
  sql.exec("DELETE FROM webhook_log WHERE id <= ?", id - logLimits.rows);
}

/** Called now and then. */
export function forgetOldLog(sql: SqlStorage, nowMs: number): void {
  sql.exec("DELETE FROM webhook_log WHERE atMs < ?", nowMs - logLimits.keepMs);
}

/**
 * @param beforeId of the last entry of the page before; undefined for the first page.
 * @returns the latest first.
 */
export function readLog(
  sql: SqlStorage,
  roomSid: string,
  { beforeId = Number.MAX_SAFE_INTEGER, count }: { beforeId?: number | undefined; count: number },
): LogEntry[] {
  const rows = sql.exec(
    "SELECT * FROM webhook_log WHERE roomSid = ? AND id < ? ORDER BY id DESC LIMIT ?",
    roomSid,
    beforeId,
    count,
  );
  return [...rows].flatMap((row) => {
    const parsed = v.safeParse(logRow, row);
    return parsed.success ? [parsed.output] : [];
  });
}
