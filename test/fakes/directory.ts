import { DatabaseSync } from "node:sqlite";
import type { Act } from "#protocol/act";
import {
  countConnected,
  findRoomInProgress,
  makeTables,
  recordFacts,
  type Sql,
} from "../../signal-worker/src/account/account-directory.ts";
import * as queries from "../../signal-worker/src/account/account-queries.ts";
import type {
  ActAnswer,
  ActSource,
  RoomControl,
  RoomFact,
  WantedRoom,
} from "../../signal-worker/src/facts.ts";
import { doorOf, usualAccess } from "../../signal-worker/src/room/access.ts";
import type { AccountPort, RestPorts } from "../../signal-worker/src/rest/ports.ts";
import { listLog, makeLogTable, writeLog } from "../../signal-worker/src/webhooks/webhook-log.ts";

/** SQLite as a Durable Object has it, in memory. */
export function openSql(): Sql {
  const database = new DatabaseSync(":memory:");
  const exec: Sql["exec"] = (query, ...values) => {
    const rows = database.prepare(query).all(...values);
    return { toArray: () => rows.map((row) => ({ ...row })) };
  };
  return { exec };
}

/** An account's directory with the rules of the real one, in the process of the test. */
export class FakeAccount implements AccountPort {
  readonly sql = openSql();
  /** What REST had done in its rooms, and what they answer: nothing, where it is empty. */
  readonly acts: Act[] = [];
  readonly answers: ActAnswer[] = [];
  /** What REST did to each room, by SID. */
  readonly #sequence = new Map<string, number>();

  constructor() {
    makeTables(this.sql);
    makeLogTable(this.sql);
  }

  get standing() {
    return countConnected(this.sql);
  }

  /** As a room would tell it. */
  tell(roomSid: string, happening: object): void {
    const sequenceNumber = (this.#sequence.get(roomSid) ?? -1) + 1;
    this.#sequence.set(roomSid, sequenceNumber);
    const nowMs = Date.now();
    recordFacts(this.sql, [{ ...happening, roomSid, sequenceNumber, atMs: nowMs } as RoomFact], nowMs);
    if (sequenceNumber === 0) this.#logWebhook(roomSid);
  }

  /** Nothing is sent here, so the log of the first webhook is made up: it came at the second attempt. */
  #logWebhook(roomSid: string): void {
    const webhook = {
      roomSid,
      sequenceNumber: 0,
      event: "room-created",
      url: "https://hooks.example/",
      method: "POST",
      parameters: {},
      queuedMs: 0,
    } as const;
    const late = {
      is: "failed",
      reason: "timeout",
      httpStatus: undefined,
      tookMs: 41,
      retryAfterMs: undefined,
    } as const;
    writeLog(this.sql, { do: "log", webhook, fate: "failed", attempt: 1, outcome: late }, 0);
    const taken = { is: "delivered", httpStatus: 200, tookMs: 41 } as const;
    writeLog(this.sql, { do: "log", webhook, fate: "delivered", attempt: 2, outcome: taken }, 0);
  }

  spend: AccountPort["spend"] = async () => undefined;
  room: AccountPort["room"] = async (sidOrName) => queries.readRoom(this.sql, sidOrName);
  rooms: AccountPort["rooms"] = async (filter, part) => queries.listRooms(this.sql, filter, part);
  participant: AccountPort["participant"] = async (roomSid, who) =>
    queries.readParticipant(this.sql, roomSid, who);
  participants: AccountPort["participants"] = async (roomSid, filter, part) =>
    queries.listParticipants(this.sql, roomSid, filter, part);
  tracks: AccountPort["tracks"] = async (roomSid, participantSid) =>
    queries.listTracks(this.sql, roomSid, participantSid);
  rules: AccountPort["rules"] = async (roomSid, participantSid) =>
    queries.readRules(this.sql, roomSid, participantSid);
  setRules: AccountPort["setRules"] = async (roomSid, participantSid, rules) =>
    queries.saveRules(this.sql, roomSid, participantSid, rules, Date.now());
  webhookLog: AccountPort["webhookLog"] = async (roomSid, filter, part) =>
    listLog(this.sql, roomSid, filter, part);
  anonymize: AccountPort["anonymize"] = async (roomSid, participantSid) =>
    queries.forgetIdentity(this.sql, roomSid, participantSid, Date.now());
}

/** A room's object as REST sees it: it tells its account, and nobody else is there. */
class FakeRoom implements RoomControl {
  readonly #account: FakeAccount;
  readonly #name: string;

  constructor(account: FakeAccount, name: string) {
    this.#account = account;
    this.#name = name;
  }

  async open({ roomSid, roomName, settings, access = usualAccess }: WantedRoom) {
    if (findRoomInProgress(this.#account.sql, this.#name) !== undefined) return { refused: 53113 } as const;
    const room = { roomSid, roomName, isAdHoc: false };
    this.#account.tell(roomSid, { is: "room-created", room, settings, door: doorOf(access) });
    return { opened: room };
  }

  async complete(roomSid: string) {
    if (findRoomInProgress(this.#account.sql, this.#name)?.roomSid !== roomSid) return false;
    this.#account.tell(roomSid, { is: "room-ended", durationSeconds: 1 });
    return true;
  }

  async disconnect(participantSid: string) {
    const room = findRoomInProgress(this.#account.sql, this.#name);
    const participant = room && queries.readParticipant(this.#account.sql, room.roomSid, participantSid);
    if (room === undefined || participant === undefined) return false;
    this.#account.tell(room.roomSid, { is: "participant-disconnected", participant, durationSeconds: 1 });
    return true;
  }

  async act(_source: ActSource, act: Act): Promise<ActAnswer> {
    const room = findRoomInProgress(this.#account.sql, this.#name);
    if (room === undefined) return { code: 53106 };
    this.#account.acts.push(act);
    if (act.do === "edit") {
      const { pin, secret, ...changes } = act.changes;
      const settings = { ...room.settings, rules: { ...room.settings.rules, ...changes } };
      const door = {
        ...room.door,
        ...(pin === undefined ? {} : { isPinRequired: pin !== null }),
        ...(secret === undefined ? {} : { hasSecret: secret !== null }),
      };
      this.#account.tell(room.roomSid, { is: "room-edited", settings, door });
    }
    return this.#account.answers.shift() ?? {};
  }

  async setSubscribeRules() {
    return findRoomInProgress(this.#account.sql, this.#name) !== undefined;
  }
}

/** All the accounts there are, and their rooms. */
export class FakePorts implements RestPorts {
  readonly #accounts = new Map<string, FakeAccount>();

  account(accountSid: string): FakeAccount {
    const account = this.#accounts.get(accountSid) ?? new FakeAccount();
    this.#accounts.set(accountSid, account);
    return account;
  }

  room(accountSid: string, roomName: string): RoomControl {
    return new FakeRoom(this.account(accountSid), roomName);
  }
}
