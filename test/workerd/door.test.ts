import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { TokenReply } from "#protocol/token";
import { mintToken, keysOf } from "../../signal-worker/src/tokens/tokens.ts";
import { parseEnv } from "../../signal-worker/src/env.ts";
import {
  askToken,
  closedWith,
  codeOf,
  from,
  guest,
  host,
  knockOn,
  member,
  newsTo,
  refused,
  roomOf,
} from "./door-callers.ts";
import * as page from "./page.ts";

/** The door of a room, as a page meets it. ACCESS_JSON of these tests is in scripts/test-projects.ts. */

afterEach(() => {
  vi.useRealTimers();
});

describe("POST /token", () => {
  test("gives guests none for rooms of members", async () => {
    const answer = await askToken(roomOf("members"));
    expect([answer.status, await codeOf(answer)]).toEqual([403, 54047]);
  });

  test("gives one for a room with a PIN, and does not tell how many are in", async () => {
    const room = roomOf("pin");
    await guest(room, "ben", { pin: "1234" });
    const { participants } = await (await askToken(room)).json<TokenReply>();
    expect(participants).toBe(0);
  });

  test("goes by the origins of the room's policy", async () => {
    const site = { Origin: "https://site.example" };
    const room = roomOf("site");
    expect((await askToken(room, site)).status).toBe(200);
    expect((await askToken(room, { Origin: page.origin })).status).toBe(200);
    expect(await codeOf(await askToken(room, { Origin: "https://other.example" }))).toBe(54000);
    expect((await askToken("any room", { Origin: "https://other.example" })).status).toBe(200);
    const other = knockOn(room, "eve", { origin: "https://other.example" });
    expect(await closedWith(other)).toBe(54000);
    await guest(room, "ana", { origin: "https://site.example" });
  });

  test("joins and tokens are counted for each address, and come back with time", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const headers = { "CF-Connecting-IP": "192.0.2.1" };
    const room = roomOf("busy");
    for (let asked = 0; asked < 3; asked++) expect((await askToken(room, headers)).status).toBe(200);
    const fourth = await askToken(roomOf("busy"), headers);
    expect([fourth.status, await codeOf(fourth)]).toEqual([429, 54046]);
    expect((await askToken(room, { "CF-Connecting-IP": "192.0.2.2" })).status).toBe(200);
    const ana = await guest(room, "ana", { headers });
    for (let joined = 0; joined < 2; joined++) await guest(roomOf("busy"), "ana", { headers });
    expect(await closedWith(knockOn(room, "ana", { headers }))).toBe(54046);
    // Who comes back to their session is no newcomer.
    await guest(room, "ana", { headers, session: ana.welcome.mesh.session });
    vi.setSystemTime(Date.now() + 20_000);
    await guest(roomOf("busy"), "ana", { headers });
  });
});

