import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FirstLinks } from "../../web/mesh/first-links.ts";
import type { Link } from "../../web/mesh/link.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type LinkLike = Pick<Link, "state" | "carriesMedia">;

function newcomer(...links: LinkLike[]) {
  const told: number[] = [];
  const fromMs = performance.now();
  const first = new FirstLinks(
    () => links,
    () => void told.push(performance.now() - fromMs),
  );
  first.joined();
  return { first, told };
}

function dialing(carriesMedia = true): { -readonly [Key in keyof LinkLike]: LinkLike[Key] } {
  return { state: "dialing", carriesMedia };
}

describe("what can wait for the first links", () => {
  test("begins at once where nobody is", () => {
    expect(newcomer().told).toEqual([0]);
  });

  test("begins when all links are open and their pictures are there, once", () => {
    const [one, other] = [dialing(), dialing()];
    const { first, told } = newcomer(one, other);
    vi.advanceTimersByTime(100);
    one.state = "open";
    first.look();
    vi.advanceTimersByTime(300);
    expect(told).toEqual([]);
    other.state = "open";
    first.look();
    vi.advanceTimersByTime(5_000);
    expect(told).toEqual([600]);
    first.joined();
    first.look();
    vi.advanceTimersByTime(5_000);
    expect(told).toHaveLength(1);
  });

  test("begins with the links where there is no picture to wait for", () => {
    const link = dialing(false);
    const { first, told } = newcomer(link);
    vi.advanceTimersByTime(100);
    link.state = "open";
    first.look();
    expect(told).toEqual([100]);
  });

  test("waits a second for somebody who cannot be reached, and not at all for somebody who has something to send", () => {
    const unreachable = newcomer(dialing());
    vi.advanceTimersByTime(3_000);
    expect(unreachable.told).toEqual([1_000]);
    const sending = newcomer(dialing());
    sending.first.skip();
    expect(sending.told).toEqual([0]);
  });

  test("never begins when the call is over", () => {
    const { first, told } = newcomer(dialing());
    first.stop();
    vi.advanceTimersByTime(3_000);
    expect(told).toEqual([]);
  });
});
