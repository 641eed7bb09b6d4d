import { beforeEach, describe, expect, test } from "vitest";
import { dialectLimits, trackerLimits } from "../../signal-worker/src/dialects/dialect-limits.ts";
import { announce, answerTo, id20, offers, TrackerWorld } from "./dialect-world.ts";

let world: TrackerWorld;
beforeEach(() => {
  world = new TrackerWorld();
});

/** Opens a socket and announces. */
function joined(hash: string, peer: string, more: object = {}): number {
  const seat = world.open();
  world.send(seat, announce(hash, peer, more));
  world.take(seat);
  return seat;
}

const counts = (complete: number, incomplete: number) => ({
  action: "announce",
  info_hash: id20("h"),
  interval: trackerLimits.intervalSeconds,
  complete,
  incomplete,
});

describe("announce", () => {
  test("is answered with who is there, the announcer included", () => {
    const seat = world.open();
    world.send(seat, announce("h", "a", { event: "started" }));
    expect(world.take(seat)).toEqual([counts(0, 1)]);
    joined("h", "b", { left: 0 });
    world.send(seat, announce("h", "a"));
    expect(world.take(seat)).toEqual([counts(1, 1)]);
    world.send(seat, announce("h", "a", { event: "completed" }));
    expect(world.take(seat)).toEqual([counts(2, 0)]);
  });

  test("hands each offer to another member, and what is left over to nobody", () => {
    const [a, b] = [joined("h", "a"), joined("h", "b")];
    const stranger = joined("g", "s");
    const c = joined("h", "c", offers("1", "2", "3"));
    const received = [world.take(a), world.take(b)];
    expect(received.map((frames) => frames.length)).toEqual([1, 1]);
    for (const [index, offer] of ["1", "2"].entries()) {
      expect(received[index]).toEqual([
        {
          action: "announce",
          info_hash: id20("h"),
          peer_id: id20("c"),
          offer_id: id20(offer),
          offer: { type: "offer", sdp: `sdp of ${offer}` },
        },
      ]);
    }
    expect(world.take(stranger)).toEqual([]);
    expect(world.take(c)).toEqual([]);
  });

  test("a peer that came back on a new socket gets no offer of its own", () => {
    const old = joined("h", "a");
    joined("h", "a", offers("1"));
    expect(world.take(old)).toEqual([]);
  });

  test("offers that cannot be read are left out, the others go on", () => {
    const a = joined("h", "a");
    const good = { offer_id: id20("1"), offer: { type: "offer", sdp: "good", more: 1 } };
    const bad = [
      null,
      7,
      {},
      { fake_offer: 1 },
      { offer_id: id20("2"), offer: { type: "answer", sdp: "x" } },
    ];
    joined("h", "b", { offers: [...bad, good] });
    expect(world.take(a)).toMatchObject([{ offer: { type: "offer", sdp: "good" } }]);
  });

  test("stopped takes the peer out and is answered", () => {
    const [a, b] = [joined("h", "a"), joined("h", "b")];
    world.send(b, announce("h", "b", { event: "stopped" }));
    expect(world.take(b)).toEqual([counts(0, 1)]);
    joined("h", "c", offers("1", "2"));
    expect(world.take(a).length).toBe(1);
    expect(world.take(b)).toEqual([]);
  });

  test("one socket carries several torrents, up to a bound", () => {
    const seat = world.open();
    for (let torrent = 0; torrent < trackerLimits.swarmsPerSocket; torrent++) {
      world.send(seat, announce(String.fromCharCode(0x80 + torrent), "a"));
    }
    expect(world.take(seat).every((frame) => "complete" in frame)).toBe(true);
    world.send(seat, announce("h", "a"));
    expect(world.take(seat)).toEqual([
      { action: "announce", info_hash: id20("h"), "failure reason": "too many torrents on one socket" },
    ]);
  });
});

describe("answer", () => {
  test("goes to the offerer, once, also after a sleep", () => {
    const a = joined("h", "a");
    const b = joined("h", "b", offers("1"));
    world.sleep();
    world.send(a, announce("h", "a", answerTo("b", "1")));
    world.send(a, announce("h", "a", answerTo("b", "1")));
    expect(world.take(b)).toEqual([
      {
        action: "announce",
        info_hash: id20("h"),
        peer_id: id20("a"),
        offer_id: id20("1"),
        answer: { type: "answer", sdp: "answered" },
      },
    ]);
    expect(world.take(a).filter((frame) => !("offer" in frame))).toEqual([]);
  });

  test.each<[string, object]>([
    ["to an offer that never came", announce("h", "a", answerTo("b", "9"))],
    ["in another's name", announce("h", "b", answerTo("b", "1"))],
    ["in another swarm", announce("g", "a", answerTo("b", "1"))],
    ["to another than the offerer", announce("h", "a", answerTo("c", "1"))],
  ])("%s goes nowhere", (_, frame) => {
    const [c, a] = [joined("g", "c"), joined("h", "a")];
    const b = joined("h", "b", offers("1"));
    world.send(a, frame);
    expect([b, c].flatMap((seat) => world.take(seat))).toEqual([]);
  });

  test("does not reach who took the offerer's peer id", () => {
    const a = joined("h", "a");
    const b = joined("h", "b", offers("1"));
    const thief = joined("h", "b");
    world.send(a, announce("h", "a", answerTo("b", "1")));
    expect(world.take(thief)).toEqual([]);
    expect(world.take(b).length).toBe(1);
  });

  test("to an offerer who is gone is dropped", () => {
    const a = joined("h", "a");
    world.lose(joined("h", "b", offers("1")));
    world.take(a);
    world.send(a, announce("h", "a", answerTo("b", "1")));
    expect(world.take(a)).toEqual([]);
  });
});

