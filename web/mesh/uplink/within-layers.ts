import { topLayer } from "../../room/layer.ts";
import type { Wish } from "../../room/ports.ts";

export interface Source {
  sourceWidthPx: number;
  sourceHeightPx: number;
  sourceFps: number;
}

/** How often a layer below the highest halves what the source has. */
function halvings(layer: number | undefined): number {
  return 2 ** (topLayer - (layer ?? topLayer));
}

/**
 * What is left of a wish under the layers that it names, as upper bounds: those of Janus's simulcast, a quarter, half and all
 * of the source. The bounds are rungs of the kernel's ladder (docs/ladder.md).
 */
export function withinLayers(
  { widthPx, heightPx, spatialLayer, temporalLayer }: Wish,
  { sourceWidthPx, sourceHeightPx, sourceFps }: Source,
): { widthPx: number; heightPx: number; mostFps: number } {
  const mostWidthPx = sourceWidthPx / halvings(spatialLayer);
  const mostHeightPx = sourceHeightPx / halvings(spatialLayer);
  const mostFps = sourceFps / halvings(temporalLayer);
  // by area, as the kernel compares them
  return spatialLayer === undefined || widthPx * heightPx <= mostWidthPx * mostHeightPx
    ? { widthPx, heightPx, mostFps }
    : { widthPx: mostWidthPx, heightPx: mostHeightPx, mostFps };
}
