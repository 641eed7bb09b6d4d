import type { Layer } from "../../room/layer.ts";
import { mostLayers } from "./wire.ts";

/** What one link is to have. */
export interface Wanted {
  link: number;
  /** Active. */
  layer: Layer;
  /** The link carries no more than this layer. */
  isNarrow: boolean;
}

export interface PlannedLayer {
  scaleResolutionDownBy: number;
  framesPerSecond: number;
  bitrateBps: number;
  /** Somebody takes every second frame. */
  isSplit: boolean;
}

export interface Plan {
  /** The largest first. */
  layers: PlannedLayer[];
  /** By link; one that is missing carries none of them. */
  layerOf: Map<number, number>;
  /** Links that take every second frame. */
  halved: Set<number>;
}

interface Group extends Omit<PlannedLayer, "isSplit"> {
  links: number[];
}

/** Who wants this part of a layer's frames or less gets every second one. */
const halfShare = 0.55;

/**
 * Up to three layers for all links: those that are wanted, or the ones above them where more are. A link that is narrower
 * than the others takes the largest of their layers that it carries, and adds none.
 */
export function planLayers(wanted: readonly Wanted[]): Plan {
  const narrow = wanted.filter(({ isNarrow }) => isNarrow);
  // most of them: then it is this device's own line, and what they take is what everybody takes
  const isCommon = narrow.length * 2 > wanted.length;
  const groups = merged(grouped(isCommon ? wanted : wanted.filter(({ isNarrow }) => !isNarrow)));
  if (!isCommon) {
    for (const { link, layer } of narrow) {
      const fitting = groups.find(
        ({ scaleResolutionDownBy, bitrateBps }) =>
          scaleResolutionDownBy >= layer.scaleResolutionDownBy && bitrateBps <= layer.maxBitrateBps,
      );
      fitting?.links.push(link);
    }
  }
  const layerOf = new Map(groups.flatMap(({ links }, index) => links.map((link) => [link, index] as const)));
  const halved = new Set<number>();
  for (const { link, layer } of wanted) {
    const group = groups[layerOf.get(link) ?? -1];
    if (group !== undefined && layer.maxFramerate <= group.framesPerSecond * halfShare) halved.add(link);
  }
  const layers = groups.map(({ links, ...layer }) => ({
    ...layer,
    isSplit: links.some((link) => halved.has(link)),
  }));
  return { layers, layerOf, halved };
}

/** By size, the largest first. */
function grouped(wanted: readonly Wanted[]): Group[] {
  const bySize = Map.groupBy(wanted, ({ layer }) => layer.scaleResolutionDownBy);
  return [...bySize]
    .map(([scaleResolutionDownBy, members]) => {
      const links = members.map(({ link }) => link);
      const framesPerSecond = Math.max(...members.map(({ layer }) => layer.maxFramerate));
      const most = Math.max(...members.map(({ layer }) => layer.maxBitrateBps));
      // a layer follows what its receivers take
      const bitrateBps = Math.min(
        most,
        ...members.flatMap(({ isNarrow, layer }) => (isNarrow ? [layer.maxBitrateBps] : [])),
      );
      return { links, scaleResolutionDownBy, framesPerSecond, bitrateBps };
    })
    .toSorted((a, b) => a.scaleResolutionDownBy - b.scaleResolutionDownBy);
}

/** Of neighbours the smaller joins the larger where that adds the fewest pixels. */
function merged(groups: readonly Group[]): Group[] {
  const left = [...groups];
  while (left.length > mostLayers) {
    let at = 1;
    for (let index = 2; index < left.length; index++)
      if (addedPixels(left, index) < addedPixels(left, at)) at = index;
    const [larger, smaller] = [left[at - 1], left[at]];
    if (larger === undefined || smaller === undefined) break;
    left.splice(at - 1, 2, { ...larger, links: [...larger.links, ...smaller.links] });
  }
  return left;
}

/** In parts of the source, for all links of the smaller one. */
function addedPixels(groups: readonly Group[], index: number): number {
  const [larger, smaller] = [groups[index - 1], groups[index]];
  if (larger === undefined || smaller === undefined) return Infinity;
  const added = 1 / larger.scaleResolutionDownBy ** 2 - 1 / smaller.scaleResolutionDownBy ** 2;
  return added * smaller.links.length;
}
