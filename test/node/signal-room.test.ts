import { describe, expect, test } from "vitest";
import { closeCodes } from "#protocol/errors";
import { heartbeat, limits } from "#protocol/limits";
import * as room from "../../signal-worker/src/room.ts";
import { offersFrame, offerId, stoppedFrame, World } from "./signal-world.ts";

const leftFrame = (world: World, peerId: string, reason: string) => ({
  action: "announce",
  info_hash: world.infoHash,
  mesh: { left: { peerId, reason } },
});
const refusal = expect.objectContaining({ mesh: { error: { code: 53004 } } });

describe("joining", () => {
  test("a Go room takes two and refuses the third, whom nobody hears of", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    expect(world.join("carol")).toMatchObject({ refused: 53105 });
    expect([world.take(alice), world.take(bob)]).toEqual([[], []]);
    expect(world.seats).toEqual([alice, bob]);
  });

  test("ids are the server's: SIDs in Twilio's form, peer ids of 20 characters, all different", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    expect(world.record?.sid).toMatch(/^RM[0-9a-f]{32}$/);
    expect(world.infoHash).toHaveLength(20);
    for (const { member } of [alice, bob]) {
      expect(member.sid).toMatch(/^PA[0-9a-f]{32}$/);
      expect(member.peerId).toMatch(/^[a-z2-7]{20}$/);
    }
    expect(alice.member.peerId).not.toBe(bob.member.peerId);
    expect(alice.member.sid).not.toBe(bob.member.sid);
  });

  test("the same identity again evicts the older, even out of a full room", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    const again = world.seat("alice");
    expect(world.closed.get(alice.number)).toEqual({
      code: closeCodes.evicted,
      reason: "53205 ParticipantDuplicateIdentity",
    });
    expect(world.take(bob)).toEqual([leftFrame(world, alice.member.peerId, "evicted")]);
    expect(again.member.peerId).not.toBe(alice.member.peerId);
    expect(world.seats).toEqual([bob, again]);
  });

  test("a dead socket keeps nobody out of a full room", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    world.wait(heartbeat.timeoutMs + 1, bob);
    const carol = world.seat("carol");
    expect(world.closed.get(alice.number)?.code).toBe(1001);
    expect(world.take(bob)).toEqual([leftFrame(world, alice.member.peerId, "closed")]);
    expect(world.seats.map((seat) => seat.number)).toEqual([bob.number, carol.number]);
  });
});

describe("resuming", () => {
  test("with the old socket still there, the participant stays and nobody hears of it", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    const again = world.seat("alice", world.ticketOf(alice));
    expect(again.member).toEqual(alice.member);
    expect(world.take(bob)).toEqual([]);
    expect(world.closed.get(alice.number)?.code).toBe(closeCodes.evicted);
  });

  test("after `left`, it is the same participant again", () => {
    const world = new World();
    const [alice] = [world.seat("alice"), world.seat("bob")];
    world.lose(alice);
    expect(world.seat("alice", world.ticketOf(alice)).member).toEqual(alice.member);
  });

  test("an object that forgot everything gives the room its SID back", () => {
    const before = new World();
    const [alice, bob] = [before.seat("alice"), before.seat("bob")];
    const after = new World();
    expect(after.seat("bob", before.ticketOf(bob)).member).toEqual(bob.member);
    expect(after.seat("alice", before.ticketOf(alice)).member).toEqual(alice.member);
    expect(after.record?.sid).toBe(before.record?.sid);
  });

  test("a ticket from an earlier room does not rename one that people are in", () => {
    const before = new World();
    const alice = before.seat("alice");
    const ticket = before.ticketOf(alice);
    const after = new World((count) => new Uint8Array(count).fill(7));
    after.seat("bob");
    const sid = after.record?.sid;
    expect(after.seat("alice", ticket).member).toEqual(alice.member);
    expect(after.record?.sid).toBe(sid);
    expect(sid).not.toBe(ticket.roomSid);
  });

  test("an evicted tab does not come back with its ticket, also when the newer one is gone", () => {
    const world = new World();
    const [old, bob] = [world.seat("alice"), world.seat("bob")];
    const newer = world.seat("alice");
    world.take(bob);
    expect(world.join("alice", world.ticketOf(old))).toMatchObject({ refused: 53204 });
    expect(world.seats).toEqual([bob, newer]);
    world.lose(newer);
    expect(world.join("alice", world.ticketOf(old))).toMatchObject({ refused: 53204 });
    expect(world.take(bob)).toEqual([leftFrame(world, newer.member.peerId, "closed")]);
  });

  test("nor does one whose place another tab took while it was away", () => {
    const world = new World();
    const [old, bob] = [world.seat("alice"), world.seat("bob")];
    world.lose(old);
    const newer = world.seat("alice");
    world.take(bob);
    expect(world.join("alice", world.ticketOf(old))).toMatchObject({ refused: 53204 });
    expect(world.seats).toEqual([bob, newer]);
    expect(world.take(bob)).toEqual([]);
  });

  test("nor does who has left", () => {
    const world = new World();
    const [alice] = [world.seat("alice"), world.seat("bob")];
    world.send(alice, stoppedFrame(world, alice));
    expect(world.join("alice", world.ticketOf(alice))).toMatchObject({ refused: 53204 });
  });

  test("who was put out for what it sent may come back", () => {
    const world = new World();
    const [alice] = [world.seat("alice"), world.seat("bob")];
    world.send(alice, "x".repeat(limits.frameBytes + 1));
    expect(world.seat("alice", world.ticketOf(alice)).member).toEqual(alice.member);
  });

  test("a ticket used twice: the newer socket stays, the older is told 53205", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    const ticket = world.ticketOf(alice);
    const [first, second] = [world.seat("alice", ticket), world.seat("alice", ticket)];
    expect(world.closed.get(first.number)?.reason).toBe("53205 ParticipantDuplicateIdentity");
    expect(world.seats.map((seat) => seat.number)).toEqual([bob.number, second.number]);
    expect(world.take(bob)).toEqual([]);
  });

  test("back within 30 s of silence, nobody has heard of it, whoever came and swept meanwhile", () => {
    const world = new World();
    world.roomType = "peer-to-peer";
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    world.wait(20_000, bob);
    world.sweep();
    const carol = world.seat("carol");
    world.wait(9_000, bob, carol);
    world.sweep();
    expect(world.seat("alice", world.ticketOf(alice)).member).toEqual(alice.member);
    expect([...world.take(bob), ...world.take(carol)]).toEqual([]);
  });
});

