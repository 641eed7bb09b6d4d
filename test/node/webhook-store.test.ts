import { beforeEach, describe, expect, test } from "vitest";
import type { Sql } from "../../signal-worker/src/account/account-directory.ts";
import type { Outcome } from "../../signal-worker/src/webhooks/delivery.ts";
import {
  emptyQueue,
  step,
  type QueueEffect,
  type QueueEvent,
  type QueueState,
} from "../../signal-worker/src/webhooks/queue.ts";
import {
  forgetOldLog,
  listLog,
  logLimits,
  makeLogTable,
  writeLog,
} from "../../signal-worker/src/webhooks/webhook-log.ts";
import { keep, loadQueue, makeQueueTables } from "../../signal-worker/src/webhooks/webhook-store.ts";
import type { Webhook } from "../../signal-worker/src/webhooks/webhook.ts";
import { openSql } from "../fakes/directory.ts";

const nowMs = 1_800_000_000_000;
const everything = { status: undefined, name: undefined, fromMs: undefined, beforeMs: undefined };
const newest = { count: 50, cursor: undefined };

function webhook(roomSid: string, sequenceNumber: number): Webhook {
  return {
    roomSid,
    sequenceNumber,
    event: sequenceNumber === 0 ? "room-created" : "track-added",
    url: "https://me:secret@a.example/hook?key=secret",
    method: "GET",
    parameters: { RoomName: `it's "${roomSid}"` },
    queuedMs: nowMs,
  };
}
const refused: Outcome = {
  is: "failed",
  httpStatus: 500,
  reason: "answer",
  tookMs: 7,
  retryAfterMs: undefined,
};
const delivered: Outcome = { is: "delivered", httpStatus: 200, tookMs: 8 };

describe("the queue and its log in SQLite", () => {
  let sql: Sql;
  let state: QueueState;

  beforeEach(() => {
    sql = openSql();
    makeQueueTables(sql);
    makeLogTable(sql);
    state = emptyQueue;
  });

  function happens(event: QueueEvent, atMs = nowMs): readonly QueueEffect[] {
    const outcome = step(state, event, atMs);
    state = outcome.state;
    for (const effect of outcome.effects) {
      keep(sql, effect);
      if (effect.do === "log") writeLog(sql, effect, atMs);
    }
    return outcome.effects;
  }
  const tried = (roomSid: string, outcome: Outcome, atMs = nowMs) =>
    happens({ is: "tried", roomSid, outcome, jitter: 1 }, atMs);
  /** What is under way is so in memory alone. */
  const asStored = (of: QueueState) =>
    new Map([...of.lanes].map(([roomSid, lane]) => [roomSid, { ...lane, isUnderWay: false }]));

  test("what waits is loaded as it was, with its attempts and its next time", () => {
    happens({
      is: "queued",
      webhooks: [webhook("R", 0), webhook("S", 0), webhook("R", 1), webhook("R", 10)],
    });
    tried("R", refused);
    tried("S", delivered);
    tried("R", refused, nowMs + 1_000);
    expect(loadQueue(sql, nowMs).lanes).toEqual(asStored(state));
    expect([...loadQueue(sql, nowMs).lanes.keys()]).toEqual(["R"]);
    tried("R", delivered, nowMs + 3_000);
    expect(loadQueue(sql, nowMs + 3_000).lanes).toEqual(asStored(state));
  });

  test("nothing is left when everything was taken", () => {
    happens({ is: "queued", webhooks: [webhook("R", 0), webhook("R", 1)] });
    tried("R", refused);
    tried("R", delivered);
    tried("R", delivered);
    for (const table of ["webhooks", "webhook_lanes"])
      expect(sql.exec(`SELECT * FROM ${table}`).toArray()).toEqual([]);
  });

  test("the log has each attempt, the latest first, and no secrets of the address", () => {
    happens({ is: "queued", webhooks: [webhook("R", 0), webhook("R", 1), webhook("S", 0)] });
    tried("R", refused);
    tried("R", delivered);
    const { entries } = listLog(sql, "R", everything, newest);
    expect(entries).toMatchObject([
      { event: "room-created", attempt: 2, status: "delivered", httpStatus: 200, tookMs: 8, reason: null },
      { event: "room-created", attempt: 1, status: "failed", httpStatus: 500, tookMs: 7, reason: "answer" },
    ]);
    expect(entries.map(({ address }) => address)).toEqual(Array(2).fill("https://a.example/hook"));
  });

  test("the log is read in parts, and by status", () => {
    happens({ is: "queued", webhooks: [webhook("R", 0)] });
    for (let attempt = 0; attempt < 5; attempt++) tried("R", refused);
    tried("R", delivered);
    const first = listLog(sql, "R", everything, { count: 4, cursor: undefined });
    expect(first.entries.map(({ attempt }) => attempt)).toEqual([6, 5, 4, 3]);
    const rest = listLog(sql, "R", everything, { count: 4, cursor: { older: first.older ?? 0 } });
    expect(rest.entries.map(({ attempt }) => attempt)).toEqual([2, 1]);
    expect(rest.older).toBe(undefined);
    const good = listLog(sql, "R", { ...everything, status: "delivered" }, newest);
    expect(good.entries.map(({ attempt }) => attempt)).toEqual([6]);
  });

  test("the log keeps what is new, and no more than it may", () => {
    happens({ is: "queued", webhooks: [webhook("R", 0)] });
    for (let attempt = 0; attempt < logLimits.rows + 3; attempt++) tried("R", refused, nowMs);
    expect(sql.exec("SELECT COUNT(*) AS count FROM webhook_log").toArray()).toEqual([
      { count: logLimits.rows },
    ]);
    forgetOldLog(sql, nowMs + logLimits.keepMs + 1);
    expect(listLog(sql, "R", everything, newest).entries).toEqual([]);
  });
});
