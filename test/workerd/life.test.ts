import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { heartbeat } from "#protocol/limits";
import type { RoomFact, RoomSettings } from "../../signal-worker/src/facts.ts";
import { Outbox } from "../../signal-worker/src/room-store/outbox.ts";
import { absenceMs, defaultSettings, roomLifeMs } from "../../signal-worker/src/room.ts";
import { join, keys, newRoom, open, pair, stubOf, token, type Page } from "./page.ts";

const minuteMs = 60_000;
const account = () => env.ACCOUNTS.getByName(keys.accountSid);
const newSid = () => `RM${crypto.randomUUID().replaceAll("-", "")}`;

afterEach(() => {
  vi.useRealTimers();
});

async function openRoom(room: string, settings: Partial<RoomSettings> = {}): Promise<string> {
  const roomSid = newSid();
  const wanted = { roomSid, roomName: room, settings: { ...defaultSettings("go"), ...settings } };
  expect(await stubOf(room).open(wanted)).toEqual({ opened: { roomSid, roomName: room, isAdHoc: false } });
  return roomSid;
}

async function ring(room: string): Promise<void> {
  expect(await runDurableObjectAlarm(stubOf(room))).toBe(true);
}

const alarmOf = (room: string) => runInDurableObject(stubOf(room), (_, { storage }) => storage.getAlarm());

/** The runtime knows when this was, whatever the clock of the test says. */
async function beat(page: Page): Promise<void> {
  page.send(heartbeat.text);
  await page.next("reply");
}

async function comeBack(page: Page): Promise<{ code: number; reason: string }> {
  const { room, self } = page.welcome.mesh;
  const jwt = await token(room.name, self.identity);
  return (await open(jwt, { room: room.name, session: page.welcome.mesh.session })).closed;
}

/** What may become of an object between two events. */
const between: [what: string, happens: (room: string) => Promise<void>][] = [
  ["in memory all the time", async () => undefined],
  ["put to sleep meanwhile", (room) => evictDurableObject(stubOf(room))],
];

