import * as v from "valibot";
import type { Sql } from "../account/account-directory.ts";
import { emptyQueue, type Lane, type QueueEffect, type QueueState } from "./queue.ts";
import type { Webhook } from "./webhook.ts";

/** The queue in the account's SQLite. */

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

/** Before anything else of this file, each time the object starts. */
export function makeQueueTables(sql: Sql): void {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS webhooks (roomSid TEXT, sequenceNumber INTEGER, event TEXT, url TEXT, method TEXT, parameters TEXT, queuedMs INTEGER, PRIMARY KEY (roomSid, queuedMs, sequenceNumber)) WITHOUT ROWID",
  );
  sql.exec(
    "CREATE TABLE IF NOT EXISTS webhook_lanes (roomSid TEXT PRIMARY KEY, attempts INTEGER, failures INTEGER, dueMs INTEGER) WITHOUT ROWID",
  );
}

/** @returns the queue as it was, with nothing under way: what was, is tried again. */
export function loadQueue(sql: Sql, nowMs: number): QueueState {
  const stored = new Map<string, Omit<Lane, "waiting">>();
  for (const row of sql.exec("SELECT * FROM webhook_lanes").toArray()) {
    const parsed = v.safeParse(laneRow, row);
    if (!parsed.success) continue;
    const { roomSid, ...lane } = parsed.output;
    stored.set(roomSid, { ...lane, isUnderWay: false });
  }
  const waiting = new Map<string, Webhook[]>();
  for (const row of sql.exec("SELECT * FROM webhooks ORDER BY roomSid, queuedMs, sequenceNumber").toArray()) {
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
export function keep(sql: Sql, effect: QueueEffect): void {
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
    case "send":
      return;
  }
}
