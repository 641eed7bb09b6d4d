import type { Layer, LayerLimits, LayerRequest } from "../../web/kernel/kernel-api.ts";
import { needBps } from "../wasm/reference/layers.ts";

/**
 * LiveKit's rule for a line that is too narrow, after the description of its stream allocator, on the links of a mesh:
 * three sizes of three rates. When what is sent does not fit any more, all is given anew: size by size, rate by rate,
 * track by track. While it fits, what is left over goes to the track that is farthest from what it wants.
 * Kind to it: the largest size is the tile's own, and layers may live on as little as ours.
 */
export function livekitPolicy(): (requests: readonly LayerRequest[], limits: LayerLimits) => Layer[] {
  let levels: number[] = [];
  return (requests, { uplinkBps }) => {
    const ladders = requests.map(ladderOf);
    const needs = ladders.map((ladder, index) => ladder.map((layer) => needBps(requests[index]!, layer)));
    const needOf = (index: number, level: number): number => needs[index]![level]!;
    const carries = (index: number, level: number): boolean =>
      needOf(index, level) <= requests[index]!.availableBps * linkShare;
    const fits = (some: readonly number[]): boolean =>
      some.reduce((sum, level, index) => sum + needOf(index, level), 0) <= uplinkBps;
    const raised = (index: number, level: number): number[] => levels.with(index, level);

    const inForce =
      levels.length > 0 && fits(levels) && levels.every((level, index) => carries(index, level));
    if (!inForce) {
      levels = requests.map(() => off);
      for (let level = 1; level < ladders[0]!.length; level++)
        for (const index of requests.keys())
          if (levels[index] === level - 1 && carries(index, level) && fits(raised(index, level)))
            levels = raised(index, level);
      return levels.map((level, index) => ladders[index]![level]!);
    }
    for (;;) {
      const next = [...requests.keys()]
        .toSorted((a, b) => levels[a]! - levels[b]!)
        .find((index) => {
          const level = levels[index]! + 1;
          return level < ladders[index]!.length && carries(index, level) && fits(raised(index, level));
        });
      if (next === undefined) break;
      levels = raised(next, levels[next]! + 1);
    }
    return levels.map((level, index) => ladders[index]![level]!);
  };
}

const off = 0;
/** As the kernel's: the rest of a link is for audio, data and probing. */
const linkShare = 0.85;
const sizes = [4, 2, 1];
const rates = [1 / 4, 1 / 2, 1];

/** From off to the best; sizes before rates. */
function ladderOf(request: LayerRequest): Layer[] {
  const { sourceWidthPx, sourceHeightPx, tileWidthPx, tileHeightPx, sourceFramesPerSecond } = request;
  const ideal = Math.max(1, Math.sqrt((sourceWidthPx * sourceHeightPx) / (tileWidthPx * tileHeightPx)));
  const layers = sizes.flatMap((size) =>
    rates.map((rate) => ({
      active: true,
      scaleResolutionDownBy: ideal * size,
      maxFramerate: sourceFramesPerSecond * rate,
      maxBitrateBps: 0,
    })),
  );
  return [{ active: false, scaleResolutionDownBy: 1, maxFramerate: 0, maxBitrateBps: 0 }, ...layers];
}
