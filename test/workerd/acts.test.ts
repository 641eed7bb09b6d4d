import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import type { RoomRules } from "#protocol/room-rules";
import { rates } from "../../signal-worker/src/room.ts";
import { defaultSettings } from "../../signal-worker/src/room/settings.ts";
import { act, closedWith, from, guest, host, member, newsTo } from "./door-callers.ts";
import { newSid } from "./facts.ts";
import * as page from "./page.ts";

/** What hosts, publishers and attendees do in a room, through real sockets. */

/** A room of ten that REST makes. */
async function roomWith(rules: Partial<RoomRules> = {}): Promise<string> {
  const roomName = page.newRoom();
  const { rules: usual, ...settings } = defaultSettings("peer-to-peer");
  const wanted = {
    roomSid: newSid("RM"),
    roomName,
    settings: { ...settings, rules: { ...usual, ...rules } },
  };
  expect(await page.stubOf(roomName).open(wanted)).toHaveProperty("opened");
  return roomName;
}

const sidOf = (whom: page.Page) => whom.welcome.mesh.self.sid;
const id = (letter: string) => letter.repeat(20);
const ofKind = (frames: readonly { kind: string }[], kind: string) =>
  frames.filter((frame) => frame.kind === kind);

async function trio(rules: Partial<RoomRules> = {}) {
  const room = await roomWith({ maxAttendees: 3, ...rules });
  const ana = await host(room, "ana");
  const ben = await member(room, "ben");
  const cleo = await member(room, "cleo", { role: "attendee" });
  return { room, ana, ben, cleo };
}

describe("who may", () => {
  test("a host silences, and everybody hears of it; a publisher and an attendee may not", async () => {
    const { ana, ben, cleo } = await trio();
    const wanted = { do: "silence", participant: sidOf(ben), audio: true };
    expect(await act(cleo, wanted)).toMatchObject({ code: 54037 });
    expect(await act(ben, { ...wanted, participant: sidOf(ana) })).toMatchObject({ code: 54037 });
    expect(await ana.rest()).toEqual([]);
    expect(await act(ana, wanted)).not.toHaveProperty("code");
    const news = {
      is: "member",
      by: ana.peerId,
      peerId: ben.peerId,
      silenced: { audio: true, video: false },
    };
    for (const whom of [ben, cleo]) expect(await newsTo(whom)).toMatchObject(news);
    const late = await member(ana.welcome.mesh.room.name, "dora");
    expect(late.welcome.mesh.peers.find(({ peerId }) => peerId === ben.peerId)?.silenced).toEqual(
      news.silenced,
    );
  });

  test("a frame with a host's peer id is refused, and so is what nobody could do; nothing changes", async () => {
    const { room, ana, ben } = await trio();
    const wanted = { do: "lock", locked: true };
    ben.send({ ...ben.head, peer_id: ana.peerId, mesh: { act: { id: 1, act: wanted } } });
    expect((await ben.next("failure")).mesh.error.code).toBe(53004);
    for (const odd of [
      { do: "dance" },
      { do: "kick", participant: "ana" },
      { do: "kick", participant: newSid("PA") },
    ])
      expect(await act(ana, odd)).toMatchObject({ code: 54038 });
    expect(await act(ana, { do: "kick", participant: sidOf(ana) })).toMatchObject({ code: 54038 });
    ben.stop();
    await ben.closed;
    expect(await act(ana, { do: "silence", participant: sidOf(ben), audio: true })).toMatchObject({
      code: 54038,
    });
    await member(room, "dora");
  });

  test("a flood of acts is answered with 54007 beyond its rate; the socket stays, and nothing is done", async () => {
    const { room, ana, ben } = await trio();
    const asked = rates.acts.burst + 20;
    const wanted = { do: "rename", name: "Ben" };
    for (let one = 0; one < asked; one++)
      ben.send({ ...ben.head, mesh: { act: { id: 1_000 + one, act: { ...wanted, name: `Ben ${one}` } } } });
    const codes = new Set<unknown>();
    const last = 1_000 + asked - 1;
    await ben.news((news) => {
      if ("code" in news) codes.add(news.code);
      return "id" in news && news.id === last ? true : undefined;
    });
    expect([...codes]).toEqual([54007]);
    const names = (await ana.rest()).flatMap((frame) =>
      frame.kind === "news" && "name" in frame.mesh.news ? [frame.mesh.news.name] : [],
    );
    expect(names.length).toBeGreaterThanOrEqual(rates.acts.burst);
    expect(names.length).toBeLessThan(asked);
    expect(await page.stubOf(room).participants()).toBe(3);
  });
});

