import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TokenClock } from "../../web/room/token-clock.ts";

let told: string[];
let clock: TokenClock;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  clock = new TokenClock({
    tell: (event) => void told.push(event),
    giveUp: () => void told.push("given up"),
  });
});
afterEach(() => {
  clock.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const passSeconds = (seconds: number) => vi.advanceTimersByTime(seconds * 1_000);

describe("the end of a token", () => {
  it("is told of three minutes before, and when it is there", () => {
    clock.lives(3_600);
    passSeconds(3_600 - 181);
    expect(told).toEqual([]);
    passSeconds(1);
    expect(told).toEqual(["tokenAboutToExpire"]);
    passSeconds(179);
    expect(told).toHaveLength(1);
    passSeconds(1);
    expect(told).toEqual(["tokenAboutToExpire", "tokenExpired"]);
    passSeconds(86_400);
    expect(told).toHaveLength(2);
  });

  it("is told of at once where less is left, but not before whoever joins can listen", () => {
    clock.lives(20);
    expect(told).toEqual([]);
    passSeconds(0);
    expect(told).toEqual(["tokenAboutToExpire"]);
    passSeconds(20);
    expect(told).toEqual(["tokenAboutToExpire", "tokenExpired"]);
  });

  it("is told of once, however often the server says how long it lives", () => {
    clock.lives(200);
    passSeconds(100);
    clock.lives(100);
    clock.lives(100);
    passSeconds(1_000);
    clock.lives(5); // the server sees it otherwise
    clock.refused();
    expect(told).toEqual(["tokenAboutToExpire", "tokenExpired"]);
  });

  it("begins anew with each renewal", () => {
    clock.lives(100);
    passSeconds(50);
    clock.renewed(600);
    passSeconds(400);
    expect(told).toEqual(["tokenAboutToExpire"]);
    passSeconds(20);
    expect(told).toEqual(["tokenAboutToExpire", "tokenAboutToExpire"]);
  });

  it("comes in its time beyond 24.8 days, the longest that a timer takes", () => {
    const days60 = 60 * 86_400;
    clock.lives(days60);
    passSeconds(days60 - 181);
    expect(told).toEqual([]);
    passSeconds(1);
    expect(told).toEqual(["tokenAboutToExpire"]);
    clock.renewed(Infinity);
    passSeconds(days60);
    expect(told).toHaveLength(1);
  });

  it("is nobody's business where the server does not say, until it refuses the token", () => {
    clock.lives(undefined);
    passSeconds(86_400);
    expect(told).toEqual([]);
    clock.refused();
    expect(told).toEqual(["tokenExpired"]);
  });

  it("does not follow a room that has ended", () => {
    clock.lives(100);
    clock.close();
    passSeconds(1_000);
    expect(told).toEqual([]);
  });
});