describe("a PIN", () => {
  test("has to be given by the guest who makes the room, and by everybody after", async () => {
    const room = roomOf("pin");
    expect(await closedWith(knockOn(room, "ana"))).toBe(54030);
    expect(await page.stubOf(room).participants()).toBe(0);
    const ana = await guest(room, "ana", { pin: "Käse 1" });
    await ana.rest();
    expect(await closedWith(knockOn(room, "ben"))).toBe(54030);
    expect(await closedWith(knockOn(room, "ben", { pin: "Käse 2" }))).toBe(54031);
    expect(await closedWith(page.token(room, "ben").then((jwt) => page.open(jwt, { room })))).toBe(54030);
    expect(await ana.rest()).toEqual([]);
    const ben = await guest(room, "ben", { pin: "Käse 1" });
    expect(ben.welcome.mesh.peers.map(({ identity }) => identity)).toEqual(["ana"]);
    ben.stop();
    await ben.closed;
    await host(room, "boss");
  });

  test("is not asked again of who comes back, nor after the object has slept", async () => {
    const room = roomOf("pin");
    const ana = await guest(room, "ana", { pin: "1234" });
    await evictDurableObject(page.stubOf(room));
    expect(await closedWith(knockOn(room, "ben", { pin: "4321" }))).toBe(54031);
    const { session } = ana.welcome.mesh;
    const again = await guest(room, "ana", { session });
    expect(again.peerId).toBe(ana.peerId);
  });

  test("of which a room has none yet keeps guests out of it", async () => {
    const room = roomOf("pin");
    await member(room, "ana");
    expect(await closedWith(knockOn(room, "ben", { pin: "1234" }))).toBe(54030);
  });

  test("is not lost with a room that only its lost participants can bring back", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const room = roomOf("pin");
    const ana = await guest(room, "ana", { pin: "1234" });
    const { session, room: before } = ana.welcome.mesh;
    ana.socket.close(1000);
    await vi.waitFor(async () => expect(await page.stubOf(room).participants()).toBe(0));
    vi.setSystemTime(Date.now() + 31_000);
    await runDurableObjectAlarm(page.stubOf(room));
    const again = await guest(room, "ana", { session });
    expect(again.welcome.mesh.room.sid).toBe(before.sid);
    expect(await closedWith(knockOn(room, "ben", { pin: "4321" }))).toBe(54031);
    await guest(room, "ben", { pin: "1234" });
  });

  test("guesses are slowed for each address: the right one waits too, and a restart forgives nothing", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const room = roomOf("pin");
    await guest(room, "ana", { pin: "1234", ...from("192.0.2.1") });
    const eve = from("198.51.100.7");
    for (let guesses = 0; guesses < 5; guesses++)
      expect(await closedWith(knockOn(room, "eve", { pin: `${guesses}`, ...eve }))).toBe(54031);
    expect(await closedWith(knockOn(room, "eve", { pin: "1234", ...eve }))).toBe(54032);
    await evictDurableObject(page.stubOf(room));
    expect(await closedWith(knockOn(room, "eve", { pin: "1234", ...eve }))).toBe(54032);
    // No PIN at all is no guess.
    expect(await closedWith(knockOn(room, "eve", { ...eve }))).toBe(54030);
    await guest(room, "ben", { pin: "1234", ...from("192.0.2.8") }).then((ben) => ben.socket.close(1000));
    vi.setSystemTime(Date.now() + 60_000);
    expect(await closedWith(knockOn(room, "eve", { pin: "0", ...eve }))).toBe(54031);
    expect(await closedWith(knockOn(room, "eve", { pin: "1234", ...eve }))).toBe(54032);
    vi.setSystemTime(Date.now() + 60_000);
    await guest(room, "eve", { pin: "1234", ...eve });
  });

  test("guesses from many addresses are slowed all the same, also after the room has ended", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const room = roomOf("pin");
    const ana = await guest(room, "ana", { pin: "1234", ...from("192.0.2.1") });
    for (let guesses = 0; guesses < 30; guesses++)
      expect(await closedWith(knockOn(room, "eve", { pin: "0", ...from(`198.51.100.${guesses}`) }))).toBe(
        54031,
      );
    expect(await closedWith(knockOn(room, "eve", { pin: "0", ...from("203.0.113.1") }))).toBe(54032);
    ana.stop();
    await ana.closed;
    await guest(room, "ana", { pin: "1234", ...from("192.0.2.1") });
    expect(await closedWith(knockOn(room, "eve", { pin: "0", ...from("203.0.113.1") }))).toBe(54032);
  });
});

describe("rooms that are not for all", () => {
  test("members only: a guest is refused and nobody hears of it", async () => {
    const room = roomOf("members");
    expect(await closedWith(knockOn(room, "eve"))).toBe(54047);
    const ana = await member(room, "ana");
    expect(await closedWith(knockOn(room, "eve"))).toBe(54047);
    expect(await ana.rest()).toEqual([]);
    await member(room, "ben");
  });

  test("locked: only hosts by their token, and who comes back", async () => {
    const room = roomOf("locked");
    const ana = await guest(room, "ana");
    expect(await closedWith(knockOn(room, "ben"))).toBe(54034);
    expect(await closedWith(page.token(room, "ben").then((jwt) => page.open(jwt, { room })))).toBe(54034);
    expect(await closedWith(page.token(room, "ana").then((jwt) => page.open(jwt, { room })))).toBe(54034);
    await host(room, "boss");
    await guest(room, "ana", { session: ana.welcome.mesh.session });
  });

  test("each account has its own doors", async () => {
    const room = roomOf("members");
    const config = parseEnv(env);
    const other = config?.accounts[1];
    if (other === undefined) throw new Error("there is no second account");
    const claims = { identity: "eve", name: undefined, room, meshcall: { guest: true } as const };
    const { token } = await mintToken(keysOf(other), claims, Date.now());
    await (await page.open(token, { room })).welcomed();
    expect(await page.stubOf(room).participants()).toBe(0);
    expect(await closedWith(knockOn(room, "eve"))).toBe(54047);
  });
});

