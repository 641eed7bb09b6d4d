import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { join, newRoom, open, pair, signToken, stubOf, token, type Page } from "./page.ts";

const id = (letter: string) => letter.repeat(20);

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

  test("somebody else's ticket, another room's or a made-up one lets nobody in, and nobody hears of it", async () => {
    const { room, alice, bob } = await pair();
    const { session } = alice.welcome.mesh;
    const attempts = [
      [await open(await token(room, "bob"), { room, session }), "54006 TokenOfAnotherIdentity"],
      [await open(await token(room, "carol"), { room, session }), "54006 TokenOfAnotherIdentity"],
      [await open(await token(newRoom(), "alice"), { session }), "20106 AccessTokenGrantsInvalid"],
      [await open(await token(room, "alice"), { room, session: "e30.e30.AA" }), "53204 ParticipantNotFound"],
    ] as const;
    for (const [page, reason] of attempts) expect(await page.closed).toEqual({ code: 4000, reason });
    expect([...(await alice.rest()), ...(await bob.rest())]).toEqual([]);
  });

  test("an expired token lets nobody come back, and a new one does", async () => {
    const { room, alice, bob } = await pair();
    const { session } = alice.welcome.mesh;
    const grants = { identity: "alice", video: { room } };
    const exp = Math.floor(Date.now() / 1000) - 1;
    const expired = await open(await signToken({ grants, payload: { exp } }), { room, session });
    expect(await expired.closed).toEqual({ code: 4000, reason: "20104 AccessTokenExpired" });
    const again = await join(room, "alice", { session });
    expect(again.welcome.mesh.self).toEqual(alice.welcome.mesh.self);
    expect(await bob.rest()).toEqual([]);
  });

  test("a token without a room, and no room asked for: back into the room of the ticket", async () => {
    const anyRoom = await signToken({});
    const alice = await (await open(anyRoom)).welcomed();
    const again = await (await open(anyRoom, { session: alice.welcome.mesh.session })).welcomed();
    expect(again.welcome.mesh).toMatchObject({
      room: alice.welcome.mesh.room,
      self: alice.welcome.mesh.self,
    });
  });

  test("from an object that slept meanwhile, with its sockets or without", async () => {
    const { room, alice, bob } = await pair();
    await evictDurableObject(stubOf(room));
    const again = await join(room, "alice", { session: alice.welcome.mesh.session });
    expect(again.welcome.mesh.self).toEqual(alice.welcome.mesh.self);
    expect(again.welcome.mesh.peers).toEqual([bob.welcome.mesh.self]);
    expect(await bob.rest()).toEqual([]);
    again.socket.close();
    await bob.next("left");
    await evictDurableObject(stubOf(room));
    const once = await join(room, "alice", { session: again.welcome.mesh.session });
    expect(once.welcome.mesh.self).toEqual(alice.welcome.mesh.self);
  });

  test("two sockets with one ticket: the newer stays, the older is told 53205", async () => {
    const { room, alice, bob } = await pair();
    const { session } = alice.welcome.mesh;
    const [first, second] = [await join(room, "alice", { session }), await join(room, "alice", { session })];
    expect(await first.closed).toEqual({ code: 4001, reason: "53205 ParticipantDuplicateIdentity" });
    second.sendOffer(id("a"));
    expect((await bob.next("offer")).peer_id).toBe(alice.peerId);
    expect(await stubOf(room).participants()).toBe(2);
  });

  test("who was evicted or has left does not come back, whatever the object forgot", async () => {
    const { room, alice, bob } = await pair();
    const newer = await join(room, "alice");
    await bob.next("left");
    const gone = { code: 4000, reason: "53204 ParticipantNotFound" };
    const comeBack = async (page: Page) => {
      await evictDurableObject(stubOf(room));
      const { identity } = page.welcome.mesh.self;
      return (await open(await token(room, identity), { room, session: page.welcome.mesh.session })).closed;
    };
    expect(await comeBack(alice)).toEqual(gone);
    newer.stop();
    await bob.next("left");
    expect(await comeBack(alice)).toEqual(gone);
    expect(await comeBack(newer)).toEqual(gone);
    expect(await bob.rest()).toEqual([]);
    bob.stop();
    await bob.closed;
    expect(await comeBack(bob)).toEqual(gone); // the room itself is over by now
    expect((await join(room, "bob")).welcome.mesh.peers).toEqual([]);
  });
});

describe("a token's life", () => {
  const signed = (room: string | undefined, identity: string, lifeSeconds: number) =>
    signToken({
      grants: { identity, video: room === undefined ? {} : { room } },
      payload: { exp: Math.floor(Date.now() / 1000) + lifeSeconds },
    });

  test("is in the welcome, by the server's clock", async () => {
    const room = newRoom();
    const alice = await (await open(await signed(room, "alice", 100), { room })).welcomed();
    expect(alice.welcome.mesh.tokenLifeSeconds).toBeGreaterThan(90);
    expect(alice.welcome.mesh.tokenLifeSeconds).toBeLessThanOrEqual(100);
  });

  test("is prolonged by a new token, whose ticket is good; nobody else hears of it", async () => {
    for (const names of [true, false]) {
      const { room, alice, bob } = await pair();
      await evictDurableObject(stubOf(room));
      const jwt = await signed(names ? room : undefined, "alice", 500);
      alice.sendToken(jwt);
      const { token: answer } = (await alice.next("token")).mesh;
      if (!("session" in answer)) throw new Error(`refused: ${answer.code}`);
      expect(answer.lifeSeconds).toBeGreaterThan(490);
      expect(answer.lifeSeconds).toBeLessThanOrEqual(500);
      const again = await (await open(jwt, { room, session: answer.session })).welcomed();
      expect(again.peerId).toBe(alice.peerId);
      expect(await bob.rest()).toEqual([]);
    }
  });

  test("is not prolonged by one that will not do, which is told and costs nothing", async () => {
    const { room, alice, bob } = await pair();
    const bad: [jwt: string, code: number][] = [
      ["nonsense", 20101],
      [await signToken({ payload: { iss: "SKelse" } }), 20103],
      [await signed(room, "alice", -1), 20104],
      [await signed("another room", "alice", 100), 20106],
      [await signToken({ secret: "another secret of 32 characters!" }), 20107],
      [await signed(room, "bob", 100), 54006],
    ];
    for (const [jwt, code] of bad) {
      alice.sendToken(jwt);
      expect((await alice.next("token")).mesh.token).toEqual({ code });
    }
    bob.sendOffer(id("a"));
    expect((await alice.next("offer")).offer_id).toBe(id("a"));
  });
});
