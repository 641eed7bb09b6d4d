import type { Layer } from "../../room/layer.ts";

/**
 * Holds the video of each link under the room's cap. The kernel knows the cap as well, and chooses smaller pictures for it;
 * this is what counts, also without a kernel.
 * @param capBps 0: none
 * @param links whose each layer is
 */
export function withinCap(layers: readonly Layer[], links: readonly unknown[], capBps: number): Layer[] {
  if (capBps === 0) return [...layers];
  const sums = new Map<unknown, number>();
  layers.forEach((layer, index) => {
    if (layer.active) sums.set(links[index], (sums.get(links[index]) ?? 0) + layer.maxBitrateBps);
  });
  return layers.map((layer, index) => {
    const sumBps = sums.get(links[index]) ?? 0;
    return !layer.active || sumBps <= capBps
      ? layer
      : { ...layer, maxBitrateBps: Math.floor((layer.maxBitrateBps * capBps) / sumBps) };
  });
}
