import { expect, it } from "vitest";
import { withinLayers } from "../../web/mesh/uplink/within-layers.ts";
import { seeded } from "../wasm/seeded.ts";

const source = { sourceWidthPx: 1280, sourceHeightPx: 720, sourceFps: 30 };
const tile = { widthPx: 1000, heightPx: 600, priority: 0 };

it.each([
  [{}, { widthPx: 1000, heightPx: 600, mostFps: 30 }],
  [
    { spatialLayer: 2, temporalLayer: 2 },
    { widthPx: 1000, heightPx: 600, mostFps: 30 },
  ],
  [{ spatialLayer: 1 }, { widthPx: 640, heightPx: 360, mostFps: 30 }],
  [{ spatialLayer: 0 }, { widthPx: 320, heightPx: 180, mostFps: 30 }],
  [{ temporalLayer: 1 }, { widthPx: 1000, heightPx: 600, mostFps: 15 }],
  [{ temporalLayer: 0 }, { widthPx: 1000, heightPx: 600, mostFps: 7.5 }],
])("layers %o leave %o of a large tile", (layers, left) => {
  expect(withinLayers({ ...tile, ...layers }, source)).toEqual(left);
});

it("never raise a wish: what a small tile can use is less already, and nothing is nothing", () => {
  const random = seeded("layers");
  for (let round = 0; round < 10_000; round++) {
    const wish = {
      widthPx: random.integer(2_000),
      heightPx: random.integer(2_000),
      priority: 0,
      spatialLayer: random.integer(3),
      temporalLayer: random.integer(3),
    };
    const { widthPx, heightPx, mostFps } = withinLayers(wish, source);
    expect(widthPx * heightPx).toBeLessThanOrEqual(wish.widthPx * wish.heightPx);
    const sourcePixels = (1280 * 720) / 4 ** (2 - wish.spatialLayer);
    expect(widthPx * heightPx).toBeLessThanOrEqual(Math.max(sourcePixels, 0));
    expect(mostFps).toBe(30 / 2 ** (2 - wish.temporalLayer));
  }
});