describe.each(between)("time, for an object that is %s", (_, happens) => {
  test("a REST room that nobody comes to ends after its time, and gives its name free", async () => {
    const room = newRoom();
    const nowMs = Date.now();
    const sid = await openRoom(room, { unusedRoomTimeoutMinutes: 2 });
    expect(await account().resolve(room)).toMatchObject({ roomSid: sid });
    await happens(room);
    expect(await alarmOf(room)).toBeGreaterThanOrEqual(nowMs + 2 * minuteMs);
    expect(await alarmOf(room)).toBeLessThan(nowMs + 2 * minuteMs + 5_000);
    vi.setSystemTime(nowMs + 2 * minuteMs - 1);
    await ring(room);
    expect(await account().resolve(room)).toBeDefined();
    vi.setSystemTime(nowMs + 2 * minuteMs + 5_000);
    await ring(room);
    expect(await account().resolve(room)).toBeUndefined();
    await openRoom(room);
  });

  test("a REST room that everybody has left ends after its time", async () => {
    const room = newRoom();
    const sid = await openRoom(room, { emptyRoomTimeoutMinutes: 1, unusedRoomTimeoutMinutes: 60 });
    const alice = await join(room, "alice");
    expect(alice.welcome.mesh.room.sid).toBe(sid);
    alice.stop();
    await alice.closed;
    const leftMs = Date.now();
    await happens(room);
    vi.setSystemTime(leftMs + minuteMs - 1_000);
    await ring(room);
    expect(await account().resolve(room)).toMatchObject({ roomSid: sid });
    await happens(room);
    vi.setSystemTime(leftMs + minuteMs + 1_000);
    await ring(room);
    expect(await account().resolve(room)).toBeUndefined();
    expect((await join(room, "alice")).welcome.mesh.room.sid).not.toBe(sid);
  });

  test("a participant is out after their time, with 53216, and does not come back", async () => {
    const room = newRoom();
    const nowMs = Date.now();
    vi.setSystemTime(nowMs - 10 * minuteMs);
    await openRoom(room, { maxParticipantDurationSeconds: 600 });
    const alice = await join(room, "alice");
    await beat(alice);
    vi.setSystemTime(nowMs - 5 * minuteMs);
    const bob = await join(room, "bob");
    await beat(bob);
    await happens(room);
    vi.setSystemTime(nowMs - 5_000);
    await ring(room);
    expect(await stubOf(room).participants()).toBe(2);
    await happens(room);
    vi.useRealTimers();
    await ring(room);
    expect(await alice.closed).toEqual({ code: 4001, reason: "53216 ParticipantSessionLengthExceeded" });
    expect((await bob.next("left")).mesh.left).toEqual({ peerId: alice.peerId, reason: "evicted" });
    await happens(room);
    expect(await comeBack(alice)).toEqual({ code: 4000, reason: "53204 ParticipantNotFound" });
    expect(await stubOf(room).participants()).toBe(1);
  });

  test("a room is over after 24 hours, with 53118, and nobody comes back to it", async () => {
    const room = newRoom();
    const nowMs = Date.now();
    vi.setSystemTime(nowMs - roomLifeMs);
    const sid = await openRoom(room, { maxParticipantDurationSeconds: 86_400 });
    vi.setSystemTime(nowMs - minuteMs);
    const { alice, bob } = await pair(room);
    await Promise.all([beat(alice), beat(bob)]);
    await happens(room);
    vi.setSystemTime(nowMs - 5_000);
    await ring(room);
    expect(await account().resolve(room)).toMatchObject({ roomSid: sid });
    await happens(room);
    vi.useRealTimers();
    await ring(room);
    for (const page of [alice, bob]) {
      expect(await page.closed).toEqual({ code: 4001, reason: "53118 RoomCompleted" });
      await happens(room);
      expect(await comeBack(page)).toEqual({ code: 4000, reason: "53118 RoomCompleted" });
    }
    expect(await account().resolve(room)).toBeUndefined();
  });

  test("who stays away for 30 s is gone, and an ad-hoc room goes with the last", async () => {
    const room = newRoom();
    const { alice, bob } = await pair(room);
    const sid = alice.welcome.mesh.room.sid;
    alice.socket.close();
    await bob.next("left");
    bob.socket.close();
    await bob.closed;
    const awayMs = Date.now();
    await happens(room);
    vi.setSystemTime(awayMs + absenceMs - 1_000);
    await ring(room);
    expect(await account().resolve(room)).toMatchObject({ roomSid: sid });
    expect((await account().standing()).concurrentParticipants).toBeGreaterThanOrEqual(2);
    await happens(room);
    vi.setSystemTime(awayMs + absenceMs + 1_000);
    await ring(room);
    expect(await account().resolve(room)).toBeUndefined();
  });
});

describe("a restart that loses every socket without a word", () => {
  test("is no end: who comes back within 30 s was never gone", async () => {
    const { room, alice, bob } = await pair();
    await evictDurableObject(stubOf(room), { webSockets: "close" });
    await Promise.all([alice.closed, bob.closed]);
    const again = await join(room, "alice", { session: alice.welcome.mesh.session });
    expect(again.welcome.mesh.self).toEqual(alice.welcome.mesh.self);
    expect(await account().resolve(room)).toMatchObject({ roomSid: alice.welcome.mesh.room.sid });
  });

  test("and that nobody comes back from ends the room", async () => {
    const { room, alice, bob } = await pair();
    await evictDurableObject(stubOf(room), { webSockets: "close" });
    await Promise.all([alice.closed, bob.closed]);
    await ring(room);
    vi.setSystemTime(Date.now() + absenceMs + 1_000);
    await ring(room);
    expect(await account().resolve(room)).toBeUndefined();
  });
});

