import type { LayerLimits, LayerRequest } from "../../../web/kernel/kernel-api.ts";
import type { KernelWasm } from "../../../web/kernel/kernel-wasm.ts";
import { chooseLayer, chooseLayers } from "../choose-layers.ts";
import type { Seeded } from "../seeded.ts";
import { problemOf, type Problem } from "./division.ts";

type Wasm = Pick<KernelWasm, "exports" | "doubles">;

export interface Instance {
  requests: LayerRequest[];
  limits: LayerLimits;
  problem: Problem;
}
interface Wanted {
  receivers: number;
  /** Sizes of tiles, at most so many times 320x180. */
  mostTiles: number;
  /** Shared with everybody in every third instance. */
  screens: boolean;
  /** Of encoding. */
  shortOfWork: boolean;
}

const usualTiles = [
  [320, 180],
  [240, 135],
  [480, 270],
  [640, 360],
  [960, 540],
  [1280, 720],
] as const;

/**
 * Somebody sends to many: tiles of all sizes, one in ten out of sight, two links of five with an unknown estimate, less
 * uplink than all would take, and in every second instance layers in force, from another moment of the same call.
 */
export function instanceOf(wasm: Wasm, random: Seeded, wanted: Wanted): Instance {
  const { receivers, mostTiles, screens, shortOfWork } = wanted;
  const isSharing = screens && random.integer(3) === 0;
  const tile = (): readonly [number, number] =>
    random.integer(2) === 0
      ? usualTiles[random.integer(mostTiles === 4 ? usualTiles.length : 3)]!
      : [160 + random.integer(320 * mostTiles - 160), 90 + random.integer(180 * mostTiles - 90)];
  const requests = Array.from({ length: receivers }, (_, link): LayerRequest[] => {
    const [tileWidthPx, tileHeightPx] = tile();
    const line = {
      sourceFramesPerSecond: 30,
      availableBps: random.integer(5) < 2 ? 0 : Math.round(100_000 * 40 ** random.fraction()),
      roundTripMs: 50,
      fractionLost: 0,
      link,
    };
    const camera = {
      ...line,
      sourceWidthPx: 1280,
      sourceHeightPx: 720,
      tileWidthPx: random.integer(10) === 0 ? 0 : tileWidthPx,
      tileHeightPx,
      detail: false,
      priority: [0, 0, 0, 1, 2, 3][random.integer(6)]!,
    };
    const screen = {
      ...line,
      sourceWidthPx: 1920,
      sourceHeightPx: 1080,
      tileWidthPx: 320 * mostTiles,
      tileHeightPx: 180 * mostTiles,
      detail: true,
      priority: random.integer(2),
    };
    return isSharing ? [camera, screen] : [camera];
  }).flat();
  const wantedBps = chooseLayers(
    wasm,
    requests.map(({ link: _link, ...request }) => request),
  ).reduce((sum, { maxBitrateBps }) => sum + maxBitrateBps, 0);
  const short = (): LayerLimits => ({
    uplinkBps: Math.round(50_000 + wantedBps * (0.1 + 0.7 * random.fraction())),
    cpuShare: shortOfWork ? 0.3 + 0.6 * random.fraction() : 1,
  });
  const before = random.integer(2) === 0 ? chooseLayers(wasm, requests, short()) : undefined;
  const now = before ? requests.map((request, index) => ({ ...request, previous: before[index] })) : requests;
  const limits = short();
  const tops = now.map((request) => chooseLayer(wasm, request));
  return { requests: now, limits, problem: problemOf(now, tops, limits) };
}
