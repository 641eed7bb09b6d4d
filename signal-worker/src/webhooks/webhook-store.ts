import * as v from "valibot";
import { shownAddress } from "./callback-address.ts";
import { emptyQueue, type Lane, type QueueEffect, type QueueState } from "./queue.ts";
import type { Webhook } from "./webhook.ts";

/** The queue and the delivery log in the account's SQLite. */

export const logLimits = {
  /** Rows of all rooms of an account; the oldest go first. Some 200 bytes each. */
  rows: 10_000,
  /** As long as Twilio's console shows a room. */
  keepMs: 30 * 24 * 60 * 60_000,
} as const;

const webhookRow = v.object({
  roomSid: v.string(),
  sequenceNumber: v.number(),
  event: v.string(),
  url: v.string(),
  method: v.picklist(["POST", "GET"]),
  parameters: v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string())),
  queuedMs: v.number(),
});

const laneRow = v.object({
  roomSid: v.string(),
  attempts: v.number(),
  failures: v.number(),
  dueMs: v.number(),
});

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
export function makeTables(sql: SqlStorage): void {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS webhooks (roomSid TEXT, sequenceNumber INTEGER, event TEXT, url TEXT, method TEXT, parameters TEXT, queuedMs INTEGER, PRIMARY KEY (roomSid, queuedMs, sequenceNumber)) WITHOUT ROWID",
  );
  sql.exec(
    "CREATE TABLE IF NOT EXISTS webhook_lanes (roomSid TEXT PRIMARY KEY, attempts INTEGER, failures INTEGER, dueMs INTEGER) WITHOUT ROWID",
  );
  sql.exec(
    "CREATE TABLE IF NOT EXISTS webhook_log (id INTEGER PRIMARY KEY AUTOINCREMENT, roomSid TEXT, sequenceNumber INTEGER, event TEXT, address TEXT, method TEXT, attempt INTEGER, fate TEXT, reason TEXT, httpStatus INTEGER, tookMs INTEGER, atMs INTEGER)",
  );
  sql.exec("CREATE INDEX IF NOT EXISTS webhook_log_of_room ON webhook_log (roomSid, id)");
}

/** @returns the queue as it was, with nothing under way: what was, is tried again. */
export function loadQueue(sql: SqlStorage, nowMs: number): QueueState {
  const stored = new Map<string, Omit<Lane, "waiting">>();
  for (const row of sql.exec("SELECT * FROM webhook_lanes")) {
    const parsed = v.safeParse(laneRow, row);
    if (!parsed.success) continue;
    const { roomSid, ...lane } = parsed.output;
    stored.set(roomSid, { ...lane, isUnderWay: false });
  }
  const waiting = new Map<string, Webhook[]>();
  for (const row of sql.exec("SELECT * FROM webhooks ORDER BY roomSid, queuedMs, sequenceNumber")) {
    const parsed = v.safeParse(webhookRow, row);
    if (!parsed.success) continue;
    const lane = waiting.get(parsed.output.roomSid);
    if (lane === undefined) waiting.set(parsed.output.roomSid, [parsed.output]);
    else lane.push(parsed.output);
  }
  const fresh = { attempts: 0, failures: 0, dueMs: nowMs, isUnderWay: false };
  const lanes = [...waiting].map(
    ([roomSid, webhooks]) => [roomSid, { ...(stored.get(roomSid) ?? fresh), waiting: webhooks }] as const,
  );
  return { ...emptyQueue, lanes: new Map(lanes) };
}

/** Carries out one effect of the queue that is about storage; the others do nothing here. */
export function keep(sql: SqlStorage, effect: QueueEffect, nowMs: number): void {
  switch (effect.do) {
    case "store": {
      const { roomSid, sequenceNumber, event, url, method, parameters, queuedMs } = effect.webhook;
      sql.exec(
        "INSERT OR REPLACE INTO webhooks VALUES (?, ?, ?, ?, ?, ?, ?)",
        roomSid,
        sequenceNumber,
        event,
        url,
        method,
        JSON.stringify(parameters),
        queuedMs,
      );
      return;
    }
    case "forget": {
      const { roomSid, queuedMs, sequenceNumber } = effect.webhook;
      sql.exec(
        "DELETE FROM webhooks WHERE roomSid = ? AND queuedMs = ? AND sequenceNumber = ?",
        roomSid,
        queuedMs,
        sequenceNumber,
      );
      sql.exec(
        "DELETE FROM webhook_lanes WHERE roomSid = ?1 AND NOT EXISTS (SELECT 1 FROM webhooks WHERE roomSid = ?1)",
        roomSid,
      );
      return;
    }
    case "store lane": {
      const { attempts, failures, dueMs } = effect.lane;
      sql.exec(
        "INSERT OR REPLACE INTO webhook_lanes VALUES (?, ?, ?, ?)",
        effect.roomSid,
        attempts,
        failures,
        dueMs,
      );
      return;
    }
    case "log":
      return log(sql, effect, nowMs);
    case "send":
      return;
  }
}

function log(sql: SqlStorage, effect: Extract<QueueEffect, { do: "log" }>, nowMs: number): void {
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

/** After {@link makeTables}. Called now and then. */
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