describe("leaving", () => {
  test("stopped, then the socket's close: one `left`, and it says stopped", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    world.send(alice, stoppedFrame(world, alice));
    world.lose(alice);
    world.sweep();
    expect(world.take(bob)).toEqual([leftFrame(world, alice.member.peerId, "stopped")]);
    expect(world.closed.get(alice.number)?.code).toBe(1000);
  });

  test("a lost socket: one `left`, however often it is reported", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    world.lose(alice);
    world.lose(alice);
    expect(world.take(bob)).toEqual([leftFrame(world, alice.member.peerId, "closed")]);
  });

  test("a frame that arrives after its sender left does nothing", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    world.lose(bob);
    world.send(bob, offersFrame(world, bob, offerId("a")));
    expect(world.take(alice)).toHaveLength(1);
  });

  test("the room ends with its last member", () => {
    const world = new World();
    const alice = world.seat("alice");
    const sid = world.record?.sid;
    world.send(alice, stoppedFrame(world, alice));
    expect(world.record).toBeUndefined();
    world.seat("alice");
    expect(world.record?.sid).not.toBe(sid);
  });

  test("the sweep takes the silent only, and to the millisecond", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    world.wait(room.absenceMs - 1, bob); // Bob came 1 ms later
    world.sweep();
    expect(world.seats).toHaveLength(2);
    world.wait(1);
    world.sweep();
    expect(world.seats.map((seat) => seat.number)).toEqual([bob.number]);
    expect(world.take(bob)).toEqual([leftFrame(world, alice.member.peerId, "closed")]);
  });
});

describe("when to look for the silent", () => {
  test("a minute after somebody came, then every 20 min; for who is silent already, when the others are to be told", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    const { arrival, together } = room.sweepIntervalMs;
    expect(room.nextSweepMs(world.seats, world.nowMs)).toBe(bob.joinedAtMs + arrival);
    world.wait(arrival, alice, bob);
    expect(room.nextSweepMs(world.seats, world.nowMs)).toBe(world.nowMs + together);
    world.wait(heartbeat.timeoutMs + 1, bob);
    const nextMs = room.nextSweepMs(world.seats, world.nowMs);
    expect(nextMs).toBe(world.seats[0]!.lastSeenMs + room.absenceMs + 1);
    world.wait(nextMs - world.nowMs, bob);
    world.sweep();
    expect(world.seats.map((seat) => seat.number)).toEqual([bob.number]);
  });
});

describe("a renewed token", () => {
  test("is handed over to be checked, and nobody else hears of it", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    const head = { action: "announce", info_hash: world.infoHash };
    world.send(alice, { ...head, peer_id: alice.member.peerId, mesh: { token: "newer" } });
    expect(world.asked).toEqual([{ kind: "check token", seat: alice.number, token: "newer" }]);
    world.send(bob, { ...head, peer_id: alice.member.peerId, mesh: { token: "of another" } });
    expect(world.asked).toHaveLength(1);
    expect(world.take(bob)).toMatchObject([{ mesh: { error: { code: 53004 } } }]);
  });
});

