import { evictDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  act,
  closedWith,
  from,
  guest,
  heard,
  host,
  knockOn,
  member,
  newsTo,
  refused,
  roomOf,
} from "./door-callers.ts";
import * as page from "./page.ts";

/** What hosts do at the door, through sockets. */

afterEach(() => {
  vi.useRealTimers();
});

/** A guest who waits, and their knock as the host hears of it. */
async function knocking(room: string, ana: page.Page, identity: string, options: page.OpenOptions = {}) {
  const whom = await knockOn(room, identity, options);
  expect(await newsTo(whom)).toEqual({ is: "waiting" });
  return { whom, knock: await heard(ana, identity) };
}

describe("who knocks", () => {
  test("is let in on the same socket, to the host who made the room", async () => {
    const room = roomOf("knock");
    const ana = await guest(room, "ana");
    expect(ana.welcome.mesh.self.role).toBe("host");
    const { whom: ben, knock } = await knocking(room, ana, "ben");
    expect(await act(ana, { do: "admit", knock })).not.toHaveProperty("code");
    await ben.welcomed();
    expect(ben.welcome.mesh).toMatchObject({ self: { identity: "ben" }, peers: [{ identity: "ana" }] });
    ben.sendOffer("a".repeat(20));
    await vi.waitFor(async () => expect((await ana.rest()).map(({ kind }) => kind)).toContain("offer"));
    // The knock is no more, and the session is as good as any other.
    expect((await act(ana, { do: "admit", knock })).code).toBe(54038);
    const { session } = ben.welcome.mesh;
    const again = await guest(room, "ben", { session });
    expect(again.peerId).toBe(ben.peerId);
  });

  test("is let in after the object has slept in between", async () => {
    const room = roomOf("knock");
    const ana = await guest(room, "ana");
    const { whom: ben, knock } = await knocking(room, ana, "ben");
    await evictDurableObject(page.stubOf(room));
    expect(await act(ana, { do: "admit", knock })).not.toHaveProperty("code");
    await ben.welcomed();
  });

  test("is turned away, and nobody is in who was not before", async () => {
    const room = roomOf("knock");
    const ana = await guest(room, "ana");
    const { whom: ben, knock } = await knocking(room, ana, "ben");
    expect(await act(ana, { do: "turnAway", knock })).not.toHaveProperty("code");
    expect(await ben.closed).toEqual(refused(54033));
    expect(await page.stubOf(room).participants()).toBe(1);
    await knocking(room, ana, "ben");
  });

  test("is let in by nobody but a host", async () => {
    const room = roomOf("knock");
    const ana = await guest(room, "ana");
    const { whom: ben, knock } = await knocking(room, ana, "ben");
    const mia = await member(room, "mia");
    expect((await act(mia, { do: "admit", knock })).code).toBe(54037);
    expect((await act(mia, { do: "turnAway", knock })).code).toBe(54037);
    expect(await page.stubOf(room).participants()).toBe(2);
    // The room of two is full: they go on waiting, until there is a place.
    expect((await act(ana, { do: "admit", knock })).code).toBe(53105);
    mia.stop();
    await mia.closed;
    expect(await act(ana, { do: "admit", knock })).not.toHaveProperty("code");
    await ben.welcomed();
  });

  test("needs a token that is still good", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const room = roomOf("knock");
    const ana = await guest(room, "ana");
    const { whom: ben, knock } = await knocking(room, ana, "ben");
    vi.setSystemTime(Date.now() + 23 * 3_600_000);
    expect(await act(ana, { do: "listKnocks" })).toMatchObject({ knocks: [] });
    expect((await act(ana, { do: "admit", knock })).code).toBe(54038);
    expect(ben.socket.readyState).toBe(WebSocket.OPEN);
  });

  test("all come in when the host opens the room, and all are sent away when it is for members", async () => {
    const room = roomOf("knock");
    const ana = await guest(room, "ana");
    const { whom: ben } = await knocking(room, ana, "ben");
    expect(await act(ana, { do: "edit", changes: { admission: "open" } })).not.toHaveProperty("code");
    await ben.welcomed();
    ben.stop();
    await ben.closed;
    expect(await act(ana, { do: "edit", changes: { admission: "knock" } })).not.toHaveProperty("code");
    const { whom: eve } = await knocking(room, ana, "eve");
    await act(ana, { do: "edit", changes: { admission: "members" } });
    expect(await eve.closed).toEqual(refused(54047));
  });

  test("when the last host leaves, the next one hears of it", async () => {
    const room = roomOf("knock");
    const ana = await guest(room, "ana");
    const { whom: ben } = await knocking(room, ana, "ben");
    const mia = await member(room, "mia");
    ana.stop();
    await ana.closed;
    const knock = await heard(mia, "ben");
    expect(await act(mia, { do: "admit", knock })).not.toHaveProperty("code");
    await ben.welcomed();
  });
});