describe("what REST may do", () => {
  test("one room of a name at a time", async () => {
    const room = newRoom();
    const roomSid = await openRoom(room);
    const another = { roomSid: newSid(), roomName: room, settings: defaultSettings("go") };
    expect(await stubOf(room).open(another)).toEqual({ refused: 53113 });
    expect(await stubOf(room).complete(another.roomSid)).toBe(false);
    expect(await stubOf(room).complete(roomSid)).toBe(true);
    expect(await account().resolve(room)).toBeUndefined();
    expect(await stubOf(room).complete(roomSid)).toBe(false);
    expect(await stubOf(room).open(another)).toHaveProperty("opened");
  });

  test("complete: everybody hears 53118, is out, and may join the next room of that name", async () => {
    const { room, alice, bob } = await pair();
    const { sid } = alice.welcome.mesh.room;
    await evictDurableObject(stubOf(room));
    expect(await stubOf(room).complete(sid)).toBe(true);
    for (const page of [alice, bob]) {
      expect(await page.closed).toEqual({ code: 4001, reason: "53118 RoomCompleted" });
      expect(await comeBack(page)).toEqual({ code: 4000, reason: "53118 RoomCompleted" });
    }
    expect((await join(room, "alice")).welcome.mesh.room.sid).not.toBe(sid);
  });

  test("disconnect: one is out with 53204, the others hear it at once", async () => {
    const { room, alice, bob } = await pair();
    await evictDurableObject(stubOf(room));
    expect(await stubOf(room).disconnect(alice.welcome.mesh.self.sid)).toBe(true);
    expect(await alice.closed).toEqual({ code: 4001, reason: "53204 ParticipantNotFound" });
    expect((await bob.next("left")).mesh.left).toEqual({ peerId: alice.peerId, reason: "evicted" });
    expect(await comeBack(alice)).toEqual({ code: 4000, reason: "53204 ParticipantNotFound" });
    expect(await stubOf(room).disconnect(alice.welcome.mesh.self.sid)).toBe(false);
  });

  test("subscribe rules: everybody hears them, and who comes later, also from an object that slept", async () => {
    const room = newRoom();
    await openRoom(room, { type: "peer-to-peer", maxParticipants: 3 });
    const { alice, bob } = await pair(room);
    const rules = [{ type: "include", all: true } as const, { type: "exclude", publisher: "bob" } as const];
    expect(await stubOf(room).setSubscribeRules(alice.welcome.mesh.self.sid, rules)).toBe(true);
    const told = { peerId: alice.peerId, rules };
    for (const page of [alice, bob]) expect((await page.next("rules")).mesh.rules).toEqual(told);
    await evictDurableObject(stubOf(room));
    const carol = await join(room, "carol");
    expect(carol.welcome.mesh.rules).toEqual([told]);
    expect(carol.welcome.mesh.room).toMatchObject({ type: "peer-to-peer", maxParticipants: 3 });
    expect(bob.welcome.mesh.rules).toBeUndefined();
    expect(await stubOf(room).setSubscribeRules("PA", rules)).toBe(false);
  });

  test("a token whose grant names the room by its SID opens it, and prolongs a stay", async () => {
    const { room, alice } = await pair();
    const { sid } = alice.welcome.mesh.room;
    const again = await open(await token(sid, "alice"), { room, session: alice.welcome.mesh.session });
    await again.welcomed();
    again.sendToken(await token(sid, "alice"));
    expect((await again.next("token")).mesh.token).toHaveProperty("session");
    const other = await open(await token(newSid(), "alice"), { room });
    expect(await other.closed).toEqual({ code: 4000, reason: "20106 AccessTokenGrantsInvalid" });
  });
});

