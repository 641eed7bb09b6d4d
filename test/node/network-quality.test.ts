import { describe, expect, it } from "vitest";
import { judgeQuality, meanOpinion, type Flow, type LinkQuality } from "../../web/room/network-quality.ts";
import { ownLevel, SteadyLevel } from "../../web/room/steady-level.ts";

const good: Flow = { bitsPerSecond: 40_000, fractionLost: 0, jitterMs: 3, share: 1 };
const clean: LinkQuality = {
  roundTripMs: 30,
  relayed: false,
  availableBps: 2_000_000,
  audio: { send: good, recv: good },
  video: { send: good, recv: good },
};

function level(change: Partial<LinkQuality>): number {
  return judgeQuality({ ...clean, ...change }).level;
}

describe("the level of a link", () => {
  it.each([
    ["a clean link", {}, 5],
    ["nothing sent either way", { audio: { send: null, recv: null }, video: { send: null, recv: null } }, 5],
    ["150 ms", { roundTripMs: 150 }, 5],
    ["300 ms", { roundTripMs: 300 }, 3],
    ["600 ms", { roundTripMs: 600 }, 1],
    ["2 % lost", { audio: { send: good, recv: { ...good, fractionLost: 0.02 } } }, 5],
    ["5 % lost", { audio: { send: { ...good, fractionLost: 0.05 }, recv: good } }, 4],
    ["10 % lost", { audio: { send: good, recv: { ...good, fractionLost: 0.1 } } }, 2],
    ["20 % lost", { video: { send: { ...good, fractionLost: 0.2 }, recv: good } }, 1],
    ["60 ms of jitter", { audio: { send: good, recv: { ...good, jitterMs: 60 } } }, 5],
    [
      "100 ms of jitter on top of 100 ms",
      { roundTripMs: 100, audio: { send: good, recv: { ...good, jitterMs: 100 } } },
      3,
    ],
    ["a third of the picture's bit rate", { video: { send: { ...good, share: 0.33 }, recv: good } }, 3],
    ["a twentieth of it", { video: { send: { ...good, share: 0.05 }, recv: good } }, 1],
    ["nothing known of the round trip", { roundTripMs: null }, 5],
  ])("%s", (_, change, expected) => {
    expect(level(change)).toBe(expected);
  });

  it("says which way and which kind is to blame", () => {
    const stats = judgeQuality({ ...clean, audio: { send: { ...good, fractionLost: 0.1 }, recv: null } });
    expect(stats).toMatchObject({
      level: 2,
      audio: { send: 2, recv: 5, recvStats: null },
      video: { send: 5, recv: 5 },
    });
    expect(stats.audio.sendStats).toEqual({
      bandwidth: { actual: 40_000, available: 2_000_000, level: 5 },
      latency: { jitter: 3, rtt: 30, level: 5 },
      fractionLost: { fractionLost: 0.1, level: 2 },
    });
  });

  it("never rises when something gets worse", () => {
    for (let lost = 0; lost <= 1; lost += 0.05) {
      for (let delayMs = 0; delayMs <= 1_200; delayMs += 50) {
        const opinion = meanOpinion(delayMs, 0, lost);
        expect(opinion).toBeGreaterThan(0.9);
        expect(opinion).toBeLessThan(4.6);
        expect(meanOpinion(delayMs + 50, 0, lost)).toBeLessThanOrEqual(opinion + 0.1);
        expect(meanOpinion(delayMs, 0, lost + 0.05)).toBeLessThanOrEqual(opinion + 0.1);
      }
    }
  });
});

describe("a level over time", () => {
  it("is there with the first measure, and one measure that differs changes nothing", () => {
    const steady = new SteadyLevel();
    const changes = ([5, 2, 5, 5, 3, 5, 4, 5] as const).filter((each) => steady.measured(each));
    expect(changes).toEqual([5]);
  });

  it("falls after two measures and rises after three", () => {
    const steady = new SteadyLevel();
    const levels = ([5, 3, 2, 4, 4, 5, 5, 5] as const).map((each) => {
      steady.measured(each);
      return steady.level;
    });
    expect(levels).toEqual([5, 5, 2, 2, 2, 5, 5, 5]);
  });

  it("is 0 at once when the link breaks, and what is measured at once when it is mended", () => {
    const steady = new SteadyLevel();
    expect(steady.broken()).toBe(false); // nothing is known yet
    steady.measured(4);
    expect(steady.broken()).toBe(true);
    expect(steady.level).toBe(0);
    expect(steady.broken()).toBe(false);
    expect(steady.measured(3)).toBe(true);
    expect(steady.level).toBe(3);
  });
});

it("one's own level is what at least half of the links reach", () => {
  expect(ownLevel([])).toBeNull();
  expect(ownLevel([null])).toBeNull();
  expect(ownLevel([2])).toBe(2);
  expect(ownLevel([1, 5])).toBe(5);
  expect(ownLevel([1, 5, 4, null])).toBe(4);
  expect(ownLevel([1, 2, 5, 1])).toBe(2);
  expect(ownLevel([0, 0, 0])).toBe(0);
});
