import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Liveness } from "../../web/mesh/liveness.ts";

let silent: number;
let liveness: Liveness;

beforeEach(() => {
  vi.useFakeTimers();
  silent = 0;
  liveness = new Liveness({
    ping: () => undefined,
    receivedBytes: () => Promise.resolve(0),
    onSilent: () => silent++,
    onHeard: () => undefined,
    onDead: () => undefined,
  });
  liveness.start();
});
afterEach(() => {
  liveness.stop();
  vi.useRealTimers();
});

/** A word of the peer's every so often. */
async function words(everyMs: number, forMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < forMs; passedMs += everyMs) {
    await vi.advanceTimersByTimeAsync(everyMs);
    liveness.heard();
  }
}

it("takes a second without anything for a dead path", async () => {
  await words(100, 10_000);
  await vi.advanceTimersByTimeAsync(1_100);
  expect(silent).toBeGreaterThan(0);
});

it("gives more time to who has been late before, and forgets it", async () => {
  await words(800, 8_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(silent, "after having been late").toBe(0);
  await words(100, 120_000);
  await vi.advanceTimersByTimeAsync(1_100);
  expect(silent, "after two minutes without").toBeGreaterThan(0);
});

it("does not wait longer than that for anybody", async () => {
  await words(800, 8_000);
  await vi.advanceTimersByTimeAsync(3_500);
  expect(silent).toBeGreaterThan(0);
});
