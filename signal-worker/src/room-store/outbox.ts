import * as v from "valibot";
import { retryDelayMs } from "../backoff.ts";
import type { AccountFacts, RoomFact } from "../facts.ts";
import { parseFact } from "./room-rows.ts";

/** What goes at once. A room of ten that ends with all its tracks makes some 60 facts. */
const batchSize = 100;

/** An account that has not answered by then counts as dead; what it was told is told again. */
const answerTimeoutMs = 10_000;

/** When as many wait for an account that fails, changes of tracks are told no more: 3 MB, which only a flood makes. */
const waitingAtMost = 10_000;

const count = v.object({ count: v.number() });
const position = v.object({ position: v.number() });
const delivery = v.object({ attempts: v.number(), dueMs: v.number() });
type Delivery = v.InferOutput<typeof delivery>;

interface Batch {
  readonly facts: readonly RoomFact[];
  readonly lastPosition: number;
}

/**
 * Facts on their way to the account, in the object's SQLite: written together with the change that they tell of, and
 * gone when the account has taken them. They outlive the room and the object's memory. One delivery at a time, so
 * that they arrive in order.
 */
export class Outbox {
  readonly #sql: SqlStorage;
  readonly #account: () => AccountFacts;
  #hasTable: boolean;
  /** Of what waits; undefined: nothing does. Written down when the account has failed: a first try is soon over. */
  #delivery: Delivery | undefined;
  #isDeliveryWritten: boolean;
  #running: Promise<void> | undefined;

  constructor(sql: SqlStorage, account: () => AccountFacts) {
    this.#sql = sql;
    this.#account = account;
    const tables = sql.exec("SELECT name FROM sqlite_master WHERE name IN ('outbox', 'delivery')").toArray();
    this.#hasTable = tables.some(({ name }) => name === "outbox");
    this.#isDeliveryWritten = tables.some(({ name }) => name === "delivery");
    this.#delivery = this.#hasTable ? this.#read() : undefined;
  }

  add(facts: readonly RoomFact[], nowMs: number): void {
    if (facts.length === 0) return;
    this.#makeTable();
    const isFull = (this.#delivery?.attempts ?? 0) > 0 && this.#waiting() >= waitingAtMost;
    for (const fact of facts)
      if (!isFull || !("track" in fact))
        this.#sql.exec("INSERT INTO outbox (fact) VALUES (?)", JSON.stringify(fact));
    // Should the object die on the way, its alarm finds them.
    this.#delivery ??= firstTry(nowMs);
  }

  /** When to deliver what waits, at the latest; undefined: nothing waits. */
  get dueMs(): number | undefined {
    return this.#delivery?.dueMs;
  }

  /** When to deliver again what the account failed to take; undefined: it has not failed. */
  get retryMs(): number | undefined {
    const state = this.#delivery;
    return state === undefined || state.attempts === 0 ? undefined : state.dueMs;
  }

  /**
   * Delivers what waits, unless the account has failed and its next turn has not come.
   *
   * @param nowMs Infinity: whoever asks knows that the account is there
   * @returns settles when nothing waits any more, or the account has failed
   */
  deliver(nowMs: number): Promise<void> {
    if (this.#running !== undefined) return this.#running;
    const state = this.#delivery;
    const batch = state && this.#nextBatch();
    if (state === undefined || batch === undefined) return Promise.resolve();
    if (state.attempts > 0 && state.dueMs > nowMs) return Promise.resolve();
    this.#running = this.#run(batch, state.attempts);
    return this.#running;
  }

  /** All storage is gone. */
  reset(): void {
    this.#hasTable = false;
    this.#isDeliveryWritten = false;
    this.#delivery = undefined;
  }

  async #run(first: Batch, attempts: number): Promise<void> {
    try {
      for (let batch: Batch | undefined = first; batch !== undefined; batch = this.#nextBatch()) {
        await inTime(this.#account().record(batch.facts));
        this.#sql.exec("DELETE FROM outbox WHERE position <= ?", batch.lastPosition);
      }
      if (this.#isDeliveryWritten) this.#sql.exec("DELETE FROM delivery");
      this.#delivery = undefined;
    } catch {
      // The account is not there, or not well. Nothing is lost: it is told again.
      this.#hasTable = false; // unless the storage itself was emptied meanwhile
      this.#schedule(attempts + 1, Date.now() + retryDelayMs(attempts + 1, Math.random()));
    } finally {
      this.#running = undefined;
    }
  }

  #nextBatch(): Batch | undefined {
    if (!this.#hasTable) return undefined;
    const rows = this.#sql
      .exec("SELECT position, fact FROM outbox ORDER BY position LIMIT ?", batchSize)
      .toArray();
    const facts: RoomFact[] = [];
    let lastPosition = -1;
    for (const row of rows) {
      const fact = parseFact(row["fact"]);
      // A call carries the facts of one room.
      if (fact !== undefined && facts[0] !== undefined && fact.roomSid !== facts[0].roomSid) break;
      if (fact !== undefined) facts.push(fact);
      lastPosition = v.parse(position, row).position;
    }
    return rows.length === 0 ? undefined : { facts, lastPosition };
  }

  /** After a start. */
  #read(): Delivery | undefined {
    if (this.#waiting() === 0) return undefined;
    const rows = this.#isDeliveryWritten
      ? this.#sql.exec("SELECT attempts, dueMs FROM delivery").toArray()
      : [];
    const parsed = v.safeParse(delivery, rows[0]);
    return parsed.success ? parsed.output : firstTry(Date.now());
  }

  #waiting(): number {
    return v.parse(count, this.#sql.exec("SELECT COUNT(*) AS count FROM outbox").one()).count;
  }

  #makeTable(): void {
    if (this.#hasTable) return;
    this.#sql.exec("CREATE TABLE IF NOT EXISTS outbox (position INTEGER PRIMARY KEY, fact TEXT)");
    this.#hasTable = true;
  }

  #schedule(attempts: number, dueMs: number): void {
    this.#makeTable();
    this.#sql.exec(
      "CREATE TABLE IF NOT EXISTS delivery (id INTEGER PRIMARY KEY, attempts INTEGER, dueMs INTEGER)",
    );
    const write = "INSERT OR REPLACE INTO delivery (id, attempts, dueMs) VALUES (0, ?, ?)";
    this.#sql.exec(write, attempts, dueMs);
    this.#isDeliveryWritten = true;
    this.#delivery = { attempts, dueMs };
  }
}

function firstTry(nowMs: number): Delivery {
  return { attempts: 0, dueMs: nowMs + answerTimeoutMs };
}

/** @throws RangeError (as a rejection) when there is no answer in time */
async function inTime(answer: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(() => late.reject(new RangeError("no answer")), answerTimeoutMs);
  try {
    await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
