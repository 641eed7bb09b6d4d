import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { heartbeat, limits } from "#protocol/limits";
import { absenceMs, rates } from "../../signal-worker/src/room.ts";
import { join, newRoom, open, pair, stubOf, token } from "./page.ts";

const id = (letter: string) => letter.repeat(20);
const candidate = { candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", sdpMid: "0" };

afterEach(() => {
  vi.useRealTimers();
});

describe("joining", () => {
  test("the welcome says who one is, where, and who was there before", async () => {
    const { room, alice, bob } = await pair();
    expect(alice.response.headers.get("Sec-WebSocket-Protocol")).toBe("meshcall.1");
    expect(alice.welcome).toMatchObject({ complete: 1, incomplete: 0 });
    expect(alice.welcome.mesh).toMatchObject({
      v: 1,
      self: { identity: "alice", name: "alice" },
      room: { name: room, type: "go", maxParticipants: 2 },
      peers: [],
      directed: true,
    });
    expect(bob.welcome.mesh.peers).toEqual([alice.welcome.mesh.self]);
    expect(bob.welcome.mesh.room).toEqual(alice.welcome.mesh.room);
    expect(bob.welcome.info_hash).toBe(alice.welcome.info_hash);
    expect(await alice.rest()).toEqual([]);
  });

  test("offer, answer and candidates go from one to the other", async () => {
    const { alice, bob } = await pair();
    bob.sendOffer(id("a"), "offered");
    expect(await alice.next("offer")).toMatchObject({
      peer_id: bob.peerId,
      offer_id: id("a"),
      offer: { type: "offer", sdp: "offered" },
      mesh: { from: bob.welcome.mesh.self },
    });
    expect(JSON.parse((await bob.next("reply")).text)).toEqual({
      action: "announce",
      info_hash: bob.welcome.info_hash,
      interval: 120,
      complete: 2,
      incomplete: 0,
    });
    alice.sendAnswer(bob, id("a"), "answered");
    alice.sendCandidates(bob, id("a"), [candidate]);
    expect(await bob.next("answer")).toMatchObject({
      peer_id: alice.peerId,
      offer_id: id("a"),
      answer: { sdp: "answered" },
    });
    expect(await bob.next("candidates")).toMatchObject({
      peer_id: alice.peerId,
      mesh: { candidates: [candidate] },
    });
    bob.sendCandidates(alice, id("a"), [candidate]);
    expect(await alice.next("candidates")).toMatchObject({ peer_id: bob.peerId });
  });

  test("the third is refused, and nobody hears of it", async () => {
    const { room, alice } = await pair();
    const carol = await open(await token(room, "carol"), { room });
    expect(await carol.closed).toEqual({ code: 4000, reason: "53105 RoomMaxParticipantsExceeded" });
    expect(await alice.rest()).toEqual([]);
    expect(await stubOf(room).participants()).toBe(2);
  });

  test("the same identity again evicts the older, in a full room too", async () => {
    const { room, alice, bob } = await pair();
    const again = await join(room, "alice");
    expect((await alice.next("failure")).mesh.error.code).toBe(53205);
    expect(await alice.closed).toEqual({ code: 4001, reason: "53205 ParticipantDuplicateIdentity" });
    expect((await bob.next("left")).mesh.left).toEqual({ peerId: alice.peerId, reason: "evicted" });
    expect(await bob.rest()).toEqual([]);
    expect(again.peerId).not.toBe(alice.peerId);
    expect(again.welcome.mesh.peers).toEqual([bob.welcome.mesh.self]);
  });
});

describe("leaving", () => {
  test("stopped: one `left`, and the socket closes", async () => {
    const { alice, bob } = await pair();
    alice.stop();
    expect((await bob.next("left")).mesh.left).toEqual({ peerId: alice.peerId, reason: "stopped" });
    expect((await alice.closed).code).toBe(1000);
    expect(await bob.rest()).toEqual([]);
  });

  test("stopped and closed in one breath: still one `left`", async () => {
    const { alice, bob } = await pair();
    alice.stop();
    alice.socket.close(1000, "bye");
    expect((await bob.next("left")).mesh.left.reason).toBe("stopped");
    expect(await bob.rest()).toEqual([]);
  });

  test.each([[undefined], [1000], [4321]])("a socket closed with %s: one `left`", async (code) => {
    const { alice, bob } = await pair();
    alice.socket.close(code);
    expect((await bob.next("left")).mesh.left).toEqual({ peerId: alice.peerId, reason: "closed" });
    expect(await bob.rest()).toEqual([]);
  });

  test("the last one takes the room along: the next room of that name is another", async () => {
    const room = newRoom();
    const alice = await join(room, "alice");
    alice.stop();
    await alice.closed;
    expect(await stubOf(room).participants()).toBe(0);
    const again = await join(room, "alice");
    expect(again.welcome.mesh.room.sid).not.toBe(alice.welcome.mesh.room.sid);
  });

  test("of a room that ended, nothing is kept but how far it got and whose ticket is void, and that for a day", async () => {
    const room = newRoom();
    const alice = await join(room, "alice");
    alice.stop();
    await alice.closed;
    const kept = () =>
      runInDurableObject(stubOf(room), async (_, { storage }) => {
        const rows: unknown[] = [];
        for (const { name } of storage.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table'"))
          if (!String(name).startsWith("_cf"))
            rows.push(...storage.sql.exec(`SELECT * FROM ${String(name)}`));
        return { alarmMs: await storage.getAlarm(), rows };
      });
    const sid = alice.welcome.mesh.room.sid;
    const { alarmMs } = await vi.waitFor(async () => {
      const { alarmMs: nextMs, rows } = await kept();
      expect(rows).toEqual([
        { sid, isFinal: 0, nextSequence: 4, atMs: expect.any(Number) },
        { peerId: alice.peerId, atMs: expect.any(Number) },
      ]);
      return { alarmMs: nextMs };
    });
    expect(alarmMs).toBeGreaterThan(Date.now() + (limits.tokenLifeSeconds - 60) * 1_000);
    vi.setSystemTime(alarmMs! + 1);
    expect(await runDurableObjectAlarm(stubOf(room))).toBe(true);
    expect(await kept()).toEqual({ alarmMs: null, rows: [] });
  });
});

describe("sleep", () => {
  test("members, offers and the room survive the object's memory", async () => {
    const { room, alice, bob } = await pair();
    bob.sendOffer(id("a"));
    await alice.next("offer");
    await bob.next("reply");
    await evictDurableObject(stubOf(room));
    alice.sendAnswer(bob, id("a"));
    expect((await bob.next("answer")).peer_id).toBe(alice.peerId);
    await evictDurableObject(stubOf(room));
    expect(await stubOf(room).participants()).toBe(2);
    await evictDurableObject(stubOf(room));
    const carol = await open(await token(room, "carol"), { room });
    expect((await carol.closed).code).toBe(4000);
    await evictDurableObject(stubOf(room));
    alice.socket.close();
    expect((await bob.next("left")).mesh.left.reason).toBe("closed");
    await evictDurableObject(stubOf(room));
    const again = await join(room, "alice");
    expect(again.welcome.mesh.room).toEqual(bob.welcome.mesh.room);
  });

  test("a heartbeat is answered without waking the object", async () => {
    const { room, alice } = await pair();
    await evictDurableObject(stubOf(room));
    alice.send(heartbeat.text);
    expect((await alice.next("reply")).text).toBe(heartbeat.text);
    // Only an object that is awake can be put to sleep.
    await expect(evictDurableObject(stubOf(room))).rejects.toThrow(/not (currently )?running/i);
  });
});

describe("offers to somebody who is not in", () => {
  test("are answered with `left`, so that nobody is dialled for ever", async () => {
    const { alice, bob } = await pair();
    alice.stop();
    await bob.next("left");
    bob.sendOfferTo(alice.peerId, id("a"));
    expect((await bob.next("left")).mesh.left).toEqual({ peerId: alice.peerId, reason: "closed" });
    expect(await bob.rest()).toEqual([]);
  });
});

describe("floods", () => {
  test("close the socket that makes them, with a code, and nobody else's", async () => {
    const { room, alice, bob } = await pair();
    for (let sent = 0; sent <= rates.frames.burst + 100; sent++)
      bob.send({ ...bob.head, numwant: 0, offers: [] });
    expect(await bob.closed).toEqual({ code: 1008, reason: "54007 SignalingFlooded" });
    expect((await alice.next("left")).mesh.left).toEqual({ peerId: bob.peerId, reason: "closed" });
    expect(await alice.rest()).toEqual([]);
    const again = await join(room, "bob", { session: bob.welcome.mesh.session });
    expect(again.peerId).toBe(bob.peerId);
  });
});

describe("dead sockets", () => {
  test("the sweep takes out who is silent for 30 s, and keeps who beats", async () => {
    const room = newRoom();
    const realMs = Date.now();
    vi.setSystemTime(realMs - absenceMs - 1000);
    const { alice, bob } = await pair(room);
    vi.useRealTimers();
    bob.send(heartbeat.text);
    await bob.next("reply");
    expect(await stubOf(room).participants()).toBe(1);
    expect(await runDurableObjectAlarm(stubOf(room))).toBe(true);
    expect((await bob.next("left")).mesh.left).toEqual({ peerId: alice.peerId, reason: "closed" });
    expect((await alice.closed).code).toBe(1001);
    expect(await bob.rest()).toEqual([]);
  });

  test("who is silent for less is told of to nobody, and looked for in time", async () => {
    const room = newRoom();
    vi.setSystemTime(Date.now() - heartbeat.timeoutMs - 1000);
    const { alice, bob } = await pair(room);
    vi.useRealTimers();
    bob.send(heartbeat.text);
    await bob.next("reply");
    expect(await runDurableObjectAlarm(stubOf(room))).toBe(true);
    const nextMs = await runInDurableObject(stubOf(room), (_, { storage }) => storage.getAlarm());
    expect(nextMs! - Date.now()).toBeLessThan(absenceMs - heartbeat.timeoutMs);
    const again = await join(room, "alice", { session: alice.welcome.mesh.session });
    expect(again.peerId).toBe(alice.peerId);
    expect(await bob.rest()).toEqual([]);
  });

  test("the alarm runs on while somebody is in or may come back, and the room ends with the last", async () => {
    const { room, alice, bob } = await pair();
    expect(await runDurableObjectAlarm(stubOf(room))).toBe(true);
    expect(await runDurableObjectAlarm(stubOf(room))).toBe(true);
    alice.socket.close();
    bob.socket.close();
    await Promise.all([alice.closed, bob.closed]);
    expect(await stubOf(room).participants()).toBe(0);
    vi.setSystemTime(Date.now() + absenceMs + 1);
    expect(await runDurableObjectAlarm(stubOf(room))).toBe(true);
    const again = await join(room, "alice");
    expect(again.welcome.mesh.room.sid).not.toBe(alice.welcome.mesh.room.sid);
  });

  test("a silent socket's place is free for the next at once", async () => {
    const room = newRoom();
    vi.setSystemTime(Date.now() - heartbeat.timeoutMs - 1000);
    const { alice } = await pair(room);
    vi.useRealTimers();
    const carol = await join(room, "carol");
    expect((await alice.closed).code).toBe(1001);
    expect(carol.welcome.mesh.peers).toEqual([]);
  });
});

describe("bad frames", () => {
  test.each<[string, string | ArrayBuffer]>([
    ["malformed", "{"],
    ["of unknown shape", "{}"],
    ["binary", new ArrayBuffer(8)],
    [
      "with a foreign info_hash",
      JSON.stringify({ action: "announce", info_hash: id("x"), peer_id: id("y"), event: "stopped" }),
    ],
  ])("%s: answered with 53004, not relayed, and the socket goes on", async (_, data) => {
    const { alice, bob } = await pair();
    bob.send(data);
    expect((await bob.next("failure")).mesh.error.code).toBe(53004);
    expect(await alice.rest()).toEqual([]);
    bob.sendOffer(id("a"));
    expect((await alice.next("offer")).offer_id).toBe(id("a"));
  });

  test("out of order: an answer or candidates without an offer, and a second answer", async () => {
    const { alice, bob } = await pair();
    alice.sendAnswer(bob, id("a"));
    expect((await alice.next("failure")).mesh.error.code).toBe(53004);
    bob.sendCandidates(alice, id("a"), [candidate]);
    expect((await bob.next("failure")).mesh.error.code).toBe(53004);
    bob.sendOffer(id("a"));
    await alice.next("offer");
    await bob.next("reply");
    alice.sendAnswer(bob, id("a"), "first");
    alice.sendAnswer(bob, id("a"), "second");
    expect((await alice.next("failure")).mesh.error.code).toBe(53004);
    expect((await bob.next("answer")).answer.sdp).toBe("first");
    expect(await bob.rest()).toEqual([]);
    expect(await alice.rest()).toEqual([]);
  });

  test("of another room, with its own ids: nothing gets across", async () => {
    const [here, there] = [await pair(), await pair()];
    there.bob.sendOffer(id("a"));
    await there.alice.next("offer");
    await there.bob.next("reply");
    const theirs = there.bob.head;
    const toAlice = { to_peer_id: there.alice.peerId, offer_id: id("a") };
    const frames = [
      { ...theirs, numwant: 1, offers: [{ offer_id: id("b"), offer: { type: "offer", sdp: "x" } }] },
      { ...theirs, ...toAlice, mesh: { candidates: [candidate] } },
      { ...here.bob.head, ...toAlice, mesh: { candidates: [candidate] } },
      { ...theirs, event: "stopped" },
    ];
    for (const frame of frames) {
      here.bob.send(frame);
      expect((await here.bob.next("failure")).mesh.error.code).toBe(53004);
    }
    for (const page of [there.alice, there.bob, here.alice]) expect(await page.rest()).toEqual([]);
  });

  test("too many in a row close the socket", async () => {
    const { alice, bob } = await pair();
    for (let sent = 0; sent < limits.badFrames; sent++) bob.send("?");
    expect(await bob.closed).toEqual({ code: 4002, reason: "53004 SignalingOutgoingMessageInvalid" });
    expect((await alice.next("left")).mesh.left).toEqual({ peerId: bob.peerId, reason: "closed" });
  });

  test("one that is too large closes it at once", async () => {
    const { alice, bob } = await pair();
    bob.send("x".repeat(limits.frameBytes + 1));
    expect((await bob.closed).code).toBe(4002);
    expect((await alice.next("left")).mesh.left.reason).toBe("closed");
  });

  test("the largest that is allowed goes through", async () => {
    const { alice, bob } = await pair();
    const sdp = "x".repeat(limits.sdpChars);
    bob.sendOffer(id("a"), sdp);
    expect((await alice.next("offer")).offer.sdp).toBe(sdp);
  });
});