describe("scrape", () => {
  const figures = (complete: number, incomplete: number) => ({ complete, incomplete, downloaded: complete });
  test("counts the swarms that are asked for, by name only", () => {
    joined("h", "a");
    const seat = joined("h", "b", { left: 0 });
    world.send(seat, { action: "scrape", info_hash: [id20("h"), id20("g")] });
    world.send(seat, { action: "scrape", info_hash: id20("h") });
    world.send(seat, { action: "scrape" });
    expect(world.take(seat)).toEqual([
      {
        action: "scrape",
        files: { [id20("h")]: figures(1, 1), [id20("g")]: figures(0, 0) },
        flags: { min_request_interval: trackerLimits.intervalSeconds },
      },
      {
        action: "scrape",
        files: { [id20("h")]: figures(1, 1) },
        flags: { min_request_interval: trackerLimits.intervalSeconds },
      },
      { "failure reason": "invalid info_hash" },
    ]);
  });
});

describe("bad input", () => {
  const head = { action: "announce", info_hash: id20("h"), peer_id: id20("a") };
  const known = { action: "announce", info_hash: id20("h") };
  test.each<[unknown, object]>([
    ["{", { "failure reason": "invalid action" }],
    ["null", { "failure reason": "invalid action" }],
    [new ArrayBuffer(4), { "failure reason": "invalid action" }],
    [{ action: "connect" }, { "failure reason": "invalid action" }],
    [{ action: "announce" }, { "failure reason": "invalid info_hash" }],
    [{ ...head, info_hash: "h" }, { "failure reason": "invalid info_hash" }],
    [{ ...head, info_hash: "\u0100".repeat(20) }, { "failure reason": "invalid info_hash" }],
    [
      { ...head, peer_id: 7 },
      { ...known, "failure reason": "invalid peer_id" },
    ],
    [
      { ...head, event: "exploded" },
      { ...known, "failure reason": "invalid event" },
    ],
    [
      { ...head, answer: {} },
      { ...known, "failure reason": "invalid answer" },
    ],
  ])("%j is told its fault; the fifth in a row closes", (frame, failure) => {
    const other = joined("h", "b");
    const seat = world.open();
    for (let times = 1; times < dialectLimits.badFrames; times++) world.send(seat, frame);
    expect(world.take(seat)).toEqual(Array(dialectLimits.badFrames - 1).fill(failure));
    world.send(seat, frame);
    expect(world.closed.get(seat)).toBe(1008);
    expect(world.take(other)).toEqual([]);
  });

  test("a frame too large, and a flood, end their own socket", () => {
    const [a, b] = [joined("h", "a"), joined("h", "b")];
    world.send(a, "x".repeat(dialectLimits.frameBytes + 1));
    expect(world.closed.get(a)).toBe(1009);
    for (let sent = 0; sent <= dialectLimits.frames.burst; sent++) world.send(b, announce("h", "b"));
    expect(world.closed.get(b)).toBe(1008);
    expect(world.tracker.size).toBe(0);
  });

  test("a full tracker takes nobody", () => {
    for (let count = 0; count < dialectLimits.sockets; count++) world.tracker.open(world.nowMs);
    expect(world.tracker.open(world.nowMs)).toBeUndefined();
  });
});

describe("silence", () => {
  test("who does not announce is forgotten, and a socket that says nothing is closed", () => {
    const [quiet, other] = [joined("h", "a"), joined("h", "b")];
    world.nowMs += trackerLimits.silenceMs;
    world.send(other, { action: "scrape", info_hash: id20("g") });
    world.take(other);
    world.nowMs += 1_000;
    world.sweep();
    expect(world.closed.get(quiet)).toBe(1001);
    world.send(other, { action: "scrape", info_hash: id20("h") });
    expect(world.take(other)).toMatchObject([{ files: { [id20("h")]: { complete: 0, incomplete: 0 } } }]);
  });
});