describe("put out by a host", () => {
  test("the others hear who did it, then that they are gone; their ticket is void, a new join is not", async () => {
    const { room, ana, ben, cleo } = await trio();
    expect(await act(ana, { do: "kick", participant: sidOf(ben) })).not.toHaveProperty("code");
    expect(await newsTo(cleo)).toEqual({ is: "kicked", by: ana.peerId, peerId: ben.peerId });
    expect((await cleo.next("left")).mesh.left).toEqual({ peerId: ben.peerId, reason: "evicted" });
    expect((await ben.closed).reason).toMatch(/^54036 /);
    const { session } = ben.welcome.mesh;
    expect(await closedWith(page.open(await page.token(room, "ben"), { room, session }))).toBe(53204);
    await member(room, "ben");
  });

  test("who is kept out does not come back under the identity; a guest not from the address either", async () => {
    const { room, ana } = await trio();
    const gil = await guest(room, "gil", from("192.0.2.7"));
    await act(ana, { do: "kick", participant: sidOf(gil), keepOut: true });
    await gil.closed;
    await evictDurableObject(page.stubOf(room));
    const again = async (identity: string, address: string) =>
      page.open(await page.token(room, identity, undefined, { guest: true }), { room, ...from(address) });
    expect(await closedWith(again("gil", "192.0.2.8"))).toBe(54035);
    expect(await closedWith(again("hal", "192.0.2.7"))).toBe(54035);
    expect(await act(ana, { do: "listKeptOut" })).toMatchObject({ keptOut: ["gil"] });
    await act(ana, { do: "letBackIn", identity: "gil" });
    await guest(room, "gil", from("192.0.2.7"));
  });
});

describe("publishers and attendees", () => {
  test("an attendee is to dial those who publish, and nobody who does not; no offer gets around that", async () => {
    const { room, ana, ben, cleo } = await trio();
    const dan = await member(room, "dan", { isPassive: true });
    expect(cleo.welcome.mesh.peers.map(({ peerId }) => peerId)).toEqual([ana.peerId, ben.peerId]);
    expect(dan.welcome.mesh.peers.map(({ peerId }) => peerId)).toEqual([ana.peerId, ben.peerId]);
    expect(dan.welcome.mesh.self).toMatchObject({ isPublishing: false });
    dan.sendOfferTo(cleo.peerId, id("a"));
    dan.sendOfferTo(ben.peerId, id("b"));
    await ben.next("offer");
    expect(await cleo.rest()).toEqual([]);
  });

  test("who begins to publish is welcomed anew, dials everybody, and stays whom their ticket says", async () => {
    const { room, cleo, ben } = await trio();
    const dan = await member(room, "dan", { isPassive: true });
    expect(await act(dan, { do: "publish", on: true })).not.toHaveProperty("code");
    const before = dan.peerId;
    await dan.welcomed();
    expect(dan.peerId).toBe(before);
    expect(dan.welcome.mesh.peers.map(({ peerId }) => peerId)).toContain(cleo.peerId);
    expect(dan.welcome.mesh.tokenLifeSeconds).toBeGreaterThan(86_000);
    dan.sendOfferTo(cleo.peerId, id("a"));
    expect(await newsTo(cleo)).toMatchObject({ is: "member", peerId: before, isPublishing: true });
    expect((await cleo.next("offer")).peer_id).toBe(before);
    await act(dan, { do: "publish", on: false });
    dan.sendOfferTo(cleo.peerId, id("b"));
    expect(ofKind(await cleo.rest(), "offer")).toEqual([]);
    const again = await member(room, "dan", { session: dan.welcome.mesh.session });
    expect(again.welcome.mesh.self).toMatchObject({ peerId: before, isPublishing: false });
    expect((await ben.rest()).length).toBeGreaterThan(0);
  });

  test("as many publish as the room takes: 54039 for more, 54040 for an attendee, 54048 for one too many", async () => {
    const { room, ana, ben, cleo } = await trio({ maxPublishers: 2, maxAttendees: 1 });
    const dan = await member(room, "dan", { isPassive: true });
    expect(await act(dan, { do: "publish", on: true })).toMatchObject({ code: 54039 });
    expect(await act(cleo, { do: "publish", on: true })).toMatchObject({ code: 54040 });
    expect(await closedWith(page.open(await page.token(room, "eve"), { room, role: "attendee" }))).toBe(
      54048,
    );
    expect(await closedWith(page.open(await page.token(room, "eve"), { room, role: "publisher" }))).toBe(
      54039,
    );
    await act(ben, { do: "publish", on: false });
    expect(await act(dan, { do: "publish", on: true })).not.toHaveProperty("code");
    const made = await act(ana, { do: "setRole", participant: sidOf(cleo), role: "publisher" });
    expect(made).toMatchObject({ code: 54039 });
  });

  test("an attendee needs the private id of somebody who is in, where the room asks for it", async () => {
    const room = await roomWith({ maxAttendees: 2, requirePrivateId: true });
    const ana = await member(room, "ana");
    const come = async (privateId: string) =>
      page.open(await page.token(room, "ben"), { room, role: "attendee", privateId });
    expect(await closedWith(come("a guess"))).toBe(54042);
    await (await come(ana.welcome.mesh.privateId ?? "")).welcomed();
  });
});

