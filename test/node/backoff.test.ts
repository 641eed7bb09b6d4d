import { describe, expect, it } from "vitest";
import { backoffMs } from "../../web/signaling/backoff.ts";

describe("waits between attempts to reach the signal-worker", () => {
  it("start short, grow, and stop growing at 5 s", () => {
    const waitsMs = Array.from({ length: 10 }, (_, attempt) => backoffMs(attempt, 0));
    expect(waitsMs).toEqual([200, 400, 800, 1_600, 3_000, 5_000, 5_000, 5_000, 5_000, 5_000]);
  });

  it("are spread over clients, but never to nothing", () => {
    expect(backoffMs(0, 0.999)).toBeGreaterThan(100);
    expect(backoffMs(5, 0.999)).toBeGreaterThan(3_000);
    expect(backoffMs(5, 0.5)).toBeLessThan(backoffMs(5, 0));
  });
});
