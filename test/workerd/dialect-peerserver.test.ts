import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { peerServerLimits } from "../../signal-worker/src/dialects/dialect-limits.ts";
import { bothOn, RawSocket, visit } from "./dialect-socket.ts";
import { join, keys } from "./page.ts";

const OPEN = { type: "OPEN" };

/** A key of this test alone, since objects outlive tests. */
let count = 0;
const newKey = () => `key${++count}`;
const stubOf = (key: string) => env.PEERJS_SWARMS.getByName(`${keys.accountSid}/${key}`);
const pathOf = (key: string, id: string, token = `of-${id}`) =>
  `/peerjs?key=${key}&id=${id}&token=${token}&version=1.5.5`;

/** Opens, and takes the OPEN. */
async function opened(key: string, id: string, token?: string): Promise<RawSocket> {
  const socket = await RawSocket.open(pathOf(key, id, token));
  expect(await socket.next()).toEqual(OPEN);
  return socket;
}

/** Frames of one object come in order, so the echo says that all before it are here. */
async function rest(socket: RawSocket, id: string): Promise<unknown[]> {
  socket.send({ type: "CANDIDATE", dst: id, payload: "the last" });
  const frames: unknown[] = [];
  for (;;) {
    const frame = await socket.next();
    if (JSON.stringify(frame).includes("the last")) return frames;
    frames.push(frame);
  }
}

afterEach(() => {
  vi.useRealTimers();
});

describe("HTTP", () => {
  test("an id is a fresh UUID, for a page of any origin to read", async () => {
    const response = await visit("/peerjs/id?ts=1&version=1.5.5", {
      headers: { Origin: "https://a.example" },
    });
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
    const id = await response.text();
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(await (await visit("/other/id")).text()).not.toBe(id);
  });

  test("peers are listed only where discovery is on", async () => {
    const key = newKey();
    await opened(key, "ana");
    await opened(key, "ben");
    await opened(newKey(), "cem");
    expect((await visit(`/${key}/peers`)).status).toBe(401);
    const listed = await visit(`/${key}/peers`, { variables: { ...bothOn, PEERSERVER_DISCOVERY: "on" } });
    expect((await listed.json<string[]>()).sort()).toEqual(["ana", "ben"]);
  });

  test("the root stays as it is", async () => {
    expect(await (await visit("/")).json()).toEqual({ name: "meshcall", status: "ok" });
  });

  test.each(["/peerjs/id", "/peerjs/peers", pathOf("peerjs", "ana"), "/announce"])(
    "%s is not there by default",
    async (path) => {
      for (const headers of [{}, { Upgrade: "websocket" }]) {
        expect((await visit(path, { variables: {}, headers })).status).toBe(404);
      }
    },
  );

  test("a path for sockets is nothing else", async () => {
    expect((await visit(pathOf("peerjs", "ana"))).status).toBe(426);
    expect((await visit("/announce")).status).toBe(426);
  });

  test("pages of other origins are refused where origins are listed", async () => {
    const variables = { ...bothOn, ALLOWED_ORIGINS: "https://a.example" };
    const options = { variables, headers: { Origin: "https://b.example" } };
    expect((await visit("/peerjs/id", options)).status).toBe(403);
    const socket = await RawSocket.open(pathOf(newKey(), "ana"), options);
    expect(await socket.next()).toEqual({ type: "ERROR", payload: { msg: "Origin is not allowed" } });
    expect(await (await RawSocket.open("/announce", options)).next()).toEqual({
      "failure reason": "origin is not allowed",
    });
  });
});

describe("opening", () => {
  test.each([
    ["/peerjs", "No id, token, or key supplied to websocket server"],
    ["/peerjs?key=k&id=ana", "No id, token, or key supplied to websocket server"],
    [pathOf("k".repeat(129), "ana"), "Invalid key provided"],
    [pathOf("k", "no!"), "Invalid id or token"],
  ])("%s is refused", async (path, msg) => {
    const socket = await RawSocket.open(path);
    expect(await socket.next()).toEqual({ type: "ERROR", payload: { msg } });
    expect(await socket.closed).toEqual({ code: 1008, reason: msg });
  });

  test("an id that somebody has is taken, and free again when they are gone", async () => {
    const key = newKey();
    const ana = await opened(key, "ana");
    const other = await RawSocket.open(pathOf(key, "ana", "other"));
    expect(await other.next()).toEqual({ type: "ID-TAKEN", payload: { msg: "ID is taken" } });
    expect((await other.closed).code).toBe(1008);
    ana.close();
    await ana.closed;
    await opened(key, "ana", "other");
  });

  test("the same id and token take over: OPEN again, and the old socket is closed", async () => {
    const key = newKey();
    const [old, ben] = [await opened(key, "ana"), await opened(key, "ben")];
    const ana = await opened(key, "ana");
    expect(await old.closed).toEqual({ code: 1000, reason: "opened elsewhere" });
    ben.send({ type: "OFFER", dst: "ana", payload: 1 });
    expect(await ana.next()).toEqual({ type: "OFFER", src: "ben", dst: "ana", payload: 1 });
  });

  test("a silent holder loses the id to a newcomer, and is swept", async () => {
    const key = newKey();
    const [dead, ben] = [await opened(key, "ana"), await opened(key, "ben")];
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + peerServerLimits.aliveMs + 1 });
    await opened(key, "ana", "other");
    expect((await dead.closed).code).toBe(1000);
    await runDurableObjectAlarm(stubOf(key));
    expect(await ben.closed).toEqual({ code: 1001, reason: "no heartbeat" });
    expect(await stubOf(key).peers()).toEqual(["ana"]);
  });
});