/** Every socket is lost, and the object knows what is in its storage alone; or it only sleeps. */
const ends = [
  ["has been restarted", { webSockets: "close" }],
  ["has slept", {}],
] as const;

describe.each(ends)("after the object %s, every rule still holds:", (_, how) => {
  async function after(room: string, ...pages: page.Page[]): Promise<page.Page[]> {
    await evictDurableObject(page.stubOf(room), how);
    if (!("webSockets" in how)) return pages;
    const back: page.Page[] = [];
    for (const one of pages) {
      await one.closed;
      const { session, self } = one.welcome.mesh;
      back.push(await member(room, self.identity, { session }));
    }
    return back;
  }

  test("roles, who is silenced, who publishes, rules, lock, keep-out, invitations", async () => {
    const { room, ana, ben, cleo } = await trio({ selfUnmute: false });
    const dan = await member(room, "dan", { isPassive: true });
    const eve = await member(room, "eve");
    await act(ana, { do: "silence", participant: sidOf(ben), audio: true });
    await act(ana, { do: "kick", participant: sidOf(eve), keepOut: true });
    await act(ana, { do: "edit", changes: { maxPublishers: 2, description: "Minutes" } });
    await act(ana, { do: "invitations", action: "add", invitations: ["for Fay alone"] });
    await act(ana, { do: "invitations", action: "enable" });
    const [host2, silent, attendee, passive] = await after(room, ana, ben, cleo, dan);
    if (!host2 || !silent || !attendee || !passive) throw new Error("not all are back");
    expect(await act(silent, { do: "silence", participant: sidOf(ben), audio: false })).toMatchObject({
      code: 54037,
    });
    expect(await act(attendee, { do: "publish", on: true })).toMatchObject({ code: 54040 });
    expect(await act(passive, { do: "publish", on: true })).toMatchObject({ code: 54039 });
    const { participants } = await act(host2, { do: "listParticipants" });
    expect(participants).toHaveLength(4);
    expect(participants).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ identity: "ana", role: "host" }),
        expect.objectContaining({ identity: "ben", silenced: { audio: true, video: false } }),
        expect.objectContaining({ identity: "cleo", role: "attendee", isPublishing: false }),
        expect.objectContaining({ identity: "dan", role: "publisher", isPublishing: false }),
      ]),
    );
    const knock = async (identity: string, options: page.OpenOptions = {}) =>
      page.open(await page.token(room, identity), { room, ...options });
    expect(await closedWith(knock("eve"))).toBe(54035);
    expect(await closedWith(knock("fay"))).toBe(54041);
    expect(await closedWith(knock("fay", { invitation: "for Fay alone", role: "publisher" }))).toBe(54039);
    await act(host2, { do: "lock", locked: true });
    const [last] = await after(room, host2, silent, attendee, passive);
    expect(await closedWith(knock("fay", { invitation: "for Fay alone" }))).toBe(54034);
    expect(await act(last ?? host2, { do: "lock", locked: false })).not.toHaveProperty("code");
    const fay = await (await knock("fay", { invitation: "for Fay alone", role: "attendee" })).welcomed();
    expect(fay.welcome.mesh.news).toMatchObject({ rules: { maxPublishers: 2, description: "Minutes" } });
  });

  test("the room's secret makes a host, a wrong one does not; a host who was made is one still", async () => {
    const { room, ana, ben } = await trio();
    await act(ana, { do: "edit", changes: { secret: "open sesame", pin: "1234" } });
    const [first, second] = await after(room, ana, ben);
    if (!first || !second) throw new Error("not all are back");
    expect(await act(second, { do: "claimHost", secret: "a guess" })).toMatchObject({ code: 54037 });
    expect(await act(second, { do: "claimHost", secret: "open sesame" })).not.toHaveProperty("code");
    const [, again] = await after(room, first, second);
    expect(await act(again ?? second, { do: "lock", locked: true })).not.toHaveProperty("code");
    expect(await act(again ?? second, { do: "lock", locked: false })).not.toHaveProperty("code");
    expect(await closedWith(page.open(await page.token(room, "eve"), { room }))).toBe(54030);
    await member(room, "eve", { pin: "1234" });
  });

  test("a permanent room waits for whoever comes, and ends when it is ended", async () => {
    const room = await roomWith({ isPermanent: true, description: "Always open" });
    const ana = await host(room, "ana");
    const { sid } = ana.welcome.mesh.room;
    ana.stop();
    await ana.closed;
    await after(room);
    const stub = page.stubOf(room);
    expect(await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())).toBeNull();
    const ben = await host(room, "ben");
    expect(ben.welcome.mesh).toMatchObject({
      room: { sid },
      news: { rules: { description: "Always open" } },
    });
    expect(await act(ben, { do: "edit", changes: { isPermanent: false } })).toMatchObject({ code: 54037 });
    expect(await stub.act({ is: "account" }, { do: "end" }, newSid("RM"))).toEqual({ code: 53106 });
    expect(await stub.act({ is: "account" }, { do: "end" }, sid)).toEqual({});
    expect((await ben.closed).reason).toMatch(/^53118 /);
    expect((await member(room, "ben")).welcome.mesh.room.sid).not.toBe(sid);
  });
});

