import type { Sql } from "../account/account-directory.ts";
import { logFailure } from "../log.ts";
import { deliver, patienceMs } from "./delivery.ts";
import { isAnyUnderWay, nextDueMs, step, type Fate, type QueueEvent, type QueueState } from "./queue.ts";
import { forgetOldLog, makeLogTable, writeLog } from "./webhook-log.ts";
import { keep, loadQueue, makeQueueTables } from "./webhook-store.ts";
import type { Webhook } from "./webhook.ts";

/** What the queue needs of its account. */
export interface WebhooksAccount {
  readonly sql: Sql;
  /** Signs. Undefined: there is none, and nothing can be sent. */
  authToken(): string | undefined;
  /** Makes sure that {@link Webhooks.wake} is called then, or earlier. */
  wakeAt(atMs: number): void;
}

/** An object may be ended while it waits for a receiver; its alarm then tries again, this long after the patience. */
const afterPatienceMs = 5_000;

/** Carries out what queue.ts decides, inside the account's object. */
export class Webhooks {
  readonly #account: WebhooksAccount;
  #state: QueueState;

  constructor(account: WebhooksAccount) {
    this.#account = account;
    makeQueueTables(account.sql);
    makeLogTable(account.sql);
    this.#state = loadQueue(account.sql, Date.now());
  }

  /** Stores them, and returns before anything is sent. Those of one room in order. */
  enqueue(webhooks: readonly Webhook[]): void {
    if (webhooks.length > 0) this.#step({ is: "queued", webhooks });
  }

  /** Call it whenever the account's alarm rings: an early call does no harm. */
  wake(): void {
    this.#step({ is: "time passed" });
    forgetOldLog(this.#account.sql, Date.now());
  }

  #step(event: QueueEvent): void {
    const nowMs = Date.now();
    const { state, effects } = step(this.#state, event, nowMs);
    this.#state = state;
    for (const effect of effects) {
      keep(this.#account.sql, effect);
      if (effect.do === "log") writeLog(this.#account.sql, effect, nowMs);
    }
    for (const effect of effects) if (effect.do === "send") void this.#send(effect.webhook);
    const lost = effects.filter((effect) => effect.do === "log" && isLost(effect.fate)).length;
    if (lost > 0) logFailure(new Error(`${lost} webhooks were given up; the delivery log has them`));
    const dueMs = nextDueMs(state, nowMs);
    const times = [
      ...(dueMs === undefined ? [] : [dueMs]),
      ...(isAnyUnderWay(state) ? [nowMs + patienceMs + afterPatienceMs] : []),
    ];
    if (times.length > 0) this.#account.wakeAt(Math.min(...times));
  }

  async #send(webhook: Webhook): Promise<void> {
    const outcome = await deliver(webhook, this.#account.authToken(), () => Date.now());
    try {
      this.#step({ is: "tried", roomSid: webhook.roomSid, outcome, jitter: Math.random() });
    } catch (error) {
      // Storage failed. The object starts anew, and what was under way is tried again.
      logFailure(error instanceof Error ? error : new Error("a webhook's outcome was lost"));
    }
  }
}

function isLost(fate: Fate): boolean {
  return fate === "given up" || fate === "dropped";
}
