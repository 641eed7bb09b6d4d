import * as v from "valibot";
import { spend } from "../budget.ts";

/**
 * How often a network address may ask for a token, or come in, where a policy says `joinsPerMinute`: in the account's
 * SQLite, since its object sleeps between two joins.
 */

const budget = v.object({ left: v.number(), atMs: v.number() });
/** By then a budget is full again. */
const keptMs = 60_000;

/** @returns whether one more is within the rate */
export function spendJoin(sql: SqlStorage, key: string, perMinute: number, nowMs: number): boolean {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS join_budget (key TEXT PRIMARY KEY, left REAL, atMs INTEGER) WITHOUT ROWID",
  );
  sql.exec("DELETE FROM join_budget WHERE atMs <= ?", nowMs - keptMs);
  const row = sql.exec("SELECT left, atMs FROM join_budget WHERE key = ?", key).toArray()[0];
  const known = v.safeParse(budget, row);
  const before = known.success ? known.output : { left: perMinute, atMs: nowMs };
  const after = spend(before, { burst: perMinute, perSecond: perMinute / 60 }, 1, nowMs);
  if (after === undefined) return false;
  const write = "INSERT OR REPLACE INTO join_budget (key, left, atMs) VALUES (?, ?, ?)";
  sql.exec(write, key, after.left, after.atMs);
  return true;
}
