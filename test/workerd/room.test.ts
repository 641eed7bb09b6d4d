import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { heartbeat, limits } from "#protocol/limits";
import { join, open, stubOf, token, type Page } from "./page.ts";

const id = (letter: string) => letter.repeat(20);
const candidate = { candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", sdpMid: "0" };

afterEach(() => {
  vi.useRealTimers();
});

/** A room of this test alone, since rooms outlive tests. */
let count = 0;
const newRoom = () => `room ${++count}`;

async function pair(room = newRoom()): Promise<{ room: string; alice: Page; bob: Page }> {
  const alice = await join(room, "alice");
  return { room, alice, bob: await join(room, "bob") };
}

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
    const kept = await runInDurableObject(stubOf(room), async (_, state) => [
      await state.storage.getAlarm(),
      state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'room'").toArray(),
    ]);
    expect(kept).toEqual([null, []]);
    const again = await join(room, "alice");
    expect(again.welcome.mesh.room.sid).not.toBe(alice.welcome.mesh.room.sid);
  });
});

describe("resuming", () => {
  test("a second socket with the ticket is the same participant, and nobody hears of it", async () => {
    const { room, alice, bob } = await pair();
    const again = await join(room, "alice", { session: alice.welcome.mesh.session });
    expect(again.welcome.mesh.self).toEqual(alice.welcome.mesh.self);
    expect(again.welcome.mesh.peers).toEqual([bob.welcome.mesh.self]);
    expect((await alice.closed).code).toBe(4001);
    expect(await bob.rest()).toEqual([]);
    again.sendOffer(id("a"));
    expect((await bob.next("offer")).peer_id).toBe(alice.peerId);
  });

  test("after the socket was lost", async () => {
    const { room, alice, bob } = await pair();
    alice.socket.close();
    await bob.next("left");
    const again = await join(room, "alice", { session: alice.welcome.mesh.session });
    expect(again.welcome.mesh.self).toEqual(alice.welcome.mesh.self);
  });

  test("after the object lost its sockets and its storage", async () => {
    const { room, alice, bob } = await pair();
    await runInDurableObject(stubOf(room), (_, state) => state.storage.deleteAll());
    await evictDurableObject(stubOf(room), { webSockets: "close" });
    await Promise.all([alice.closed, bob.closed]);
    const bobAgain = await join(room, "bob", { session: bob.welcome.mesh.session });
    const aliceAgain = await join(room, "alice", { session: alice.welcome.mesh.session });
    expect(bobAgain.welcome.mesh.self).toEqual(bob.welcome.mesh.self);
    expect(bobAgain.welcome.mesh.room).toEqual(bob.welcome.mesh.room);
    expect(aliceAgain.welcome.mesh.self).toEqual(alice.welcome.mesh.self);
    expect(aliceAgain.welcome.mesh.peers).toEqual([bob.welcome.mesh.self]);
  });

  test("somebody else's ticket, another room's or a made-up one makes a new participant", async () => {
    const { room, alice, bob } = await pair();
    bob.stop();
    await alice.next("left");
    for (const session of [alice.welcome.mesh.session, "e30.e30.AA"]) {
      const carol = await join(room, "carol", { session });
      expect(carol.welcome.mesh.self.identity).toBe("carol");
      expect(carol.peerId).not.toBe(alice.peerId);
    }
    const elsewhere = await join(newRoom(), "alice", { session: alice.welcome.mesh.session });
    expect(elsewhere.peerId).not.toBe(alice.peerId);
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

describe("dead sockets", () => {
  test("the sweep takes out who is silent, and keeps who beats", async () => {
    const room = newRoom();
    const realMs = Date.now();
    vi.setSystemTime(realMs - heartbeat.timeoutMs - 1000);
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

  test("the alarm runs on while somebody is in, and ends with the last", async () => {
    const { room, alice, bob } = await pair();
    expect(await runDurableObjectAlarm(stubOf(room))).toBe(true);
    expect(await runDurableObjectAlarm(stubOf(room))).toBe(true);
    alice.stop();
    bob.stop();
    await Promise.all([alice.closed, bob.closed]);
    expect(await runDurableObjectAlarm(stubOf(room))).toBe(false);
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
