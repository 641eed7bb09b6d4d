import { describe, expect, it } from "vitest";
import type { Layer, LayerRequest } from "../../web/kernel/kernel-api.ts";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";
import { chooseLayer } from "./choose-layers.ts";
import { type Seeded, seeded } from "./seeded.ts";

const wasm = await loadWasm();
const choose = (request: LayerRequest) => chooseLayer(wasm, request);

const camera: LayerRequest = {
  sourceWidthPx: 1280,
  sourceHeightPx: 720,
  sourceFramesPerSecond: 30,
  tileWidthPx: 1280,
  tileHeightPx: 720,
  availableBps: 0,
  roundTripMs: 50,
  fractionLost: 0,
  detail: false,
};
const off: Layer = { active: false, scaleResolutionDownBy: 1, maxFramerate: 0, maxBitrateBps: 0 };

const sentPixels = (request: LayerRequest, { active, scaleResolutionDownBy: scale }: Layer) =>
  !active ? 0 : (request.sourceWidthPx * request.sourceHeightPx) / (scale * scale);

/** What an active layer sends too much or too little of. */
function violations(request: LayerRequest, layer: Layer): string[] {
  if (!layer.active) return [];
  const tilePixels = request.tileWidthPx * request.tileHeightPx;
  const carriedBps = request.availableBps > 0 ? 0.85 * request.availableBps : 2_500_000;
  const rules: [string, boolean][] = [
    ["scale below 1", layer.scaleResolutionDownBy >= 1],
    ["more pixels than the tile", sentPixels(request, layer) <= tilePixels * (1 + 1e-9)],
    ["less than a frame a second", layer.maxFramerate >= 1],
    ["more frames than the source", layer.maxFramerate <= (request.sourceFramesPerSecond || 30)],
    ["no bits", layer.maxBitrateBps > 0],
    ["more bits than the link carries", layer.maxBitrateBps <= Math.min(2_500_000, carriedBps)],
  ];
  return rules.filter(([, kept]) => !kept).map(([name]) => name);
}

/** Larger, or as large and smoother. */
function isBetter(a: Layer, b: Layer): boolean {
  if (!a.active || !b.active) return a.active && !b.active;
  if (a.scaleResolutionDownBy !== b.scaleResolutionDownBy)
    return a.scaleResolutionDownBy < b.scaleResolutionDownBy;
  return a.maxFramerate > b.maxFramerate;
}

function randomRequest(random: Seeded): LayerRequest {
  const [sourceWidthPx, sourceHeightPx] = [
    [320, 240],
    [640, 480],
    [1280, 720],
    [1920, 1080],
    [720, 1280],
    [3840, 2160],
  ][random.integer(6)] as [number, number];
  return {
    sourceWidthPx,
    sourceHeightPx,
    sourceFramesPerSecond: [0, 15, 24, 30, 60][random.integer(5)]!,
    tileWidthPx: 1 + random.integer(2_560),
    tileHeightPx: 1 + random.integer(1_440),
    availableBps: random.integer(4) === 0 ? 0 : 1 + random.integer(4_000_000),
    roundTripMs: random.integer(800),
    fractionLost: random.integer(3) === 0 ? random.fraction() : 0,
    detail: random.integer(3) === 0,
  };
}