describe("a host", () => {
  test("sets a PIN, changes it and takes it away while the room runs", async () => {
    const room = page.newRoom();
    const ana = await guest(room, "ana");
    await act(ana, { do: "edit", changes: { pin: "1234" } });
    expect(await closedWith(knockOn(room, "ben"))).toBe(54030);
    expect(await closedWith(knockOn(room, "ben", { pin: "4321" }))).toBe(54031);
    await evictDurableObject(page.stubOf(room));
    await act(ana, { do: "edit", changes: { pin: "4321" } });
    expect(await closedWith(knockOn(room, "ben", { pin: "1234" }))).toBe(54031);
    const ben = await guest(room, "ben", { pin: "4321" });
    ben.stop();
    await ben.closed;
    await act(ana, { do: "edit", changes: { pin: null } });
    await guest(room, "ben");
  });

  test("locks the room: who is in comes back, nobody else comes in", async () => {
    const room = page.newRoom();
    const ana = await guest(room, "ana");
    const ben = await guest(room, "ben");
    await act(ana, { do: "lock", locked: true });
    const { session } = ben.welcome.mesh;
    ben.socket.close(1000);
    expect(await closedWith(knockOn(room, "eve"))).toBe(54034);
    await evictDurableObject(page.stubOf(room));
    expect(await closedWith(knockOn(room, "eve"))).toBe(54034);
    await guest(room, "ben", { session });
  });

  test("asks for invitations, and revokes one", async () => {
    const room = page.newRoom();
    const ana = await host(room, "ana");
    const made = await act(ana, { do: "invitations", action: "add" });
    const [{ token }] = made["invitations"] as [{ token: string }];
    await act(ana, { do: "invitations", action: "add", invitations: ["for Ben, 2026"] });
    await act(ana, { do: "invitations", action: "enable" });
    expect(await closedWith(knockOn(room, "ben"))).toBe(54041);
    expect(await closedWith(knockOn(room, "ben", { invitation: "another" }))).toBe(54041);
    await evictDurableObject(page.stubOf(room));
    const ben = await guest(room, "ben", { invitation: token });
    await act(ana, { do: "invitations", action: "remove", invitations: [token] });
    // Who is in stays in, and comes back.
    const back = await guest(room, "ben", { session: ben.welcome.mesh.session });
    back.stop();
    await back.closed;
    expect(await closedWith(knockOn(room, "ben", { invitation: token }))).toBe(54041);
    const own = await guest(room, "ben", { invitation: "for Ben, 2026" });
    own.stop();
    await own.closed;
    await act(ana, { do: "invitations", action: "disable" });
    await guest(room, "ben");
  });

  test("keeps a guest out by identity and network, until they are let back in", async () => {
    const room = page.newRoom();
    const ana = await host(room, "ana", from("192.0.2.1"));
    const eve = await guest(room, "eve", from("198.51.100.7"));
    const { sid } = eve.welcome.mesh.self;
    expect(await act(ana, { do: "kick", participant: sid, keepOut: true })).not.toHaveProperty("code");
    expect(await eve.closed).toEqual({ code: 4001, reason: "54036 RemovedByHost" });
    await evictDurableObject(page.stubOf(room));
    const { session } = eve.welcome.mesh;
    expect(await closedWith(knockOn(room, "eve", { session, ...from("198.51.100.7") }))).toBe(53204);
    expect(await closedWith(knockOn(room, "eve", from("203.0.113.1")))).toBe(54035);
    expect(await closedWith(knockOn(room, "somebody", from("198.51.100.7")))).toBe(54035);
    // A member of that network is not the guest.
    const mia = await member(room, "mia", from("198.51.100.7"));
    mia.stop();
    await mia.closed;
    expect(await act(ana, { do: "letBackIn", identity: "eve" })).not.toHaveProperty("code");
    await guest(room, "eve", from("198.51.100.7"));
  });

  test("is who knows the room's secret; wrong ones are slowed like PINs, and a restart forgives nothing", async () => {
    const room = page.newRoom();
    const ana = await host(room, "ana", from("192.0.2.1"));
    await act(ana, { do: "edit", changes: { secret: "open sesame", pin: "1234" } });
    const eve = await guest(room, "eve", { pin: "1234", ...from("198.51.100.7") });
    const claim = async (secret: string) => (await act(eve, { do: "claimHost", secret })).code;
    const codes = [];
    for (let guesses = 0; guesses < 6; guesses++) codes.push(await claim(`guess ${guesses}`));
    expect(codes.at(-1)).toBe(54032);
    await evictDurableObject(page.stubOf(room));
    expect(await claim("open sesame")).toBe(54032);
    // PINs and secrets are one budget.
    eve.stop();
    await eve.closed;
    expect(await closedWith(knockOn(room, "eve", { pin: "1234", ...from("198.51.100.7") }))).toBe(54032);
    const ben = await guest(room, "ben", { pin: "1234", ...from("192.0.2.9") });
    expect(await act(ben, { do: "claimHost", secret: "open sesame" })).not.toHaveProperty("code");
  });
});

test("whoever guesses a secret cannot tell a room that has none from one that is not there", async () => {
  const there = page.newRoom();
  await host(there, "ana");
  const answers = await Promise.all(
    [there, page.newRoom()].map(async (room) => {
      const codes = [];
      for (let guesses = 0; guesses < 6; guesses++) {
        const source = { is: "secret", secret: `guess ${guesses}`, address: "198.51.100.7" } as const;
        codes.push((await page.stubOf(room).act(source, { do: "listParticipants" })).code);
      }
      return codes;
    }),
  );
  expect(answers[0]).toEqual([53106, 53106, 53106, 53106, 53106, 54032]);
  expect(answers[1]).toEqual(answers[0]);
});
