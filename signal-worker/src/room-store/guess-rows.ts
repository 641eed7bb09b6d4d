import * as v from "valibot";
import type { Budget } from "../budget.ts";
import { guessesKeptMs, spendGuess } from "../room/guesses.ts";

/** Wrong guesses of a room name, in the object's SQLite: neither a restart nor the room's end forgives them. */

/** Of the room's own budget. It bounds the rows, too: no more addresses than it lets through. */
const roomKey = "all";

const budget = v.object({ left: v.number(), atMs: v.number() });

/**
 * Looks at a guess, unless there were too many wrong ones.
 *
 * @param addressHash of who guesses; empty where it is not known: all of these are one.
 * @param isRight takes its time; nothing else may happen to the room meanwhile
 * @param isShared false: of what nobody guesses from many addresses at once, so that none keeps others out
 */
export async function guess(
  sql: SqlStorage,
  addressHash: string,
  nowMs: number,
  isRight: () => Promise<boolean>,
  isShared = true,
): Promise<"right" | "wrong" | "slowed"> {
  makeTable(sql);
  forgetOld(sql, nowMs);
  const key = `of ${addressHash}`;
  const before = { address: read(sql, key), room: isShared ? read(sql, roomKey) : undefined };
  const left = spendGuess(before, nowMs);
  if (left === undefined) return "slowed";
  if (await isRight()) return "right";
  write(sql, key, left.address);
  if (isShared) write(sql, roomKey, left.room);
  return "wrong";
}

/** @returns when the last of them may be forgotten; undefined: there is none */
export function guessesUntilMs(sql: SqlStorage, nowMs: number): number | undefined {
  if (sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'guess'").toArray().length === 0) return undefined;
  forgetOld(sql, nowMs);
  const last = sql.exec("SELECT MAX(atMs) AS atMs FROM guess").toArray()[0];
  const parsed = v.safeParse(v.object({ atMs: v.number() }), last);
  return parsed.success ? parsed.output.atMs + guessesKeptMs : undefined;
}

function makeTable(sql: SqlStorage): void {
  sql.exec("CREATE TABLE IF NOT EXISTS guess (key TEXT PRIMARY KEY, left REAL, atMs INTEGER) WITHOUT ROWID");
}

function forgetOld(sql: SqlStorage, nowMs: number): void {
  sql.exec("DELETE FROM guess WHERE atMs <= ?", nowMs - guessesKeptMs);
}

function read(sql: SqlStorage, key: string): Budget | undefined {
  const row = sql.exec("SELECT left, atMs FROM guess WHERE key = ?", key).toArray()[0];
  const parsed = v.safeParse(budget, row);
  return parsed.success ? parsed.output : undefined;
}

function write(sql: SqlStorage, key: string, { left, atMs }: Budget): void {
  sql.exec("INSERT OR REPLACE INTO guess (key, left, atMs) VALUES (?, ?, ?)", key, left, atMs);
}