describe("layer", () => {
  it("is the whole picture at 2.5 Mbps for a 720p tile on a good link", () => {
    const full = choose(camera);
    expect(full).toMatchObject({ active: true, scaleResolutionDownBy: 1, maxFramerate: 30 });
    expect(full.maxBitrateBps).toBeGreaterThan(2_400_000);
    expect(full.maxBitrateBps).toBeLessThanOrEqual(2_500_000);
    expect(choose({ ...camera, availableBps: 10_000_000 })).toEqual(full);
  });

  it("is off when no tile wants it, or the link carries no picture", () => {
    expect(choose({ ...camera, tileWidthPx: 0, tileHeightPx: 0 })).toEqual(off);
    expect(choose({ ...camera, tileHeightPx: 0 })).toEqual(off);
    expect(choose({ ...camera, availableBps: 20_000 })).toEqual(off);
    expect(choose({ ...camera, sourceWidthPx: NaN })).toEqual(off);
  });

  it("gives up frame rate first, then size", () => {
    const steps = [2_500_000, 1_400_000, 1_100_000, 400_000, 150_000, 60_000].map((availableBps) =>
      choose({ ...camera, availableBps }),
    );
    // a smaller picture starts at two thirds of the rate again
    expect(steps.map(({ maxFramerate }) => maxFramerate)).toEqual([30, 20, 15, 20, 20, 20]);
    const scales = steps.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy);
    expect(scales.slice(0, 3)).toEqual([1, 1, 1]);
    expect(scales).toEqual(scales.toSorted((a, b) => a - b));
    expect(scales.at(-1)).toBeGreaterThan(2);
  });

  it("gives small pictures the bits that encoders need for them", () => {
    // libwebrtc's own table for 360p and 180p, most bits per second
    for (const [widthPx, heightPx, mostBps] of [
      [640, 360, 700_000],
      [320, 180, 200_000],
    ] as const) {
      const { maxBitrateBps } = choose({ ...camera, tileWidthPx: widthPx, tileHeightPx: heightPx });
      expect(maxBitrateBps).toBeGreaterThan(mostBps * 0.9);
      expect(maxBitrateBps).toBeLessThan(mostBps * 1.3);
    }
  });

  it("keeps a shared screen sharp and slow", () => {
    const screen = {
      ...camera,
      sourceWidthPx: 1920,
      sourceHeightPx: 1080,
      tileWidthPx: 1920,
      tileHeightPx: 1080,
    };
    const layer = choose({ ...screen, detail: true });
    expect(layer).toMatchObject({ active: true, scaleResolutionDownBy: 1, maxFramerate: 15 });
    const perPixel = ({ maxBitrateBps, maxFramerate }: Layer) => maxBitrateBps / maxFramerate;
    expect(perPixel(layer)).toBeGreaterThan(perPixel(choose(screen)));
  });

  it("leaves room on a link that loses packets", () => {
    const good = choose({ ...camera, availableBps: 1_000_000 });
    const lossy = choose({ ...camera, availableBps: 1_000_000, fractionLost: 0.3 });
    expect(lossy.maxBitrateBps).toBeLessThan(good.maxBitrateBps);
  });

  it("never sends more pixels than the tile has, nor more bits than 85 % of the estimate", () => {
    const random = seeded("layer bounds");
    let previous: Layer | undefined;
    for (let round = 0; round < 50_000; round++) {
      const request = { ...randomRequest(random), previous };
      const layer = choose(request);
      expect(violations(request, layer), JSON.stringify({ request, layer })).toEqual([]);
      previous = random.integer(4) === 0 ? undefined : layer;
    }
  });

  it("is never worse on a better link, nor smaller in a larger tile", () => {
    const random = seeded("layer monotone");
    for (let round = 0; round < 20_000; round++) {
      const request = { ...randomRequest(random), availableBps: 1 + random.integer(3_000_000) };
      const layer = choose(request);
      const richer = { ...request, availableBps: request.availableBps * (1 + random.fraction()) };
      const better = choose(richer);
      const message = JSON.stringify({ request, richer });
      expect(better.maxBitrateBps, message).toBeGreaterThanOrEqual(layer.maxBitrateBps);
      expect(sentPixels(richer, better), message).toBeGreaterThanOrEqual(sentPixels(request, layer));

      const unlimited = { ...request, availableBps: 0 };
      const larger = { ...unlimited, tileWidthPx: request.tileWidthPx * 2 };
      expect(sentPixels(larger, choose(larger))).toBeGreaterThanOrEqual(
        sentPixels(unlimited, choose(unlimited)),
      );
    }
  });

  it("does not flap when tile and estimate tremble by 5 %", () => {
    const random = seeded("layer jitter");
    for (let round = 0; round < 500; round++) {
      const request = randomRequest(random);
      const tremble = (value: number) => value * (0.95 + 0.1 * random.fraction());
      let previous: Layer | undefined;
      for (let step = 0; step < 60; step++) {
        // Width and height of a tile move together.
        const tile = tremble(1);
        const now: LayerRequest = {
          ...request,
          tileWidthPx: request.tileWidthPx * tile,
          tileHeightPx: request.tileHeightPx * tile,
          availableBps: tremble(request.availableBps),
          previous,
        };
        const layer = choose(now);
        // Down to where the worst of the jitter fits, and never up again.
        expect(isBetter(layer, previous ?? layer), JSON.stringify({ now, layer })).toBe(false);
        previous = layer;
      }
    }
  });

  it("comes back up when there is clearly room", () => {
    const small = choose({ ...camera, tileWidthPx: 320, tileHeightPx: 180 });
    expect(small.scaleResolutionDownBy).toBe(4);
    expect(choose({ ...camera, previous: small })).toEqual(choose(camera));
    for (const tileWidthPx of [1280, 1200, 640, 620]) {
      const tile = { ...camera, tileWidthPx, tileHeightPx: (tileWidthPx * 9) / 16 };
      const slow = { ...choose(tile), maxFramerate: 15 };
      expect(choose({ ...tile, previous: slow })).toMatchObject({ maxFramerate: 30 });
    }
    const stopped = choose({ ...camera, availableBps: 10_000 });
    expect(choose({ ...camera, availableBps: 3_000_000, previous: stopped })).toMatchObject({
      active: true,
      scaleResolutionDownBy: 1,
    });
  });
});
