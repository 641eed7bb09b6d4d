import { describe, expect, test } from "vitest";
import { closeCodes } from "#protocol/errors";
import * as room from "../../signal-worker/src/room.ts";
import type { Seat } from "../../signal-worker/src/swarm.ts";
import { stoppedFrame, tracksFrame, World } from "./signal-world.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Goes from alarm to alarm until this much time has passed; those named here keep beating. */
function live(world: World, ms: number, ...beating: readonly Seat[]): void {
  const endMs = world.nowMs + ms;
  while (world.state !== undefined && world.nowMs < endMs) {
    const nextMs = room.nextTickMs(world.state, world.nowMs);
    world.wait(Math.min(nextMs, endMs) - world.nowMs, ...beating);
    world.sweep();
  }
}

const mic = { sid: `MT${"1".repeat(32)}`, kind: "audio", name: "mic", enabled: true } as const;
const closeOf = (world: World, seat: Seat) => world.closed.get(seat.number);
const evicted = (reason: string) => ({ code: closeCodes.evicted, reason });
const leftFrame = (seat: Seat, reason: string) =>
  expect.objectContaining({ mesh: { left: { peerId: seat.member.peerId, reason } } });

describe("a room that REST makes", () => {
  test("is there before anybody comes, once for each name, and holds whom it was made for", () => {
    const world = new World();
    expect(world.open({ type: "peer-to-peer", maxParticipants: 3 })).toBe(true);
    const sid = world.record?.sid;
    expect(world.open()).toBe(false);
    for (const identity of ["alice", "bob", "carol"]) world.seat(identity);
    expect(world.join("dave")).toMatchObject({ refused: 53105 });
    expect(world.record?.sid).toBe(sid);
  });

  test("is not made where somebody has made it by joining", () => {
    const world = new World();
    world.seat("alice");
    expect(world.open()).toBe(false);
  });

  test("ends when nobody has come in time, to the millisecond", () => {
    const world = new World();
    world.open({ unusedRoomTimeoutMinutes: 7 });
    live(world, 7 * minuteMs - 1);
    expect(world.state).toBeDefined();
    live(world, 1);
    expect(world.state).toBeUndefined();
  });

  test("ends when nobody has come back in time, which counts anew for each who was in", () => {
    const world = new World();
    world.open({ emptyRoomTimeoutMinutes: 3, unusedRoomTimeoutMinutes: 1 });
    const sid = world.record?.sid;
    for (const identity of ["alice", "bob"]) {
      const seat = world.seat(identity);
      live(world, 10 * minuteMs, seat);
      world.send(seat, stoppedFrame(world, seat));
      live(world, 3 * minuteMs - 2);
      expect(world.record?.sid).toBe(sid);
    }
    live(world, 2);
    expect(world.state).toBeUndefined();
  });

  test("keeps its SID for who comes back with a ticket to it, or to an earlier room", () => {
    const world = new World();
    const ticket = world.ticketOf(world.seat("alice"));
    live(world, minuteMs);
    expect(world.state).toBeUndefined();
    world.open();
    const sid = world.record?.sid;
    const alice = world.seat("alice", ticket);
    expect(world.record?.sid).toBe(sid);
    world.lose(alice);
    live(world, minuteMs);
    world.seat("alice", world.ticketOf(alice));
    expect(world.record?.sid).toBe(sid);
  });

  test("gives its name free, and nobody comes back to it", () => {
    const world = new World();
    world.open();
    const alice = world.seat("alice");
    const ticket = world.ticketOf(alice);
    world.send(alice, stoppedFrame(world, alice));
    live(world, 5 * minuteMs);
    expect(world.join("bob", { ...ticket, peerId: "b".repeat(20) })).toMatchObject({ refused: 53118 });
    world.seat("alice");
    expect(world.record?.sid).not.toBe(ticket.roomSid);
    expect(world.record?.isAdHoc).toBe(true);
  });

  test("is the only one to come into where rooms are not made by joining", () => {
    const world = new World();
    world.adHoc = undefined;
    expect(world.join("alice")).toMatchObject({ refused: 53106 });
    expect(world.state).toBeUndefined();
    world.open();
    world.seat("alice");
  });
});