describe("messages", () => {
  test("go to their addressee under the sender's own name, across any sleep", async () => {
    const key = newKey();
    const [ana, ben] = [await opened(key, "ana"), await opened(key, "ben")];
    const payload = { sdp: { type: "offer", sdp: "v=0" }, connectionId: "mc_1" };
    ana.send({ type: "OFFER", src: "cem", dst: "ben", payload, extra: 1 });
    expect(await ben.next()).toEqual({ type: "OFFER", src: "ana", dst: "ben", payload });
    await evictDurableObject(stubOf(key));
    ben.send({ type: "ANSWER", dst: "ana", payload: 2 });
    expect(await ana.next()).toEqual({ type: "ANSWER", src: "ben", dst: "ana", payload: 2 });
  });

  test("a key is a world of its own", async () => {
    const [ana, ben] = [await opened(newKey(), "ana"), await opened(newKey(), "ben")];
    ana.send({ type: "LEAVE", dst: "ben" });
    ana.send({ type: "OFFER", dst: "ben", payload: 1 });
    expect(await rest(ben, "ben")).toEqual([]);
  });

  test("wait for who is about to open, across any sleep", async () => {
    const key = newKey();
    const ana = await opened(key, "ana");
    ana.send({ type: "OFFER", dst: "ben", payload: 1 });
    ana.send({ type: "CANDIDATE", dst: "ben", payload: 2 });
    expect(await rest(ana, "ana")).toEqual([]);
    await evictDurableObject(stubOf(key));
    const ben = await opened(key, "ben");
    expect([await ben.next(), await ben.next()]).toMatchObject([{ type: "OFFER" }, { type: "CANDIDATE" }]);
    expect(await runDurableObjectAlarm(stubOf(key))).toBe(true);
    expect(await rest(ana, "ana")).toEqual([]);
  });

  test("expire after 5 s: the sender is told once for each addressee, and they come no more", async () => {
    const key = newKey();
    const ana = await opened(key, "ana");
    const startMs = Date.now();
    for (const dst of ["ben", "ben", "cem"]) ana.send({ type: "OFFER", dst, payload: 1 });
    expect(await rest(ana, "ana")).toEqual([]);
    const alarmMs = await runInDurableObject(stubOf(key), (_, state) => state.storage.getAlarm());
    expect(alarmMs).toBeGreaterThanOrEqual(startMs + peerServerLimits.waitMs);
    expect(alarmMs).toBeLessThan(Date.now() + peerServerLimits.waitMs + 100);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + peerServerLimits.waitMs });
    await runDurableObjectAlarm(stubOf(key));
    expect([await ana.next(), await ana.next()]).toEqual([
      { type: "EXPIRE", src: "ben", dst: "ana" },
      { type: "EXPIRE", src: "cem", dst: "ana" },
    ]);
    const ben = await opened(key, "ben");
    expect(await rest(ben, "ben")).toEqual([]);
  });

  test("heartbeats are answered with the same text", async () => {
    const key = newKey();
    const ana = await opened(key, "ana");
    ana.send('{"type":"HEARTBEAT"}');
    expect(await ana.nextText()).toBe('{"type":"HEARTBEAT"}');
  });

  test("garbage closes its own socket and nothing else", async () => {
    const key = newKey();
    const [ana, ben] = [await opened(key, "ana"), await opened(key, "ben")];
    for (const frame of ["null", "{", new ArrayBuffer(4), "[]", "7"]) ana.send(frame);
    expect(await ana.next()).toEqual({ type: "ERROR", payload: { msg: "Invalid message" } });
    expect(await ana.closed).toEqual({ code: 1008, reason: "Invalid message" });
    expect(await rest(ben, "ben")).toEqual([]);
  });
});

test("nothing is kept once everybody is gone", async () => {
  const key = newKey();
  const ana = await opened(key, "ana");
  ana.send({ type: "OFFER", dst: "ben", payload: 1 });
  ana.send({ type: "LEAVE" });
  expect(await ana.closed).toEqual({ code: 1000, reason: "left" });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + peerServerLimits.waitMs });
  await runDurableObjectAlarm(stubOf(key));
  const left = await runInDurableObject(stubOf(key), async (_, state) => ({
    alarm: await state.storage.getAlarm(),
    tables: state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'waiting'").toArray(),
  }));
  expect(left).toEqual({ alarm: null, tables: [] });
});

test("a key named like a room neither enters nor observes it", async () => {
  const alice = await join("standup", "alice");
  const guest = await opened("standup", "guest");
  const variables = { ...bothOn, PEERSERVER_DISCOVERY: "on" };
  expect(await (await visit("/standup/peers", { variables })).json()).toEqual(["guest"]);
  guest.send({ type: "LEAVE", dst: alice.peerId });
  guest.send({ type: "OFFER", dst: alice.peerId, payload: { action: "announce" } });
  guest.send(alice.head);
  expect(await rest(guest, "guest")).toEqual([]);
  expect(await alice.rest()).toEqual([]);
  const bob = await join("standup", "bob");
  expect(bob.welcome.mesh.peers).toEqual([alice.welcome.mesh.self]);
  bob.sendOffer("a".repeat(20));
  expect(await alice.next("offer")).toMatchObject({ peer_id: bob.peerId });
  expect(await rest(guest, "guest")).toEqual([]);
});