describe("from outside", () => {
  test("whoever knows the room's secret may what a host may; who does not learns of no room", async () => {
    const { room, ana, ben } = await trio();
    const stub = page.stubOf(room);
    const bySecret = (secret: string) => ({ is: "secret", secret, address: "192.0.2.1" }) as const;
    const wanted = { do: "silence", participant: sidOf(ben), audio: true } as const;
    expect(await stub.act(bySecret("open sesame"), wanted)).toEqual({ code: 53106 });
    await act(ana, { do: "edit", changes: { secret: "open sesame" } });
    expect(await stub.act(bySecret("a guess"), wanted)).toEqual({ code: 53106 });
    expect(await stub.act(bySecret("open sesame"), wanted)).toEqual({});
    await ben.news((news) => ("silenced" in news ? true : undefined));
    expect(await stub.act(bySecret("open sesame"), { do: "rename", name: "x" })).toEqual({ code: 54037 });
    expect(await page.stubOf(page.newRoom()).act(bySecret("open sesame"), wanted)).toEqual({ code: 53106 });
  });

  test("guesses are slowed, also within the room; the right one waits, too", async () => {
    const { ana, ben, room } = await trio();
    await act(ana, { do: "edit", changes: { secret: "open sesame" } });
    const codes: unknown[] = [];
    for (let one = 0; one < 6; one++)
      codes.push((await act(ben, { do: "claimHost", secret: `${one}` })).code);
    expect(codes).toEqual([54037, 54037, 54037, 54037, 54037, 54032]);
    await evictDurableObject(page.stubOf(room));
    expect(await act(ben, { do: "claimHost", secret: "open sesame" })).toMatchObject({ code: 54032 });
  });

  test("the account may hand over; who asks hears who is in, and who knocks", async () => {
    const { room, ana, ben } = await trio();
    const stub = page.stubOf(room);
    expect(await stub.act({ is: "account" }, { do: "handOver", participant: sidOf(ben) })).toEqual({});
    expect(await act(ben, { do: "lock", locked: true })).not.toHaveProperty("code");
    expect(await act(ana, { do: "lock", locked: false })).toMatchObject({ code: 54037 });
    expect(await stub.act({ is: "account" }, { do: "listKnocks" })).toEqual({ knocks: [] });
    const { participants } = await stub.act({ is: "account" }, { do: "listParticipants" });
    expect(participants?.map(({ identity, role }) => [identity, role])).toEqual(
      expect.arrayContaining([
        ["ana", "publisher"],
        ["ben", "host"],
        ["cleo", "attendee"],
      ]),
    );
  });
});
