import { expect, test } from "vitest";
import { judge, judgeFailure } from "../../web/elements/lobby/network-check.ts";
import { MeshcallError } from "../../web/room/errors.ts";

test.for([
  [{ roundTripMs: 40, lossPercent: 0, availableBps: 2_000_000 }, "good"],
  [{ roundTripMs: 40, lossPercent: 0, availableBps: undefined }, "good"],
  [{ roundTripMs: 40, lossPercent: 0, availableBps: 300_000 }, "fair"],
  [{ roundTripMs: 500, lossPercent: 0, availableBps: 2_000_000 }, "fair"],
  [{ roundTripMs: 40, lossPercent: 5, availableBps: 2_000_000 }, "fair"],
  [{ roundTripMs: 40, lossPercent: 12, availableBps: 2_000_000 }, "poor"],
  [{ roundTripMs: 1_200, lossPercent: 0, availableBps: 2_000_000 }, "poor"],
  [{ roundTripMs: 40, lossPercent: 0, availableBps: 90_000 }, "poor"],
] as const)("%o is %s", ([figures, verdict]) => {
  expect(judge(figures)).toBe(verdict);
});

test.for([
  [new MeshcallError(53405, { cause: new MeshcallError(54010) }), "relay", "no-relay"],
  [new MeshcallError(53405, { cause: new MeshcallError(54011) }), "relay", "relay-fails"],
  [new MeshcallError(53000), "server", "unreachable"],
  [new MeshcallError(54000), "server", "refused"],
  [new Error("no audio context"), "quality", "failed"],
] as const)("%o at %s is told as %s", ([error, at, verdict]) => {
  expect(judgeFailure(error, at)).toBe(verdict);
});
