import { describe, expect, test } from "vitest";
import { retryDelayMs } from "../../signal-worker/src/backoff.ts";
import * as room from "../../signal-worker/src/room.ts";
import type { Seat } from "../../signal-worker/src/swarm.ts";
import { stoppedFrame, tracksFrame, World } from "./signal-world.ts";

/** The facts since the last time, each as one word and whom it is about. */
function told(world: World): string[] {
  return world.facts.splice(0).map((fact) => {
    if ("track" in fact) return `${fact.is} ${fact.participant.identity} ${fact.track.name}`;
    return "participant" in fact ? `${fact.is} ${fact.participant.identity}` : fact.is;
  });
}

const track = (digit: string, name: string, enabled = true) =>
  ({ sid: `MT${digit.repeat(32)}`, kind: "audio", name, enabled }) as const;
const came = (who: string) => `participant-connected ${who}`;
const went = (who: string) => `participant-disconnected ${who}`;

describe("what a room tells its account", () => {
  test("a call from its first participant to its last, numbered from 0 without a gap", () => {
    const world = new World();
    const startMs = world.nowMs;
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    const sid = world.record?.sid;
    world.wait(65_000, alice, bob);
    for (const seat of [alice, bob]) world.send(seat, stoppedFrame(world, seat));
    expect(world.facts.map(({ sequenceNumber }) => sequenceNumber)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(world.facts.map(({ roomSid }) => roomSid))).toEqual(new Set([sid]));
    expect(world.facts[0]).toEqual({
      is: "room-created",
      room: { roomSid: sid, roomName: "standup", isAdHoc: true },
      settings: room.defaultSettings("go"),
      door: { isPinRequired: false, hasSecret: false, areInvitationsAsked: false },
      roomSid: sid,
      sequenceNumber: 0,
      atMs: startMs + 1,
    });
    expect(world.facts.slice(3)).toMatchObject([
      {
        is: "participant-disconnected",
        participant: { participantSid: alice.member.sid, identity: "alice" },
        durationSeconds: 65,
      },
      { is: "participant-disconnected", participant: { identity: "bob" } },
      { is: "room-ended", durationSeconds: 65 },
    ]);
  });

  test("a socket that comes back is no new participant, also when it was the only one", () => {
    const world = new World();
    const alice = world.seat("alice");
    told(world);
    world.lose(alice);
    world.wait(29_000);
    world.sweep();
    const again = world.seat("alice", world.ticketOf(alice));
    world.wait(60_000, again);
    world.sweep();
    expect(told(world)).toEqual([]);
  });

  test("nor is one that is still there, or that went with the object's memory", () => {
    const world = new World();
    const alice = world.seat("alice");
    const ticket = world.ticketOf(alice);
    told(world);
    world.seat("alice", ticket);
    world.restart();
    world.seat("alice", ticket);
    expect(told(world)).toEqual([]);
  });

  test("who stays away for 30 s is gone; the room goes with the last", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    told(world);
    world.lose(alice);
    world.wait(20_000, bob);
    world.lose(bob);
    expect(told(world)).toEqual([]);
    world.wait(10_001);
    world.sweep();
    expect(told(world)).toEqual([went("alice")]);
    world.wait(20_000);
    world.sweep();
    expect(told(world)).toEqual([went("bob"), "room-ended"]);
  });

  test("after a restart that nobody comes back from, likewise", () => {
    const world = new World();
    world.seat("alice");
    told(world);
    world.restart();
    expect(room.nextTickMs(world.state!, world.nowMs)).toBe(world.nowMs + room.absenceMs + 1);
    world.wait(room.absenceMs + 1);
    world.sweep();
    expect(told(world)).toEqual([went("alice"), "room-ended"]);
  });

  test("a room that somebody comes back to is created again, and its numbers go on", () => {
    const world = new World();
    const alice = world.seat("alice");
    const ticket = world.ticketOf(alice);
    world.lose(alice);
    world.wait(60_000);
    world.sweep();
    const numbers = world.facts.length;
    told(world);
    world.seat("alice", ticket);
    expect(world.facts[0]).toMatchObject({ roomSid: ticket.roomSid, sequenceNumber: numbers });
    expect(told(world)).toEqual(["room-created", came("alice")]);
  });

  test("the same identity again: the older one goes before the newer one comes, away or not", () => {
    const world = new World();
    const alice = world.seat("alice");
    told(world);
    const newer = world.seat("alice");
    expect(told(world)).toEqual([went("alice"), came("alice")]);
    world.lose(newer);
    world.seat("alice");
    expect(told(world)).toEqual([went("alice"), came("alice")]);
    for (const seat of [alice, newer])
      expect(world.join("alice", world.ticketOf(seat))).toMatchObject({ refused: 53204 });
  });

  test("who is refused leaves no trace", () => {
    const world = new World();
    const ticket = {
      roomSid: `RM${"1".repeat(32)}`,
      participantSid: `PA${"1".repeat(32)}`,
      peerId: "p".repeat(20),
    };
    world.ended.add(ticket.peerId);
    expect(world.join("alice", ticket)).toMatchObject({ refused: 53204 });
    for (const identity of ["bob", "carol"]) world.seat(identity);
    told(world);
    expect(world.join("dave")).toMatchObject({ refused: 53105 });
    expect(told(world)).toEqual([]);
  });

  test("a REST room: created before anybody is in, ended by whoever ends it", () => {
    const world = new World();
    world.open();
    expect(told(world)).toEqual(["room-created"]);
    const alice = world.seat("alice");
    world.send(alice, tracksFrame(world, alice, track("1", "mic")));
    told(world);
    world.order(room.complete);
    expect(told(world)).toEqual(["track-removed alice mic", went("alice"), "room-ended"]);
  });
});