describe("a token's grant", () => {
  test("names a room by name or by SID, and opens no other", () => {
    const world = new World();
    world.roomType = "peer-to-peer";
    world.seat("alice");
    const sid = world.record?.sid;
    expect(world.join("bob", undefined, "standup")).toHaveProperty("seat");
    expect(world.join("carol", undefined, sid)).toHaveProperty("seat");
    for (const grant of ["another", `RM${"0".repeat(32)}`])
      expect(world.join("dave", undefined, grant)).toMatchObject({ refused: 20106 });
    expect(world.seats).toHaveLength(3);
  });

  test("makes no room of another name", () => {
    const world = new World();
    expect(world.join("alice", undefined, "another")).toMatchObject({ refused: 20106 });
    expect(world.facts).toEqual([]);
  });
});

describe("time limits", () => {
  test("a participant is put out when their time is up, for good, and the others stay", () => {
    const world = new World();
    world.open({ maxParticipantDurationSeconds: 600 });
    const alice = world.seat("alice");
    live(world, minuteMs, alice);
    const bob = world.seat("bob");
    live(world, 9 * minuteMs - 3, alice, bob);
    expect(closeOf(world, alice)).toBeUndefined();
    live(world, 2, alice, bob);
    expect(closeOf(world, alice)).toEqual(evicted("53216 ParticipantSessionLengthExceeded"));
    expect(world.take(bob)).toEqual([leftFrame(alice, "evicted")]);
    expect(world.join("alice", world.ticketOf(alice))).toMatchObject({ refused: 53204 });
    expect(world.seats.map(({ number }) => number)).toEqual([bob.number]);
  });

  test("a participant's time goes on over a lost socket; it is four hours where nothing was said", () => {
    const world = new World();
    const alice = world.seat("alice");
    live(world, 4 * hourMs - minuteMs, alice);
    world.lose(alice);
    const again = world.seat("alice", world.ticketOf(alice));
    live(world, minuteMs - 2, again);
    expect(closeOf(world, again)).toBeUndefined();
    live(world, 1, again);
    expect(closeOf(world, again)?.reason).toBe("53216 ParticipantSessionLengthExceeded");
  });

  test("a room lasts 24 hours, whoever is in", () => {
    const world = new World();
    world.open({ maxParticipantDurationSeconds: 86_400 });
    world.wait(minuteMs);
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    live(world, 24 * hourMs - minuteMs - 3, alice, bob);
    expect(world.seats).toHaveLength(2);
    const ticket = world.ticketOf(alice);
    live(world, 1, alice, bob);
    for (const seat of [alice, bob]) expect(closeOf(world, seat)).toEqual(evicted("53118 RoomCompleted"));
    expect(world.join("alice", ticket)).toMatchObject({ refused: 53118 });
    expect(world.seat("alice")).toBeDefined();
  });
});

describe("what REST ends", () => {
  test("complete tells everybody 53118, and nothing else", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    const ticket = world.ticketOf(alice);
    expect(world.order(room.complete)).toBe(true);
    for (const seat of [alice, bob]) {
      expect(closeOf(world, seat)).toEqual(evicted("53118 RoomCompleted"));
      expect(world.take(seat)).toEqual([]);
    }
    expect(world.order(room.complete)).toBe(false);
    expect(world.join("alice", ticket)).toMatchObject({ refused: 53118 });
    world.seat("alice");
    expect(world.record?.sid).not.toBe(ticket.roomSid);
  });

  test("who is away when the room is completed, or has long been, does not come back to it", () => {
    const world = new World();
    world.open();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    world.lose(alice);
    live(world, 2 * minuteMs, bob);
    world.lose(bob);
    const tickets = [world.ticketOf(alice), world.ticketOf(bob)] as const;
    world.order(room.complete);
    expect(world.join("alice", tickets[0])).toMatchObject({ refused: 53118 });
    expect(world.join("bob", tickets[1])).toMatchObject({ refused: 53118 });
  });

  test("who is put out hears 53204 and does not come back with the ticket; the others hear `evicted`", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    const kick = (sid: string) => world.order((state, nowMs) => room.disconnect(state, sid, nowMs));
    expect(kick(`PA${"0".repeat(32)}`)).toBe(false);
    expect(kick(alice.member.sid)).toBe(true);
    expect(closeOf(world, alice)).toEqual(evicted("53204 ParticipantNotFound"));
    expect(world.take(bob)).toEqual([leftFrame(alice, "evicted")]);
    expect(kick(alice.member.sid)).toBe(false);
    expect(world.join("alice", world.ticketOf(alice))).toMatchObject({ refused: 53204 });
    expect(world.seat("alice").member.sid).not.toBe(alice.member.sid);
  });

  test("so is one whose socket is lost at that moment, and the others let go of the link", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    world.lose(alice);
    world.take(bob);
    expect(world.order((state, nowMs) => room.disconnect(state, alice.member.sid, nowMs))).toBe(true);
    expect(world.take(bob)).toEqual([leftFrame(alice, "evicted")]);
    expect(world.join("alice", world.ticketOf(alice))).toMatchObject({ refused: 53204 });
  });
});

