import { expect, test } from "vitest";
import { usualRules, type RoomRules } from "#protocol/room-rules";
import { findRoom, makeTables, recordFacts } from "../../signal-worker/src/account/account-directory.ts";
import { listParticipants } from "../../signal-worker/src/account/account-queries.ts";
import { lostAfterMs, openDoor, retention, usualRights } from "../../signal-worker/src/account/account.ts";
import { listListedRooms } from "../../signal-worker/src/account/listed-rooms.ts";
import type { Happening, RoomFact } from "../../signal-worker/src/facts.ts";
import { newSid } from "../../signal-worker/src/ids.ts";
import { defaultSettings } from "../../signal-worker/src/room/settings.ts";
import { openSql } from "../fakes/directory.ts";
import { seededBytes, seededRandom } from "./signal-world.ts";

const bytes = seededBytes(seededRandom(1));
const any = { status: undefined, name: undefined, fromMs: undefined, beforeMs: undefined };
const all = { count: 1_000, cursor: undefined };

const settings = (rules: Partial<RoomRules>) => ({
  ...defaultSettings("peer-to-peer"),
  rules: { ...usualRules, ...rules },
});

/** One room as it tells its account. */
class Teller {
  readonly roomSid = newSid("RM", bytes);
  #told = 0;

  fact(happening: Happening, atMs: number): RoomFact {
    return { ...happening, roomSid: this.roomSid, sequenceNumber: this.#told++, atMs };
  }
  created(rules: Partial<RoomRules>, atMs: number): RoomFact {
    const room = { roomSid: this.roomSid, roomName: this.roomSid, isAdHoc: false };
    return this.fact({ is: "room-created", room, settings: settings(rules) }, atMs);
  }
  edited(rules: Partial<RoomRules>, atMs: number): RoomFact {
    return this.fact({ is: "room-edited", settings: settings(rules), door: openDoor }, atMs);
  }
}

function directory() {
  const sql = openSql();
  makeTables(sql);
  return { sql, record: (facts: readonly RoomFact[], nowMs: number) => recordFacts(sql, facts, nowMs) };
}

const who = (identity: string) => ({ participantSid: newSid("PA", bytes), identity });

test("a room is listed from the edit that says so to the next that does not, or its end", () => {
  const { sql, record } = directory();
  const sids = () => listListedRooms(sql, 10, undefined).map(({ roomSid }) => roomSid);
  const [first, second] = [new Teller(), new Teller()];
  record([first.created({}, 1)], 1);
  record([second.created({ isListed: true }, 2)], 2);
  expect(sids()).toEqual([second.roomSid]);
  record([first.edited({ isListed: true, description: "now" }, 3)], 3);
  expect(sids()).toEqual([second.roomSid, first.roomSid]);
  expect(findRoom(sql, first.roomSid)).toMatchObject({
    updatedMs: 3,
    settings: { rules: { description: "now" } },
  });
  record([second.edited({}, 4), first.fact({ is: "room-ended", durationSeconds: 1 }, 4)], 4);
  record([second.fact({ is: "room-ended", durationSeconds: 1 }, 5)], 5);
  expect(sids()).toEqual([]);
});

test("who publishes is counted apart from who attends, and who has left not at all", () => {
  const { sql, record } = directory();
  const room = new Teller();
  const [ana, ben, cleo] = [who("ana"), who("ben"), who("cleo")];
  const attendee = { ...usualRights, role: "attendee", isPublishing: false } as const;
  const counts = () => {
    const [{ publishers, attendees } = { publishers: -1, attendees: -1 }] = listListedRooms(
      sql,
      1,
      undefined,
    );
    return { publishers, attendees };
  };
  record([room.created({ isListed: true }, 1)], 1);
  expect(counts()).toEqual({ publishers: 0, attendees: 0 });
  record(
    [
      room.fact({ is: "participant-connected", participant: ana, rights: usualRights }, 2),
      room.fact({ is: "participant-connected", participant: ben, rights: attendee }, 2),
      room.fact({ is: "participant-connected", participant: cleo }, 2),
    ],
    2,
  );
  expect(counts()).toEqual({ publishers: 2, attendees: 1 });
  record([room.fact({ is: "participant-changed", participant: ana, rights: attendee }, 3)], 3);
  expect(counts()).toEqual({ publishers: 1, attendees: 2 });
  record([room.fact({ is: "participant-disconnected", participant: ben, durationSeconds: 1 }, 4)], 4);
  expect(counts()).toEqual({ publishers: 1, attendees: 1 });
});

test("a permanent room is never lost, and forgets who left it a month ago", () => {
  const { sql, record } = directory();
  const room = new Teller();
  const [ana, ben] = [who("ana"), who("ben")];
  record([room.created({ isPermanent: true, isListed: true }, 0)], 0);
  record([room.fact({ is: "participant-connected", participant: ana }, 1)], 1);
  record([room.fact({ is: "participant-disconnected", participant: ana, durationSeconds: 1 }, 2)], 2);
  record([new Teller().created({}, lostAfterMs + 10)], lostAfterMs + 10);
  expect(findRoom(sql, room.roomSid)?.status).toBe("in-progress");
  const laterMs = retention.ms + 10;
  record([room.fact({ is: "participant-connected", participant: ben }, laterMs)], laterMs);
  const { entries } = listParticipants(sql, room.roomSid, any, all);
  expect(entries.map(({ identity }) => identity)).toEqual(["ben"]);
  expect(listListedRooms(sql, 10, undefined)).toMatchObject([{ publishers: 1 }]);
});

test("a directory of an earlier version goes on: its rooms are as usual, and may be edited", () => {
  const sql = openSql();
  sql.exec(`CREATE TABLE rooms (number INTEGER PRIMARY KEY, roomSid TEXT UNIQUE, roomName TEXT, isAdHoc INTEGER,
    settings TEXT, status TEXT, createdMs INTEGER, updatedMs INTEGER, endedMs INTEGER, durationSeconds INTEGER,
    sequenceNumber INTEGER)`);
  sql.exec(`CREATE TABLE participants (number INTEGER PRIMARY KEY, roomSid TEXT, participantSid TEXT, identity TEXT,
    status TEXT, startedMs INTEGER, updatedMs INTEGER, endedMs INTEGER, durationSeconds INTEGER,
    UNIQUE (roomSid, participantSid))`);
  const room = new Teller();
  const { rules: _, ...before } = settings({});
  sql.exec(
    "INSERT INTO rooms VALUES (1, ?, 'standup', 1, ?, 'in-progress', 1, 1, NULL, NULL, 1)",
    room.roomSid,
    JSON.stringify(before),
  );
  sql.exec(
    "INSERT INTO participants VALUES (1, ?, 'PA1', 'ana', 'connected', 1, 1, NULL, NULL)",
    room.roomSid,
  );
  for (let start = 0; start < 2; start++) makeTables(sql);
  expect(findRoom(sql, room.roomSid)).toMatchObject({ settings: settings({}), door: openDoor });
  expect(listParticipants(sql, room.roomSid, any, all).entries).toMatchObject([{ rights: usualRights }]);
  const edit = { ...room.edited({ isListed: true }, 5), sequenceNumber: 2 };
  expect(recordFacts(sql, [edit], 5)).toHaveLength(1);
  expect(listListedRooms(sql, 10, undefined)).toMatchObject([{ roomName: "standup", publishers: 1 }]);
});
