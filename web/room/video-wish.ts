import type { Wish } from "./ports.ts";
import type { TileSize } from "./tile-watch.ts";

/** Twilio's words for how much a receiver cares about a track. */
export type TrackPriority = "low" | "standard" | "high";

export interface WishReasons {
  /** What the tiles can use; undefined until that is known. */
  tile: TileSize | undefined;
  /** The room receives this track: it is a speaker's, pinned or a screen. */
  chosen: boolean;
  /** What the room makes of the track by itself, 0 to 2. */
  rank: number;
  /** `switchOn` and `switchOff` by the page; null: the tiles decide. */
  switched: "on" | "off" | null;
  /** `setContentPreferences` by the page. */
  render: TileSize | null;
  priority: TrackPriority | null;
}

/** For a track that is switched on, and that nobody shows. */
const usualSize: TileSize = { widthPx: 1280, heightPx: 720 };
/** The most of a track of low priority; a quarter of the usual size on each side. */
const lowShare = 4;
/** As the highest of the wire. */
const pinned = 3;
const maxPx = 16_384;

/** What to ask of a track's sender. @returns undefined while there is nothing to say yet */
export function wishFor({ tile, chosen, rank, switched, render, priority }: WishReasons): Wish | undefined {
  if (switched === "off" || (switched === null && !chosen)) return { widthPx: 0, heightPx: 0, priority: 0 };
  const shown = tile !== undefined && tile.widthPx * tile.heightPx > 0;
  const size = render ?? (switched === "on" && !shown ? usualSize : tile);
  if (size === undefined) return undefined;
  const low = priority === "low";
  return {
    widthPx: atMost(size.widthPx, low ? usualSize.widthPx / lowShare : maxPx),
    heightPx: atMost(size.heightPx, low ? usualSize.heightPx / lowShare : maxPx),
    priority: priority === "high" ? pinned : low ? 0 : rank,
  };
}

function atMost(px: number, most: number): number {
  return Math.min(Math.round(px), most);
}
