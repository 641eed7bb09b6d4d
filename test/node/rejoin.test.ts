import { expect, test } from "vitest";
import { rejoinWaitMs } from "../../web/elements/kiosk/rejoin.ts";

test("waits twice as long each time, and half a minute at most", () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map((failures) => rejoinWaitMs(failures, 53000, 0.5));
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("not all in the same moment", () => {
  expect(rejoinWaitMs(2, undefined, 0)).toBe(3_000);
  expect(rejoinWaitMs(2, undefined, 1)).toBe(5_000);
});

test("where somebody has decided it, not before a minute; who left has time to stay out", () => {
  for (const code of [53204, 53205, 54033, 54035, 54036])
    expect(rejoinWaitMs(0, code, 0)).toBeGreaterThanOrEqual(45_000);
  expect(rejoinWaitMs(0, "left", 0.5)).toBe(10_000);
});
