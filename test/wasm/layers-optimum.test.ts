import { describe, expect, it } from "vitest";
import {
  LAYERS_BROKEN_OFF,
  LAYERS_LIMITS_OFFSET,
  LAYERS_STATES_USED,
  LAYERS_UPLINK_BPS,
  STATES,
} from "../../wasm/layout.ts";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";
import { chooseLayers } from "./choose-layers.ts";
import { judge } from "./reference/division.ts";
import { instanceOf, type Instance } from "./reference/division-instances.ts";
import { bestByFronts, bestByTrying, tableOf } from "./reference/division-oracles.ts";
import { seeded } from "./seeded.ts";

const wasm = await loadWasm();
const noted = (field: number) => wasm.doubles[LAYERS_LIMITS_OFFSET / 8 + field]!;

/** The kernel's division keeps every limit, and no other that does is worth more. */
function expectBest({ requests, limits, problem }: Instance, best: number): void {
  const layers = chooseLayers(wasm, requests, limits);
  const { worth, allowed } = judge(problem, layers);
  const message = JSON.stringify({ requests, limits, layers });
  expect(allowed, message).toBe(true);
  expect(Math.abs(worth - best), message).toBeLessThanOrEqual(best * 1e-9);
  expect(noted(LAYERS_BROKEN_OFF), message).toBe(0);
}

describe("the division among all links is the best there is", () => {
  it("by trying every one: uplink, links and encoding, with and without layers in force", () => {
    const random = seeded("divisions tried");
    for (let round = 0; round < 400; round++) {
      const receivers = 1 + random.integer(3);
      const few = { receivers, mostTiles: 1.5, screens: receivers < 3, shortOfWork: random.integer(2) === 0 };
      const instance = instanceOf(wasm, random, few);
      expectBest(instance, bestByTrying(instance.problem));
    }
  });

  it("for nine receivers, by a dynamic programme over the uplink", () => {
    const random = seeded("divisions by table");
    for (let round = 0; round < 400; round++) {
      const nine = { receivers: 9, mostTiles: 4, screens: true, shortOfWork: false };
      const instance = instanceOf(wasm, random, nine);
      const best = tableOf(instance.problem)();
      const { worth } = judge(instance.problem, chooseLayers(wasm, instance.requests, instance.limits));
      // the table knows no limit of work: rarely its best takes more than all that is wished for
      expectBest(instance, worth < best * (1 - 1e-9) ? bestByFronts(instance.problem) : best);
    }
  });

  it("for six receivers where uplink and encoding are short, by all that nothing else beats", () => {
    const random = seeded("divisions by fronts");
    for (let round = 0; round < 40; round++) {
      const six = { receivers: 6, mostTiles: 2, screens: false, shortOfWork: true };
      const instance = instanceOf(wasm, random, six);
      expectBest(instance, bestByFronts(instance.problem));
    }
  });

  it("where encoding alone is short", () => {
    const random = seeded("divisions of work");
    for (let round = 0; round < 40; round++) {
      const six = { receivers: 6, mostTiles: 2, screens: false, shortOfWork: true };
      const { requests, limits, problem } = instanceOf(wasm, random, six);
      const cases = problem.cases.map((each) => ({ ...each, kbps: Infinity }));
      const unlimited = { requests, limits: { ...limits, uplinkBps: 0 }, problem: { ...problem, cases } };
      expectBest(unlimited, bestByFronts(unlimited.problem));
    }
  });
});

it("is found in the room there is for nine receivers, a screen to each, and both limits", () => {
  const random = seeded("divisions in bounds");
  let most = 0;
  for (let round = 0; round < 1_000; round++) {
    const nine = { receivers: 9, mostTiles: 4, screens: true, shortOfWork: true };
    const { requests, limits, problem } = instanceOf(wasm, random, nine);
    const layers = chooseLayers(wasm, requests, limits);
    expect(judge(problem, layers).allowed).toBe(true);
    most = Math.max(most, noted(LAYERS_STATES_USED));
  }
  console.log(`at most ${most} states for two searches, of ${STATES} for each`);
});

it("keeps the limits also for more links than it is made for", () => {
  const random = seeded("divisions of many");
  for (let round = 0; round < 300; round++) {
    const many = { receivers: 10 + random.integer(23), mostTiles: 4, screens: false, shortOfWork: true };
    const { requests, limits, problem } = instanceOf(wasm, random, many);
    const layers = chooseLayers(wasm, requests, limits);
    expect(judge(problem, layers).allowed, JSON.stringify({ requests, limits })).toBe(true);
    expect(noted(LAYERS_UPLINK_BPS)).toBe(limits.uplinkBps);
  }
});