describe("tracks", () => {
  const publish = (world: World, seat: Seat, ...tracks: ReturnType<typeof track>[]) =>
    world.send(seat, tracksFrame(world, seat, ...tracks));

  test("added, disabled, enabled, removed; what is told twice is no news, and nobody else hears of it", () => {
    const world = new World();
    const [alice, bob] = [world.seat("alice"), world.seat("bob")];
    told(world);
    publish(world, alice, track("1", "mic"), track("2", "camera"));
    publish(world, alice, track("1", "mic"), track("2", "camera"));
    expect(told(world)).toEqual(["track-added alice mic", "track-added alice camera"]);
    publish(world, alice, track("1", "mic", false), track("2", "camera"));
    expect(told(world)).toEqual(["track-disabled alice mic"]);
    publish(world, alice, track("1", "mic"), track("3", "screen"));
    expect(told(world)).toEqual([
      "track-removed alice camera",
      "track-enabled alice mic",
      "track-added alice screen",
    ]);
    expect(world.take(bob)).toEqual([]);
    world.send(alice, stoppedFrame(world, alice));
    expect(told(world)).toEqual(["track-removed alice mic", "track-removed alice screen", went("alice")]);
  });

  test("are the same after the socket came back", () => {
    const world = new World();
    const alice = world.seat("alice");
    publish(world, alice, track("1", "mic"));
    world.lose(alice);
    told(world);
    const again = world.seat("alice", world.ticketOf(alice));
    publish(world, again, track("1", "mic"));
    expect(told(world)).toEqual([]);
  });

  test("a list that cannot be read is refused; one that changes too often ends the socket", () => {
    const world = new World();
    const alice = world.seat("alice");
    world.send(alice, { ...tracksFrame(world, alice), mesh: { tracks: [{ sid: "MT1" }] } });
    expect(world.take(alice)).toMatchObject([{ mesh: { error: { code: 53004 } } }]);
    const eight = (enabled: boolean) => Array.from("12345678", (digit) => track(digit, digit, enabled));
    for (let changes = 0; changes < room.rates.changes.burst; changes += 8)
      publish(world, alice, ...eight(changes % 16 === 0));
    expect(world.closed.size).toBe(0);
    publish(world, alice, ...eight(true));
    expect(world.closed.get(alice.number)).toEqual({ code: 1008, reason: "54007 SignalingFlooded" });
  });
});

test("a failing account is asked again after 2 s, twice as long each time, and at least once in an hour and a half", () => {
  expect([1, 2, 3, 4].map((attempts) => retryDelayMs(attempts, 0))).toEqual([2_000, 4_000, 8_000, 16_000]);
  expect(retryDelayMs(1, 0.999)).toBeLessThan(3_000);
  for (const attempts of [12, 100, 1e9]) expect(retryDelayMs(attempts, 0)).toBe(60 * 60_000);
});
