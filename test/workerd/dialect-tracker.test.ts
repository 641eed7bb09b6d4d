import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { trackerLimits } from "../../signal-worker/src/dialects/dialect-limits.ts";
import { RawSocket } from "./dialect-socket.ts";
import { join, keys } from "./page.ts";

/** A tracker of this test alone, since objects outlive tests. */
let count = 0;
const newName = () => `t${++count}`;
const stubOf = (name: string) => env.WEBTORRENT_SWARMS.getByName(`${keys.accountSid}/${name}`);
const open = (name: string) => RawSocket.open(name === "" ? "/announce" : `/announce/${name}`);

/** Every byte there is, in ids of 20: JSON carries them as characters from 0 to 255. */
const bytes = (from: number) =>
  String.fromCharCode(...Array.from({ length: 20 }, (_, i) => (from + i * 13) & 255));
const hash = bytes(0);
const announce = (peer: number, more: object = {}) => ({
  action: "announce",
  info_hash: hash,
  peer_id: bytes(peer),
  uploaded: 0,
  downloaded: 0,
  left: null,
  ...more,
});
const offers = [{ offer_id: bytes(200), offer: { type: "offer", sdp: "offered" } }];
const reply = (complete: number, incomplete: number) => ({
  action: "announce",
  info_hash: hash,
  interval: 120,
  complete,
  incomplete,
});

afterEach(() => {
  vi.useRealTimers();
});

test("two peers find each other, across any sleep", async () => {
  const name = newName();
  const [a, b] = [await open(name), await open(name)];
  a.send(announce(1, { event: "started", numwant: 0, offers: [] }));
  expect(await a.next()).toEqual(reply(0, 1));
  await evictDurableObject(stubOf(name));
  b.send(announce(2, { event: "started", numwant: 1, offers }));
  expect(await b.next()).toEqual(reply(0, 2));
  const head = { action: "announce", info_hash: hash, offer_id: bytes(200) };
  expect(await a.next()).toEqual({ ...head, peer_id: bytes(2), offer: { type: "offer", sdp: "offered" } });
  await evictDurableObject(stubOf(name));
  const answer = { type: "answer", sdp: "answered" };
  a.send(announce(1, { to_peer_id: bytes(2), offer_id: bytes(200), answer }));
  expect(await b.next()).toEqual({ ...head, peer_id: bytes(1), answer });
  a.send(announce(1, { event: "completed" }));
  expect(await a.next()).toEqual(reply(1, 1));
  b.send({ action: "scrape", info_hash: hash });
  expect(await b.next()).toEqual({
    action: "scrape",
    files: { [hash]: { complete: 1, incomplete: 1, downloaded: 1 } },
    flags: { min_request_interval: 120 },
  });
  a.send(announce(1, { event: "stopped" }));
  expect(await a.next()).toEqual(reply(0, 1));
  a.close();
  await a.closed;
});

test("a tracker by another name, and the one without, know nothing of it", async () => {
  const [a, b, c] = [await open(newName()), await open(newName()), await open("")];
  for (const [index, socket] of [a, b, c].entries()) {
    socket.send(announce(index, { offers }));
    expect(await socket.next()).toEqual(reply(0, 1));
  }
});

test("a peer whose socket closes is gone", async () => {
  const name = newName();
  const [a, b] = [await open(name), await open(name)];
  a.send(announce(1));
  await a.next();
  a.close();
  await a.closed;
  b.send(announce(2));
  expect(await b.next()).toEqual(reply(0, 1));
});

test("garbage closes its own socket and nothing else", async () => {
  const name = newName();
  const [a, b] = [await open(name), await open(name)];
  b.send(announce(2));
  await b.next();
  for (const frame of [
    "{",
    "null",
    new ArrayBuffer(4),
    { action: "connect" },
    announce(1, { offers: [null] }),
  ]) {
    a.send(frame);
  }
  for (let times = 0; times < 4; times++)
    expect(await a.next()).toEqual({ "failure reason": "invalid action" });
  expect(await a.next()).toEqual(reply(0, 2));
  for (let times = 0; times < 5; times++) a.send({ ...announce(1), peer_id: "short" });
  expect((await a.closed).code).toBe(1008);
  b.send(announce(2));
  expect(await b.next()).toEqual(reply(0, 1));
});

test("a socket that says nothing for 5 minutes is closed, and nothing is kept", async () => {
  const name = newName();
  const a = await open(name);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + trackerLimits.silenceMs + 1 });
  await runDurableObjectAlarm(stubOf(name));
  expect(await a.closed).toEqual({ code: 1001, reason: "silent" });
  const alarm = await runInDurableObject(stubOf(name), (_, state) => state.storage.getAlarm());
  expect(alarm).toBeNull();
});

test("a room's own info hash neither enters nor observes it", async () => {
  const alice = await join("tracked room", "alice");
  const bob = await join("tracked room", "bob");
  const guest = await open("");
  const foreign = { ...announce(9), info_hash: alice.welcome.info_hash };
  guest.send({ ...foreign, offers });
  expect(await guest.next()).toMatchObject({ complete: 0, incomplete: 1 });
  bob.sendOffer("b".repeat(20));
  await alice.next("offer");
  const answer = { type: "answer", sdp: "from outside" };
  guest.send({ ...foreign, peer_id: alice.peerId, to_peer_id: bob.peerId, offer_id: "b".repeat(20), answer });
  guest.send({ action: "scrape", info_hash: alice.welcome.info_hash });
  expect(await guest.next()).toMatchObject({ files: { [alice.welcome.info_hash]: { incomplete: 1 } } });
  await bob.next("reply");
  expect([...(await alice.rest()), ...(await bob.rest())]).toEqual([]);
});
