import { describe, expect, it } from "vitest";
import { coresSaved, leastSaving, usualPixelSeconds } from "../../web/mesh/shared/payoff.ts";
import { planLayers, type Plan, type Wanted } from "../../web/mesh/shared/plan.ts";
import { parseCommand, parseReport, parseTransformOptions } from "../../web/mesh/shared/wire.ts";

function wanted(link: number, scale: number, bitrateKbps: number, more: Partial<Wanted> = {}): Wanted {
  const layer = {
    active: true,
    scaleResolutionDownBy: scale,
    maxFramerate: 30,
    maxBitrateBps: bitrateKbps * 1_000,
  };
  return { link, layer, isNarrow: false, ...more };
}

describe("planLayers", () => {
  it("has a layer for each size that is wanted, the largest first", () => {
    const { layers, layerOf } = planLayers([wanted(7, 4, 150), wanted(3, 1, 2_500), wanted(5, 4, 120)]);
    expect(layers).toMatchObject([
      { scaleResolutionDownBy: 1, bitrateBps: 2_500_000 },
      { scaleResolutionDownBy: 4, bitrateBps: 150_000 },
    ]);
    expect([...layerOf].toSorted()).toEqual([
      [3, 0],
      [5, 1],
      [7, 1],
    ]);
  });

  it("has three at most: those that are nearest to each other share the larger one", () => {
    const { layers, layerOf } = planLayers([
      wanted(1, 1, 2_500),
      wanted(2, 2, 700),
      wanted(3, 4, 200),
      wanted(4, 4.5, 180),
    ]);
    expect(layers.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([1, 2, 4]);
    expect(layerOf.get(4)).toBe(layerOf.get(3));
  });

  it("gives a narrow link the largest layer of the others that it carries", () => {
    const narrow = wanted(9, 2, 300, { isNarrow: true });
    const { layers, layerOf } = planLayers([
      wanted(1, 1, 2_500),
      wanted(2, 2, 700),
      wanted(3, 4, 200),
      narrow,
    ]);
    expect(layers.map(({ bitrateBps }) => bitrateBps)).toEqual([2_500_000, 700_000, 200_000]);
    expect(layerOf.get(9)).toBe(2);
  });

  it("leaves its own encoder to a link that carries none of them", () => {
    const { layers, layerOf } = planLayers([
      wanted(1, 2, 700),
      wanted(2, 2, 700),
      wanted(3, 4, 100, { isNarrow: true }),
    ]);
    expect(layers).toHaveLength(1);
    expect(layers[0]?.bitrateBps).toBe(700_000);
    expect(layerOf.has(3)).toBe(false);
  });

  it("follows what receivers take where most are narrow", () => {
    const { layers, layerOf } = planLayers([
      wanted(1, 2, 400, { isNarrow: true }),
      wanted(2, 2, 350, { isNarrow: true }),
      wanted(3, 2, 700),
    ]);
    expect(layers).toMatchObject([{ scaleResolutionDownBy: 2, bitrateBps: 350_000 }]);
    expect(layerOf.size).toBe(3);
  });

  it("splits the frames of a layer for who wants half of them", () => {
    const slow = wanted(2, 2, 500);
    slow.layer.maxFramerate = 15;
    const { layers, halved } = planLayers([wanted(1, 2, 700), slow]);
    expect(layers).toMatchObject([{ framesPerSecond: 30, isSplit: true }]);
    expect([...halved]).toEqual([2]);
  });

  it("has nothing for nobody", () => {
    expect(planLayers([])).toEqual<Plan>({ layers: [], layerOf: new Map(), halved: new Set() });
  });
});

describe("coresSaved", () => {
  const full = { pixels: 1280 * 720, framesPerSecond: 30 };
  const half = { pixels: 640 * 360, framesPerSecond: 30 };
  const quarter = { pixels: 320 * 180, framesPerSecond: 30 };
  const saved = (own: (typeof full)[], shared: (typeof full)[]): number =>
    coresSaved(own, shared, own.length * 30, usualPixelSeconds);

  it("shares what nine see at full size", () => {
    expect(saved(Array<typeof full>(9).fill(full), [full])).toBeGreaterThan(1);
  });

  it("shares a gallery of nine, and not one of three: there each size has one receiver", () => {
    const gallery = [full, ...Array<typeof half>(3).fill(half), ...Array<typeof quarter>(5).fill(quarter)];
    expect(saved(gallery, [full, half, quarter])).toBeGreaterThan(leastSaving);
    expect(saved([full, half, quarter], [full, half, quarter])).toBeLessThan(0);
  });

  it("leaves two thumbnails alone", () => {
    expect(saved([quarter, quarter], [quarter])).toBeLessThan(leastSaving);
  });
});

describe("what page and thread say", () => {
  it("is read, and nothing else is", () => {
    expect(parseCommand({ do: "ping", id: 3 })).toEqual({ do: "ping", id: 3 });
    expect(parseReport({ is: "unfit", link: 1, why: "flood" })).toMatchObject({ why: "flood" });
    expect(parseTransformOptions({ link: 4 })).toEqual({ link: 4 });
    expect(parseTransformOptions({ encoder: 2 })).toEqual({ encoder: 2 });
    for (const strange of [undefined, null, 1, "ping", {}, { do: "ping", id: -1 }, { is: "ready" }]) {
      expect(parseCommand(strange)).toBeUndefined();
      expect(parseReport(strange)).toBeUndefined();
      expect(parseTransformOptions(strange)).toBeUndefined();
    }
  });
});
