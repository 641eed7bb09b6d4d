import type { Corner, Placing } from "./geometry.ts";
import type { StageLayout, TileView } from "./tiles.ts";

/** What is on the stage: every tile, in the order of the page, and where each goes. */
export interface Scene {
  tiles: readonly TileView[];
  placing: Placing;
}

/**
 * @param corner where oneself is, small over the other
 * @param inPlaces sorts keys by the places that people have kept
 */
export function sceneOf(
  layout: StageLayout,
  corner: Corner,
  inPlaces: (keys: readonly string[]) => readonly string[],
): Scene {
  const keysOf = (tiles: readonly TileView[]) => tiles.map(({ key }) => key);
  switch (layout.as) {
    case "alone":
      return { tiles: [layout.own], placing: { screens: [], people: [layout.own.key], aside: [] } };
    case "pair": {
      const { other, own } = layout;
      const floating = { key: own.key, corner };
      return { tiles: [other, own], placing: { screens: [], people: [other.key], aside: [], floating } };
    }
    case "grid": {
      const people = inPlaces(keysOf(layout.people));
      return { tiles: layout.people, placing: { screens: [], people, aside: [] } };
    }
    case "focus":
    case "screen": {
      const { large, people } = layout;
      const shared = layout.as === "screen" ? layout.screens : [];
      const aside = inPlaces(keysOf(people)).filter((key) => key !== large);
      return {
        tiles: [...shared, ...people],
        placing: { screens: keysOf(shared), people: large === undefined ? [] : [large], aside },
      };
    }
  }
}