describe("an identity", () => {
  test("of a member is not to be had by a guest", async () => {
    const room = page.newRoom();
    const ana = await member(room, "ana");
    expect(await closedWith(knockOn(room, "ana"))).toBe(53205);
    expect(await ana.rest()).toEqual([]);
    // The member, from another device.
    await member(room, "ana", from("198.51.100.7"));
    expect((await ana.closed).code).toBe(4001);
  });

  test("of a guest is only to be had from the same network address, while they are connected", async () => {
    const room = page.newRoom();
    const ana = await guest(room, "ana", from("192.0.2.1"));
    expect(await closedWith(knockOn(room, "ana", from("198.51.100.7")))).toBe(53205);
    const again = await guest(room, "ana", from("192.0.2.1"));
    expect((await ana.closed).code).toBe(4001);
    again.socket.close(1000);
    await vi.waitFor(async () => expect(await page.stubOf(room).participants()).toBe(0));
    await guest(room, "ana", from("198.51.100.7"));
  });
});

describe("knocking", () => {
  test("a guest waits, and the host hears it", async () => {
    const room = roomOf("knock");
    const ana = await host(room, "ana");
    const ben = await knockOn(room, "ben");
    expect(await newsTo(ben)).toEqual({ is: "waiting" });
    expect(await newsTo(ana)).toEqual({
      is: "knocks",
      knocks: [{ sid: expect.stringMatching(/^KN[0-9a-f]{32}$/), identity: "ben", name: "ben" }],
    });
    expect(await page.stubOf(room).participants()).toBe(1);
    ben.socket.close(1000);
    expect(await newsTo(ana)).toEqual({ is: "knocks", knocks: [] });
    // A member does not knock.
    const mia = await member(room, "mia");
    expect(mia.welcome.mesh.peers.map(({ identity }) => identity)).toEqual(["ana"]);
  });

  test("a knock outlives the object's sleep; a host who comes back hears of it", async () => {
    const room = roomOf("knock");
    const ana = await host(room, "ana");
    const ben = await knockOn(room, "ben");
    await newsTo(ben);
    await newsTo(ana);
    await evictDurableObject(page.stubOf(room));
    const again = await host(room, "ana", { session: ana.welcome.mesh.session });
    expect(await newsTo(again)).toMatchObject({ is: "knocks", knocks: [{ identity: "ben" }] });
  });

  test("before there is a room guests wait for a host with a token, and nothing is kept of them", async () => {
    const room = roomOf("green");
    const ben = await knockOn(room, "ben");
    expect(await newsTo(ben)).toEqual({ is: "waiting" });
    expect(await page.stubOf(room).participants()).toBe(0);
    const boss = await host(room, "boss");
    expect(await newsTo(boss)).toMatchObject({ is: "knocks", knocks: [{ identity: "ben" }] });
  });

  test("the same page again takes the place of its earlier knock; another network's does not", async () => {
    const room = roomOf("knock");
    const ana = await host(room, "ana");
    const ben = await knockOn(room, "ben", from("192.0.2.1"));
    await newsTo(ana);
    await knockOn(room, "ben", from("192.0.2.1"));
    expect(await ben.closed).toEqual(refused(53205));
    expect(await newsTo(ana)).toMatchObject({ knocks: [{ identity: "ben" }] });
    await knockOn(room, "ben", from("198.51.100.7"));
    expect(await newsTo(ana)).toMatchObject({ knocks: [{ identity: "ben" }, { identity: "ben" }] });
  });

  test("twenty may wait; who says anything is sent away", async () => {
    const room = roomOf("knock");
    await host(room, "ana");
    const waiting = [];
    for (let index = 0; index < 20; index++) waiting.push(await knockOn(room, `guest ${index}`));
    expect(await closedWith(knockOn(room, "one more"))).toBe(54046);
    waiting[0]!.send({ action: "announce", event: "stopped" });
    expect((await waiting[0]!.closed).code).toBe(4002);
    expect(await newsTo(await knockOn(room, "one more"))).toEqual({ is: "waiting" });
  });

  test("when the room ends, who knocks is told", async () => {
    const room = roomOf("knock");
    const ana = await host(room, "ana");
    const ben = await knockOn(room, "ben");
    await newsTo(ben);
    ana.stop();
    expect(await ben.closed).toEqual(refused(53118));
  });
});