describe("an account that does not answer", () => {
  /** The account fails every call from now on. */
  const kill = () =>
    runInDurableObject(account(), (object) => {
      Reflect.set(object, "record", () => Promise.reject(new Error("out of order")));
    });
  const mic = { sid: `MT${"1".repeat(32)}`, kind: "audio", name: "mic", enabled: true };

  test("slows nobody, and hears everything when it is back, in order, though the room slept or is over", async () => {
    await kill();
    const { room, alice, bob } = await pair();
    const { sid } = alice.welcome.mesh.room;
    alice.send({ ...alice.head, mesh: { tracks: [mic] } });
    bob.sendOfferTo(alice.peerId, "o".repeat(20));
    expect((await alice.next("offer")).peer_id).toBe(bob.peerId);
    bob.stop();
    expect((await alice.next("left")).mesh.left.reason).toBe("stopped");
    alice.stop();
    await alice.closed;
    expect(await account().resolve(sid)).toBeUndefined();
    await evictDurableObject(account());
    await evictDurableObject(stubOf(room));
    const dueMs = await alarmOf(room);
    expect(dueMs! - Date.now()).toBeLessThan(minuteMs);
    vi.setSystemTime(dueMs!);
    await ring(room);
    const rows = await runInDurableObject(account(), (_, { storage }) => ({
      room: storage.sql.exec("SELECT status, sequenceNumber FROM rooms WHERE roomSid = ?", sid).one(),
      people: storage.sql
        .exec("SELECT identity, status FROM participants WHERE roomSid = ? ORDER BY identity", sid)
        .toArray(),
    }));
    // created, two came, a track came and went, two went, ended
    expect(rows).toEqual({
      room: { status: "completed", sequenceNumber: 7 },
      people: [
        { identity: "alice", status: "disconnected" },
        { identity: "bob", status: "disconnected" },
      ],
    });
  });
});

test("what waits for an account that fails is bounded, and people are always told of", async () => {
  const room = newRoom();
  await runInDurableObject(stubOf(room), async (_, { storage }) => {
    const head = { roomSid: newSid(), sequenceNumber: 1, atMs: 0 };
    const participant = { participantSid: "PA", identity: "alice" };
    const track = { trackSid: "MT", kind: "audio", name: "mic", enabled: true } as const;
    const told: RoomFact[] = [];
    let isDead = true;
    const outbox = new Outbox(storage.sql, () => ({
      record: async (facts) => {
        if (isDead) throw new Error("out of order");
        told.push(...facts);
      },
    }));
    const tracks = Array.from({ length: 10_000 }, (): RoomFact => ({
      ...head,
      is: "track-added",
      participant,
      track,
    }));
    outbox.add(tracks, 0);
    await outbox.deliver(0);
    outbox.add([{ ...head, is: "track-added", participant, track }], 0);
    outbox.add([{ ...head, is: "participant-disconnected", participant, durationSeconds: 1 }], 0);
    isDead = false;
    await outbox.deliver(0);
    expect(told).toEqual([]); // its next turn has not come
    await outbox.deliver(Infinity);
    expect(told).toHaveLength(10_001);
    expect(told.at(-1)?.is).toBe("participant-disconnected");
    expect(outbox.dueMs).toBeUndefined();
    await storage.deleteAll();
  });
});

describe("tracks", () => {
  test("are in the account's directory, also after the room slept, and gone with their publisher", async () => {
    const { room, alice } = await pair();
    const { sid } = alice.welcome.mesh.room;
    const listed = () =>
      runInDurableObject(account(), (_, { storage }) =>
        storage.sql.exec("SELECT name, kind, enabled FROM tracks WHERE roomSid = ?", sid).toArray(),
      );
    const tracks = [
      { sid: `MT${"1".repeat(32)}`, kind: "audio", name: "mic", enabled: true },
      { sid: `MT${"2".repeat(32)}`, kind: "video", name: "camera", enabled: true },
    ];
    alice.send({ ...alice.head, mesh: { tracks } });
    await vi.waitFor(async () =>
      expect(await listed()).toEqual([
        { name: "mic", kind: "audio", enabled: 1 },
        { name: "camera", kind: "video", enabled: 1 },
      ]),
    );
    await evictDurableObject(stubOf(room));
    alice.send({ ...alice.head, mesh: { tracks: [{ ...tracks[0], enabled: false }] } });
    await vi.waitFor(async () =>
      expect(await listed()).toEqual([{ name: "mic", kind: "audio", enabled: 0 }]),
    );
  });
});
