import { expect, test } from "vitest";
import {
  countConnected,
  findRoom,
  findRoomInProgress,
  makeTables,
  recordFacts,
} from "../../signal-worker/src/account/account-directory.ts";
import {
  listParticipants,
  listRooms,
  listTracks,
  readParticipant,
  readRoom,
} from "../../signal-worker/src/account/account-queries.ts";
import { lostAfterMs, retention } from "../../signal-worker/src/account/account.ts";
import type { Happening, RoomFact } from "../../signal-worker/src/facts.ts";
import { newSid } from "../../signal-worker/src/ids.ts";
import { defaultSettings } from "../../signal-worker/src/room/settings.ts";
import { openSql } from "../fakes/directory.ts";
import { seededBytes, seededRandom } from "./signal-world.ts";

const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const random = seededRandom(seed);
const bytes = seededBytes(random);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

/** Everything, and nothing left out: lists are paged elsewhere. */
const all = { count: 1_000, cursor: undefined };
const any = { status: undefined, name: undefined, fromMs: undefined, beforeMs: undefined };

/** One room as it tells its account. */
class Teller {
  readonly roomSid = newSid("RM", bytes);
  readonly name: string;
  #told = 0;

  constructor(name: string = this.roomSid) {
    this.name = name;
  }

  fact(happening: Happening, atMs: number): RoomFact {
    return { ...happening, roomSid: this.roomSid, sequenceNumber: this.#told++, atMs };
  }

  created(atMs: number): RoomFact {
    const room = { roomSid: this.roomSid, roomName: this.name, isAdHoc: true };
    return this.fact({ is: "room-created", room, settings: defaultSettings("go") }, atMs);
  }

  joined(identity: string, atMs: number): RoomFact {
    const participant = { participantSid: newSid("PA", bytes), identity };
    return this.fact({ is: "participant-connected", participant }, atMs);
  }

  ended(atMs: number): RoomFact {
    return this.fact({ is: "room-ended", durationSeconds: 1 }, atMs);
  }
}

function directory() {
  const sql = openSql();
  makeTables(sql);
  return { sql, record: (facts: readonly RoomFact[], nowMs: number) => recordFacts(sql, facts, nowMs) };
}

test("what is told again, late or of a room that nobody knows, changes nothing", () => {
  const { sql, record } = directory();
  const room = new Teller("standup");
  const facts = [room.created(1), room.joined("ana", 2), room.joined("ben", 3)];
  expect(record(facts.slice(1), 4)).toEqual([]);
  expect(record(facts, 4)).toHaveLength(3);
  expect(record(facts, 5)).toEqual([]);
  expect(countConnected(sql)).toBe(2);
  const ended = room.ended(6);
  expect(record([ended], 6)).toMatchObject([{ fact: ended, room: { status: "completed", endedMs: 6 } }]);
  expect(record([...facts, ended], 7)).toEqual([]);
  expect(countConnected(sql)).toBe(0);
  expect(findRoomInProgress(sql, "standup")).toBeUndefined();
});

test("a room that somebody comes back to after its end is in progress again, with its SID", () => {
  const { sql, record } = directory();
  const room = new Teller("standup");
  const joined = room.joined("ana", 2);
  record([room.created(1), joined, room.ended(3)], 3);
  // Its numbers go on, even within the same millisecond.
  expect(record([room.created(3), { ...joined, sequenceNumber: 4, atMs: 3 }], 3)).toHaveLength(2);
  expect(findRoomInProgress(sql, "standup")).toMatchObject({ createdMs: 1, durationSeconds: undefined });
  expect(countConnected(sql)).toBe(1);
});

test("a name that is used again finds the room in progress; each room stays under its SID", () => {
  const { sql, record } = directory();
  const [first, second] = [new Teller("standup"), new Teller("standup")];
  record([first.created(1), first.ended(2)], 2);
  record([second.created(3)], 3);
  expect(readRoom(sql, "standup")?.roomSid).toBe(second.roomSid);
  expect(readRoom(sql, first.roomSid)?.status).toBe("completed");
  // A participant is found by identity only while connected, even when the identity came several times.
  const [older, newer] = [second.joined("ana", 4), second.joined("ana", 5)];
  record([older, newer], 5);
  if (older.is !== "participant-connected") throw new Error("it is one who joined");
  const { participant } = older;
  record([second.fact({ is: "participant-disconnected", participant, durationSeconds: 1 }, 6)], 6);
  expect(readParticipant(sql, second.roomSid, "ana")?.startedMs).toBe(5);
});

test("ended rooms are forgotten after 30 days, with all that was in them; what is in progress stays", () => {
  const { sql, record } = directory();
  const [old, young, current] = [new Teller(), new Teller(), new Teller()];
  const joined = old.joined("ana", 1);
  const { participant } = joined.is === "participant-connected" ? joined : { participant: undefined };
  if (participant === undefined) throw new Error("it is one who joined");
  const track = { trackSid: "MT1", kind: "audio", name: "a", enabled: true } as const;
  record([old.created(0), joined, old.fact({ is: "track-added", participant, track }, 2), old.ended(3)], 3);
  const nowMs = retention.ms + 10;
  record([young.created(nowMs - 100), young.ended(nowMs - 50)], nowMs - 50);
  record([current.created(nowMs)], nowMs);
  expect(listRooms(sql, any, all).entries.map(({ roomSid }) => roomSid)).toEqual([
    current.roomSid,
    young.roomSid,
  ]);
  expect(listParticipants(sql, old.roomSid, any, all).entries).toEqual([]);
  expect(listTracks(sql, old.roomSid, participant.participantSid)).toEqual([]);
});

test("of rooms that ended the last 10,000 are kept", () => {
  const { sql, record } = directory();
  const stays = new Teller("in progress from the first");
  record([stays.created(0)], 0);
  const first = new Teller();
  record([first.created(0), first.ended(0)], 0);
  for (let count = 1; count <= retention.rooms + 50; count++) {
    const room = new Teller();
    record([room.created(count), room.ended(count)], count);
  }
  expect(findRoom(sql, first.roomSid)).toBeUndefined();
  expect(findRoom(sql, stays.roomSid)).toBeDefined();
  const kept = sql.exec("SELECT COUNT(*) AS count FROM rooms").toArray();
  expect(kept).toEqual([{ count: retention.rooms + 1 }]);
}, 60_000);

test("a room that was lost counts as ended, and takes nobody's place for ever", () => {
  const { sql, record } = directory();
  const lost = new Teller();
  record([lost.created(0), lost.joined("ana", 1)], 1);
  expect(countConnected(sql)).toBe(1);
  record([new Teller().created(lostAfterMs + 1)], lostAfterMs + 1);
  expect(countConnected(sql)).toBe(0);
  expect(findRoom(sql, lost.roomSid)?.status).toBe("completed");
});

test(`100,000 facts in batches that come once, twice or in part keep the books right (FUZZ_SEED=${seed})`, () => {
  const { sql, record } = directory();
  let nowMs = 1_000;
  interface Life {
    teller: Teller;
    people: Map<string, { participantSid: string; identity: string }>;
    history: RoomFact[];
  }
  const rooms: Life[] = [];
  let told = 0;
  while (told < 100_000) {
    nowMs += Math.floor(random() * 100);
    let room = rooms.length > 0 && random() > 0.02 ? pick(rooms) : undefined;
    const batch: RoomFact[] = [];
    if (room === undefined) {
      room = { teller: new Teller(pick(["a", "b", "c"])), people: new Map(), history: [] };
      rooms.push(room);
      batch.push(room.teller.created(nowMs));
    }
    for (let count = Math.floor(random() * 4); count > 0; count--) {
      const somebody = [...room.people.values()][0];
      if (somebody === undefined || random() < 0.5) {
        const joined = room.teller.joined(pick(["ana", "ben"]), nowMs);
        if (joined.is === "participant-connected")
          room.people.set(joined.participant.participantSid, joined.participant);
        batch.push(joined);
      } else {
        room.people.delete(somebody.participantSid);
        batch.push(
          room.teller.fact(
            { is: "participant-disconnected", participant: somebody, durationSeconds: 1 },
            nowMs,
          ),
        );
      }
    }
    room.history.push(...batch);
    const isOver = random() < 0.02;
    if (isOver) {
      batch.push(room.teller.ended(nowMs));
      room.people.clear();
      rooms.splice(rooms.indexOf(room), 1);
    }
    // An answer was lost: what came before comes again, and then all of it once more.
    const again = random() < 0.3 ? room.history.slice(-5) : [];
    const fresh = record([...again, ...batch], nowMs);
    if (fresh.length !== batch.length) throw new Error(`${fresh.length} of ${batch.length} were new`);
    if (random() < 0.3 && record(batch, nowMs).length > 0) throw new Error("a fact was taken twice");
    told += batch.length;
    if (told % 50 === 0) {
      const connected = rooms.reduce((sum, { people }) => sum + people.size, 0);
      expect(countConnected(sql)).toBe(connected);
    }
  }
  expect(countConnected(sql)).toBe(rooms.reduce((sum, { people }) => sum + people.size, 0));
}, 120_000);