describe("floods", () => {
  const flooded = { code: 1008, reason: "54007 SignalingFlooded" };

  test.each(["?", `{"type":"HEARTBEAT"}`])("frames (%s) beyond the burst close the socket", (frame) => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    for (let sent = 0; sent < room.rates.frames.burst; sent++) {
      if (frame === "?" && sent % 2 === 1) world.send(bob, offersFrame(world, bob)); // between bad ones, good ones
      else world.send(bob, frame);
    }
    expect(world.closed.has(bob.number)).toBe(false);
    world.take(alice);
    world.send(bob, frame);
    expect(world.closed.get(bob.number)).toEqual(flooded);
    expect(world.take(alice)).toEqual([leftFrame(world, bob.member.peerId, "closed")]);
    expect(world.closed.has(alice.number)).toBe(false);
  });

  test("offers beyond the burst close the socket", () => {
    const world = new World();
    const [, bob] = [world.seat("alice"), world.seat("bob")];
    const nine = Array.from({ length: 9 }, (_, index) => offerId(String(index)));
    for (let sent = 0; sent < room.rates.offers.burst; sent += 9)
      world.send(bob, offersFrame(world, bob, ...nine));
    expect(world.closed.has(bob.number)).toBe(false);
    world.send(bob, offersFrame(world, bob, offerId("x")));
    expect(world.closed.get(bob.number)).toEqual(flooded);
  });

  test("at the rate that is allowed, a socket may send for ever", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    for (let sent = 0; sent < 3 * room.rates.frames.burst; sent++) {
      world.wait(1_000 / room.rates.frames.perSecond, alice, bob);
      world.send(bob, offersFrame(world, bob));
    }
    for (let sent = 0; sent < 3 * room.rates.offers.burst; sent += 9) {
      world.wait(9_000 / room.rates.offers.perSecond, alice, bob);
      world.send(bob, offersFrame(world, bob, ..."123456789".split("").map(offerId)));
    }
    expect(world.closed.has(bob.number)).toBe(false);
  });

  test("coming back with the ticket, the participant has as much left as a newcomer", () => {
    const world = new World();
    const [, bob] = [world.seat("alice"), world.seat("bob")];
    for (let sent = 0; sent <= room.rates.frames.burst; sent++) world.send(bob, offersFrame(world, bob));
    const again = world.seat("bob", world.ticketOf(bob));
    world.send(again, offersFrame(world, again, offerId("a")));
    expect(world.closed.has(again.number)).toBe(false);
  });
});

describe("bad frames", () => {
  const bad: readonly (readonly [what: string, data: string | ArrayBuffer])[] = [
    ["no JSON", "{"],
    ["empty", ""],
    ["an unknown shape", `{"action":"announce"}`],
    ["another action", `{"action":"scrape"}`],
    ["null", "null"],
    ["an array", "[]"],
    ["binary", new ArrayBuffer(3)],
    ["a heartbeat that is not to the letter", `{"type": "HEARTBEAT"}`],
  ];
  test.each(bad)("%s is answered with 53004 and goes no further", (_, data) => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    world.send(bob, data);
    expect(world.take(bob)).toEqual([refusal]);
    expect(world.take(alice)).toEqual([]);
  });

  test("the fifth in a row closes the socket; the others hear `closed`", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    for (let sent = 1; sent < limits.badFrames; sent++) world.send(bob, "?");
    expect(world.closed.get(bob.number)).toBeUndefined();
    world.send(bob, "?");
    expect(world.take(bob)).toHaveLength(limits.badFrames);
    expect(world.closed.get(bob.number)).toEqual({
      code: closeCodes.badFrame,
      reason: "53004 SignalingOutgoingMessageInvalid",
    });
    expect(world.take(alice)).toEqual([leftFrame(world, bob.member.peerId, "closed")]);
  });

  test("a good frame in between starts the count again", () => {
    const world = new World();
    const alice = world.seat("alice");
    for (let round = 0; round < 3; round++) {
      for (let sent = 1; sent < limits.badFrames; sent++) world.send(alice, "?");
      world.send(alice, offersFrame(world, alice));
    }
    expect(world.closed.get(alice.number)).toBeUndefined();
  });

  const tooLarge: readonly (readonly [what: string, data: string | ArrayBuffer])[] = [
    ["text", "x".repeat(limits.frameBytes + 1)],
    ["text that is larger in UTF-8", "\u20ac".repeat(limits.frameBytes / 2)],
    ["binary", new ArrayBuffer(limits.frameBytes + 1)],
  ];
  test.each(tooLarge)("too large (%s) closes the socket at once", (_, data) => {
    const world = new World();
    const alice = world.seat("alice");
    world.send(alice, data);
    expect(world.closed.get(alice.number)?.code).toBe(closeCodes.badFrame);
  });

  test("a heartbeat that comes through is no bad frame", () => {
    const world = new World();
    const alice = world.seat("alice");
    world.send(alice, heartbeat.text);
    expect(world.take(alice)).toEqual([]);
  });
});
