import { expect, test } from "vitest";
import { bundleSizes, sizeBudgetsKB } from "../bench/bundle-sizes.ts";

test("what a page loads stays within its budget", () => {
  const sizes = bundleSizes();
  expect(sizes.sdkKB, "SDK, gzip KB").toBeLessThanOrEqual(sizeBudgetsKB.sdkKB);
  expect(sizes.elementKB, "element with everything, gzip KB").toBeLessThanOrEqual(sizeBudgetsKB.elementKB);
  expect(sizes.firstLoadKB, "element before somebody joins, gzip KB").toBeLessThanOrEqual(
    sizeBudgetsKB.firstLoadKB,
  );
  expect(sizes.roomsKB, "room lists without a call, gzip KB").toBeLessThanOrEqual(sizeBudgetsKB.roomsKB);
  expect(sizes.kernelKB, "WASM with its glue, gzip KB").toBeLessThanOrEqual(sizeBudgetsKB.kernelKB);
});
