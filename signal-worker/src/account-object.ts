import { DurableObject } from "cloudflare:workers";
import type { SubscribeRule } from "#protocol/subscribe-rule";
import { countConnected, findRoomInProgress, makeTables, recordFacts } from "./account/account-directory.ts";
import * as directory from "./account/account-queries.ts";
import type { News, ParticipantEntry, RoomEntry, Standing, TrackEntry } from "./account/account.ts";
import type { Account } from "./account/accounts.ts";
import { AddressBudgets, type AddressUse } from "./account/address-budgets.ts";
import { listListedRooms, type ListedEntry } from "./account/listed-rooms.ts";
import { spendJoin } from "./account/join-rate.ts";
import { fullBudget, spend } from "./budget.ts";
import type { Bindings } from "./bindings.ts";
import { hashAddress } from "./door/digests.ts";
import { isSameText } from "./door/same-text.ts";
import { findAccount, parseEnv } from "./env.ts";
import type { AccountFacts, RoomFact, RoomIdentity } from "./facts.ts";
import { guess } from "./room-store/guess-rows.ts";
import { listLog, type LogEntry } from "./webhooks/webhook-log.ts";
import { webhookOf } from "./webhooks/webhook.ts";
import { Webhooks } from "./webhooks/webhooks.ts";

/** Twilio's limits for REST, of an account; a script may make twice as many rooms at once. */
const restRates = {
  read: { burst: 80, perSecond: 80 },
  write: { burst: 40, perSecond: 20 },
} as const;
/** There is room for a second's worth again by then. */
const retrySeconds = 1;

/**
 * One account, by its SID: the directory of its rooms, made from what the rooms tell. Rooms go on without it; what
 * they could not tell they repeat.
 */
export class AccountObject extends DurableObject<Bindings> implements AccountFacts {
  readonly #webhooks: Webhooks;
  /** The next one that is set, where this object set it itself. */
  #alarmMs: number | undefined;
  /** In memory: by the time that the object sleeps they are full again. */
  readonly #addressBudgets = new AddressBudgets();
  readonly #budgets = { read: fullBudget(restRates.read, 0), write: fullBudget(restRates.write, 0) };

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
    const news = recordFacts(this.#sql, facts, Date.now());
    if (news.length > 0) this.#tell(news);
  }

  override alarm(): void {
    this.#alarmMs = undefined;
    this.#webhooks.wake();
  }

  /** The delivery log of a room's webhooks. */
  webhookLog(roomSid: string, filter: directory.Filter, part: directory.Part): directory.Listed<LogEntry> {
    return listLog(this.#sql, roomSid, filter, part);
  }

  /** @param sidOrName of the room that somebody wants to join */
  standing(sidOrName?: string): Standing {
    const room = sidOrName === undefined ? undefined : this.resolve(sidOrName);
    return { concurrentParticipants: countConnected(this.#sql), room };
  }

  /** See {@link spendJoin}. */
  spendJoin(key: string, perMinute: number): boolean {
    return spendJoin(this.#sql, key, perMinute, Date.now());
  }

  /** @returns the room in progress of this SID or name */
  resolve(sidOrName: string): RoomIdentity | undefined {
    const room = findRoomInProgress(this.#sql, sidOrName);
    if (room === undefined) return undefined;
    const { roomSid, roomName, isAdHoc } = room;
    return { roomSid, roomName, isAdHoc };
  }

  /** @returns undefined where the request is within the budget, else the seconds to wait */
  spend(kind: keyof typeof restRates): number | undefined {
    const nowMs = Date.now();
    const left = spend(this.#budgets[kind], restRates[kind], 1, nowMs);
    if (left === undefined) return retrySeconds;
    this.#budgets[kind] = left;
    return undefined;
  }

  /** This and the next two: see `RoomsAccount`. */
  spendOfAddress(use: AddressUse, network: string): boolean {
    return this.#addressBudgets.spend(use, network, Date.now());
  }

  listedRooms(count: number, before: number | undefined): readonly ListedEntry[] {
    return listListedRooms(this.#sql, count, before);
  }

  /** Compared in constant time. Nothing else may happen meanwhile, so that no two guesses count as one. */
  guessAdminKey(key: string, expected: string, network: string): Promise<"right" | "wrong" | "slowed"> {
    return this.ctx.blockConcurrencyWhile(async () =>
      guess(
        this.#sql,
        await hashAddress(network, this.#accountSid()),
        Date.now(),
        () => isSameText(key, expected),
        false,
      ),
    );
  }

  room(sidOrName: string): RoomEntry | undefined {
    return directory.readRoom(this.#sql, sidOrName);
  }

  rooms(filter: directory.Filter, part: directory.Part): directory.Listed<RoomEntry> {
    return directory.listRooms(this.#sql, filter, part);
  }

  participant(roomSid: string, sidOrIdentity: string): ParticipantEntry | undefined {
    return directory.readParticipant(this.#sql, roomSid, sidOrIdentity);
  }

  participants(
    roomSid: string,
    filter: directory.Filter,
    part: directory.Part,
  ): directory.Listed<ParticipantEntry> {
    return directory.listParticipants(this.#sql, roomSid, filter, part);
  }

  tracks(roomSid: string, participantSid: string | undefined): readonly TrackEntry[] {
    return directory.listTracks(this.#sql, roomSid, participantSid);
  }

  rules(roomSid: string, participantSid: string): directory.RulesEntry | undefined {
    return directory.readRules(this.#sql, roomSid, participantSid);
  }

  setRules(roomSid: string, participantSid: string, rules: readonly SubscribeRule[]): void {
    directory.saveRules(this.#sql, roomSid, participantSid, rules, Date.now());
  }

  anonymize(roomSid: string, participantSid: string): void {
    directory.forgetIdentity(this.#sql, roomSid, participantSid, Date.now());
  }

  get #sql(): SqlStorage {
    return this.ctx.storage.sql;
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
