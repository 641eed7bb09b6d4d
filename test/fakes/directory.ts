import { DatabaseSync } from "node:sqlite";
import {
  countConnected,
  findRoomInProgress,
  makeTables,
  recordFacts,
  type Sql,
} from "../../signal-worker/src/account-directory.ts";
import * as queries from "../../signal-worker/src/account-queries.ts";
import type { RoomControl, RoomFact, RoomSettings } from "../../signal-worker/src/facts.ts";
import type { AccountPort, RestPorts } from "../../signal-worker/src/rest/ports.ts";

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
  /** What REST did to each room, by SID. */
  readonly #sequence = new Map<string, number>();

  constructor() {
    makeTables(this.sql);
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
  /** Nothing is sent here, so two lines were made up. */
  webhookLog: AccountPort["webhookLog"] = async (roomSid, { beforeId = 3, count }) =>
    [2, 1]
      .filter((id) => id < beforeId)
      .slice(0, count)
      .map((id) => ({
        id,
        roomSid,
        sequenceNumber: 0,
        event: "room-created",
        address: "https://hooks.example/",
        method: "POST",
        attempt: id,
        fate: id === 2 ? "delivered" : "failed",
        reason: id === 2 ? null : "timeout",
        httpStatus: id === 2 ? 200 : null,
        tookMs: 41,
        atMs: 0,
      }));
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

  async open({ roomSid, roomName, settings }: { roomSid: string; roomName: string; settings: RoomSettings }) {
    if (findRoomInProgress(this.#account.sql, this.#name) !== undefined) return { refused: 53113 } as const;
    const room = { roomSid, roomName, isAdHoc: false };
    this.#account.tell(roomSid, { is: "room-created", room, settings });
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
