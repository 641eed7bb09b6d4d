import { DurableObject } from "cloudflare:workers";
import { countConnected, findRoomInProgress, makeTables, recordFacts } from "./account-directory.ts";
import type { News, Standing } from "./account.ts";
import type { Account } from "./accounts.ts";
import type { Bindings } from "./bindings.ts";
import { findAccount, parseEnv } from "./env.ts";
import type { AccountFacts, RoomFact, RoomIdentity } from "./facts.ts";
import type { LogEntry } from "./webhooks/webhook-log.ts";
import { webhookOf } from "./webhooks/webhook.ts";
import { Webhooks } from "./webhooks/webhooks.ts";

/**
 * One account, by its SID: the directory of its rooms, made from what the rooms tell. Rooms go on without it; what
 * they could not tell they repeat.
 */
export class AccountObject extends DurableObject<Bindings> implements AccountFacts {
  readonly #webhooks: Webhooks;
  /** The next one that is set, where this object set it itself. */
  #alarmMs: number | undefined;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    makeTables(ctx.storage.sql);
    this.#webhooks = new Webhooks({
      sql: ctx.storage.sql,
      authToken: () => this.#account()?.authToken,
      wakeAt: (atMs) => this.#wakeAt(atMs),
    });
  }

  async record(facts: readonly RoomFact[]): Promise<void> {
    const news = recordFacts(this.ctx.storage.sql, facts, Date.now());
    if (news.length > 0) this.#tell(news);
  }

  override alarm(): void {
    this.#alarmMs = undefined;
    this.#webhooks.wake();
  }

  /** The delivery log of a room's webhooks. */
  webhookLog(roomSid: string, page: { beforeId?: number | undefined; count: number }): LogEntry[] {
    return this.#webhooks.log(roomSid, page);
  }

  /** @param sidOrName of the room that somebody wants to join */
  standing(sidOrName?: string): Standing {
    const room = sidOrName === undefined ? undefined : this.resolve(sidOrName);
    return { concurrentParticipants: countConnected(this.ctx.storage.sql), room };
  }

  /** @returns the room in progress of this SID or name */
  resolve(sidOrName: string): RoomIdentity | undefined {
    const room = findRoomInProgress(this.ctx.storage.sql, sidOrName);
    if (room === undefined) return undefined;
    const { roomSid, roomName, isAdHoc } = room;
    return { roomSid, roomName, isAdHoc };
  }

  /** The one place where what is new leaves the account: its webhooks. */
  #tell(news: readonly News[]): void {
    const accountSid = this.#accountSid();
    const callback = this.#account()?.statusCallback;
    const nowMs = Date.now();
    this.#webhooks.enqueue(
      news.flatMap(({ fact, room }) => {
        const webhook = webhookOf(fact, { accountSid, room, settings: room.settings }, callback, nowMs);
        return webhook === undefined ? [] : [webhook];
      }),
    );
  }

  /** Undefined where it was taken out of the configuration. */
  #account(): Account | undefined {
    const config = parseEnv(this.env);
    return config === undefined ? undefined : findAccount(config, this.#accountSid());
  }

  /** The object's name is the account. */
  #accountSid(): string {
    return this.ctx.id.name ?? "";
  }

  #wakeAt(atMs: number): void {
    if (this.#alarmMs !== undefined && this.#alarmMs <= atMs && this.#alarmMs > Date.now()) return;
    this.#alarmMs = atMs;
    void this.ctx.storage.setAlarm(atMs);
  }
}
