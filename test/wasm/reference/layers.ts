import type { Layer, LayerRequest } from "../../../web/kernel/kernel-api.ts";

/** The allocator's own measures of a layer (wasm/assembly/layers.ts), written down a second time, and every division. */

const framePixels = 65_536;

export function workOf({ sourceWidthPx, sourceHeightPx }: LayerRequest, layer: Layer): number {
  const { active, scaleResolutionDownBy: scale, maxFramerate } = layer;
  return active ? maxFramerate * ((sourceWidthPx * sourceHeightPx) / scale ** 2 + framePixels) : 0;
}

export function worthOf(
  request: LayerRequest,
  { active, scaleResolutionDownBy, maxFramerate }: Layer,
): number {
  if (!active) return 0;
  const sourcePixels = request.sourceWidthPx * request.sourceHeightPx;
  const ideal = Math.max(1, Math.sqrt(sourcePixels / (request.tileWidthPx * request.tileHeightPx)));
  const weight = (sourcePixels / ideal ** 2) * (1 + (request.priority ?? 0)) * (request.detail ? 2 : 1);
  const rate = (maxFramerate / fullRate(request)) ** (request.detail ? 0.125 : 0.25);
  return weight * Math.min(1, ideal / scaleResolutionDownBy) ** 0.5 * rate;
}

/** The least that a layer can live on, bits per second. */
export function needBps(request: LayerRequest, layer: Layer): number {
  const { active, scaleResolutionDownBy, maxFramerate } = layer;
  return active ? 0.6 * targetBps(request, scaleResolutionDownBy, maxFramerate) : 0;
}

/** Off, and every rung from the best that the tile can use down to 160x90. */
export function rungsOf(request: LayerRequest): Layer[] {
  const ideal = Math.sqrt(
    (request.sourceWidthPx * request.sourceHeightPx) / (request.tileWidthPx * request.tileHeightPx),
  );
  const full = fullRate(request);
  const rates = (request.detail ? [1, 2 / 3, 1 / 2, 1 / 3] : [1, 2 / 3, 1 / 2]).map((part) =>
    Math.max(1, Math.floor(full * part + 1e-9)),
  );
  const scales = Array.from({ length: 6 }, (_, power) =>
    [1, 1.25, 1.5].map((base) => base * 2 ** power),
  ).flat();
  const fitting = scales.filter((scale) => scale >= ideal);
  const rungs: Layer[] = [{ active: false, scaleResolutionDownBy: 1, maxFramerate: 0, maxBitrateBps: 0 }];
  for (const [index, scale] of fitting.entries()) {
    if (index > 0 && (request.sourceWidthPx * request.sourceHeightPx) / scale ** 2 < 160 * 90) break;
    for (const maxFramerate of index === 0 ? rates : rates.slice(-2)) {
      const maxBitrateBps = targetBps(request, scale, maxFramerate);
      rungs.push({ active: true, scaleResolutionDownBy: scale, maxFramerate, maxBitrateBps });
    }
  }
  return rungs;
}

export function bitsOf(_requests: readonly LayerRequest[], division: readonly Layer[]): number {
  return division.reduce((sum, { maxBitrateBps }) => sum + maxBitrateBps, 0);
}

export function everyDivision(choices: readonly Layer[][]): Layer[][] {
  return choices.reduce<Layer[][]>(
    (divisions, rungs) => divisions.flatMap((division) => rungs.map((rung) => [...division, rung])),
    [[]],
  );
}

function fullRate({ sourceFramesPerSecond, detail }: LayerRequest): number {
  return Math.min(sourceFramesPerSecond || 30, detail ? 15 : 30);
}

function targetBps(request: LayerRequest, scale: number, fps: number): number {
  const pixels = (request.sourceWidthPx * request.sourceHeightPx) / scale ** 2 / (1280 * 720);
  const anchor = request.detail ? 3_300_000 : 2_500_000;
  return Math.min(2_500_000, Math.max(60_000, anchor * pixels ** 0.875 * (fps / 30) ** 0.75));
}
