import * as v from "valibot";
import { conditionsOf, listPart, type Filter, type Listed, type Part } from "../account/account-queries.ts";
import type { Sql } from "../account/account-directory.ts";
import { retention } from "../account/account.ts";
import { shownAddress } from "./callback-address.ts";
import type { QueueEffect } from "./queue.ts";

/** The delivery log in the account's SQLite: one line for each attempt, and for each webhook that was given up. */

export const logLimits = {
  /** Rows of all rooms of an account; the oldest go first. Some 200 bytes each. */
  rows: 10_000,
  /** As long as ended rooms. */
  keepMs: retention.ms,
} as const;

const logRow = v.object({
  /** Grows with each line of the account. */
  number: v.number(),
  roomSid: v.string(),
  sequenceNumber: v.number(),
  event: v.string(),
  /** Without credentials and query. */
  address: v.string(),
  method: v.picklist(["POST", "GET"]),
  /** 1 for the first; 0 where the webhook was not tried. */
  attempt: v.number(),
  status: v.picklist(["delivered", "failed", "given up", "dropped"]),
  /** Why not. */
  reason: v.nullable(v.string()),
  httpStatus: v.nullable(v.number()),
  tookMs: v.nullable(v.number()),
  createdMs: v.number(),
});

/** One line of the delivery log. */
export type LogEntry = v.InferOutput<typeof logRow>;

/** Before anything else of this file, each time the object starts. */
export function makeLogTable(sql: Sql): void {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS webhook_log (number INTEGER PRIMARY KEY AUTOINCREMENT, roomSid TEXT, sequenceNumber INTEGER, event TEXT, address TEXT, method TEXT, attempt INTEGER, status TEXT, reason TEXT, httpStatus INTEGER, tookMs INTEGER, createdMs INTEGER)",
  );
  sql.exec("CREATE INDEX IF NOT EXISTS webhook_log_of_room ON webhook_log (roomSid, number)");
}

/** After {@link makeLogTable}. */
export function writeLog(sql: Sql, effect: Extract<QueueEffect, { do: "log" }>, nowMs: number): void {
  const { webhook, outcome, fate, attempt } = effect;
  sql.exec(
    "INSERT INTO webhook_log (roomSid, sequenceNumber, event, address, method, attempt, status, reason, httpStatus, tookMs, createdMs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
  );
  sql.exec(
    "DELETE FROM webhook_log WHERE number <= (SELECT MAX(number) FROM webhook_log) - ?",
    logLimits.rows,
  );
}

/** Called now and then. */
export function forgetOldLog(sql: Sql, nowMs: number): void {
  sql.exec("DELETE FROM webhook_log WHERE createdMs < ?", nowMs - logLimits.keepMs);
}

/** Of a room, the latest first. A filter's name is the event. */
export function listLog(sql: Sql, roomSid: string, filter: Filter, part: Part): Listed<LogEntry> {
  const wanted = conditionsOf(filter, { name: "event", created: "createdMs" });
  return listPart(sql, "webhook_log", [["roomSid = ?", roomSid], ...wanted], part, logRow);
}
