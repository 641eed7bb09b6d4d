import { describe, expect, test } from "vitest";
import { closeCodes } from "#protocol/errors";
import { heartbeat, limits } from "#protocol/limits";
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

  test("an evicted tab that comes back with its ticket evicts the newer one", () => {
    const world = new World();
    const [old, bob] = [world.seat("alice"), world.seat("bob")];
    const newer = world.seat("alice");
    world.take(bob);
    const back = world.seat("alice", world.ticketOf(old));
    expect(back.member).toEqual(old.member);
    expect(world.take(bob)).toEqual([leftFrame(world, newer.member.peerId, "evicted")]);
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
    world.wait(heartbeat.timeoutMs - 1, bob); // Bob came 1 ms later
    world.sweep();
    expect(world.seats).toHaveLength(2);
    world.wait(1);
    world.sweep();
    expect(world.seats.map((seat) => seat.number)).toEqual([bob.number]);
    expect(world.take(bob)).toEqual([leftFrame(world, alice.member.peerId, "closed")]);
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