describe("subscribe rules", () => {
  test("are told to everybody, kept for who comes later, and gone with their participant", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    const rules = [{ type: "exclude", kind: "video" }] as const;
    const set = (sid: string) =>
      world.order((state, nowMs) => room.setSubscribeRules(state, sid, rules, nowMs));
    expect(set(alice.member.sid)).toBe(true);
    const frame = expect.objectContaining({ mesh: { rules: { peerId: alice.member.peerId, rules } } });
    expect([world.take(alice), world.take(bob)]).toEqual([[frame], [frame]]);
    const again = world.seat("alice", world.ticketOf(alice));
    expect(world.state?.participants.find(({ member }) => member.identity === "alice")?.rules).toEqual(rules);
    world.send(again, stoppedFrame(world, again));
    expect(set(alice.member.sid)).toBe(false);
  });
});

describe("the alarm", () => {
  test("an hour's call of two wakes the room for 60 s, and costs less than 60 requests", () => {
    const world = new World();
    /** Each keeps the object awake for the 10 s after which it may sleep, if nothing else comes. */
    const wakingsMs: number[] = [];
    /** Calls of objects: joins, what the account is asked and told, alarms. */
    let calls = 0;
    let messages = 0;
    let told = 0;
    const wake = () => {
      if (world.nowMs - (wakingsMs.at(-1) ?? 0) > 10_000) wakingsMs.push(world.nowMs);
      if (world.facts.length > told) calls++;
      told = world.facts.length;
    };
    const come = (identity: string): Seat => {
      calls += 2;
      const seat = world.seat(identity);
      wake();
      world.wait(1_000, ...world.seats);
      world.send(seat, tracksFrame(world, seat, mic, { ...mic, sid: `MT${"2".repeat(32)}`, kind: "video" }));
      messages += 12; // an offer, an answer and some candidates besides
      wake();
      return seat;
    };
    const alice = come("alice");
    world.wait(20_000, alice);
    const bob = come("bob");
    const endMs = world.nowMs + hourMs;
    for (;;) {
      const nextMs = room.nextTickMs(world.state!, world.nowMs);
      if (nextMs >= endMs) break;
      world.wait(nextMs - world.nowMs, alice, bob);
      world.sweep();
      calls++;
      wake();
    }
    world.wait(endMs - world.nowMs, alice, bob);
    for (const seat of [alice, bob]) world.send(seat, stoppedFrame(world, seat));
    messages += 2;
    wake();
    expect(world.state).toBeUndefined();
    expect(wakingsMs.length * 10).toBeLessThanOrEqual(60);
    expect(calls + messages / 20).toBeLessThan(20);
  });

  test("comes more often for who is alone, whom nobody misses", () => {
    const world = new World();
    const alice = world.seat("alice");
    live(world, minuteMs + 1, alice);
    live(world, 2 * minuteMs + room.absenceMs + 1);
    expect(closeOf(world, alice)?.code).toBe(1001);
    expect(world.state).toBeUndefined();
  });

  test("finds who vanished before anybody had a link to miss them by", () => {
    const world = new World();
    const alice = world.seat("alice");
    live(world, 5 * minuteMs, alice);
    const bob = world.seat("bob");
    live(world, minuteMs + 1, alice);
    expect(world.take(alice)).toEqual([leftFrame(bob, "closed")]);
  });

  test("who announces without an offer has the room look who is silent, and hears of it", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    world.wait(room.absenceMs + 2);
    world.send(bob, {
      action: "announce",
      info_hash: world.infoHash,
      peer_id: bob.member.peerId,
      numwant: 0,
      offers: [],
    });
    expect(world.take(bob)).toContainEqual(leftFrame(alice, "closed"));
    expect(world.seats.map(({ number }) => number)).toEqual([bob.number]);
  });
});
