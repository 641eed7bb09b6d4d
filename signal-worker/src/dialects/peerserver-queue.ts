import * as v from "valibot";
import { peerServerLimits } from "./dialect-limits.ts";

/** Frames for clients that are not there yet, in the object's SQLite: they outlive its sleep. */

const waitingRow = v.object({ frames: v.number(), chars: v.number() });
const countRow = v.object({ frames: v.number() });
const textRow = v.object({ text: v.string() });
const pairRow = v.object({ src: v.string(), dst: v.string() });
const firstRow = v.object({ atMs: v.nullable(v.number()) });

/** Makes the table where it is missing. */
export class PeerServerQueue {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS waiting (number INTEGER PRIMARY KEY, src TEXT, dst TEXT, text TEXT, atMs INTEGER)",
    );
  }

  /** What waits, of this sender and of all. */
  waiting(src: string): { frames: number; chars: number; framesOfAll: number } {
    const sum =
      "SELECT COUNT(*) AS frames, COALESCE(SUM(LENGTH(text)), 0) AS chars FROM waiting WHERE src = ?";
    const { frames, chars } = v.parse(waitingRow, this.#sql.exec(sum, src).one());
    const all = this.#sql.exec("SELECT COUNT(*) AS frames FROM waiting").one();
    return { frames, chars, framesOfAll: v.parse(countRow, all).frames };
  }

  add(src: string, dst: string, text: string, nowMs: number): void {
    this.#sql.exec("INSERT INTO waiting (src, dst, text, atMs) VALUES (?, ?, ?, ?)", src, dst, text, nowMs);
  }

  /** @returns what waited for this client, in order. It waits no more. */
  take(dst: string): string[] {
    const rows = this.#sql.exec("SELECT text FROM waiting WHERE dst = ? ORDER BY number", dst).toArray();
    this.#sql.exec("DELETE FROM waiting WHERE dst = ?", dst);
    return rows.map((row) => v.parse(textRow, row).text);
  }

  /** Gives up on each pair whose first frame has waited long enough, with all that waits between the two. */
  expire(nowMs: number): { src: string; dst: string }[] {
    const late = "SELECT src, dst FROM waiting GROUP BY src, dst HAVING MIN(atMs) <= ?";
    const rows = this.#sql.exec(late, nowMs - peerServerLimits.waitMs).toArray();
    const pairs = rows.map((row) => v.parse(pairRow, row));
    for (const { src, dst } of pairs) {
      this.#sql.exec("DELETE FROM waiting WHERE src = ? AND dst = ?", src, dst);
    }
    return pairs;
  }

  /** When {@link expire} has something to do again; undefined: nothing waits. */
  nextExpiryMs(): number | undefined {
    const { atMs } = v.parse(firstRow, this.#sql.exec("SELECT MIN(atMs) AS atMs FROM waiting").one());
    return atMs === null ? undefined : atMs + peerServerLimits.waitMs;
  }
}
