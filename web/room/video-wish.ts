import type { Wish } from "./ports.ts";
import type { TileSize } from "./tile-watch.ts";
import type { TrackPriority } from "./track-priority.ts";
import { usualSize, type VideoProfile } from "./video-profile.ts";

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
  /** The receiver's word, or else the publisher's. */
  priority: TrackPriority | null;
  profile: VideoProfile;
  /** What the budget for all videos leaves to this one. */
  mostPixels: number;
  /** What the page's subscriptions make of the track; null: there are none. */
  watching: Watching | null;
}

/** How subscriptions (`room.watch`) have a video received, all of them together. */
export interface Watching {
  /** False: not at all. True: whoever speaks. */
  on: boolean;
  /** What to ask for while no tile shows it; null: nothing. */
  size: TileSize | null;
  layers: Pick<Wish, "spatialLayer" | "temporalLayer">;
}

/** As the highest of the wire. */
const pinned = 3;
const maxPx = 16_384;

/** What to ask of a track's sender. @returns undefined while there is nothing to say yet */
export function wishFor(reasons: WishReasons): Wish | undefined {
  const { tile, chosen, rank, switched, render, priority, profile, mostPixels, watching } = reasons;
  const on = watching?.on ?? (switched === "on" || chosen);
  if (switched === "off" || !on) return { widthPx: 0, heightPx: 0, priority: 0 };
  const shown = tile !== undefined && tile.widthPx * tile.heightPx > 0;
  const free = shown ? profile.manualSize : switched === "on";
  const size = render ?? (free ? usualSize : shown ? tile : (watching?.size ?? tile));
  if (size === undefined) return undefined;
  const most = profile.most[priority ?? "standard"];
  const share = Math.min(1, Math.sqrt(mostPixels / Math.max(1, size.widthPx * size.heightPx)));
  return {
    widthPx: Math.min(Math.round(size.widthPx * share), most?.widthPx ?? maxPx),
    heightPx: Math.min(Math.round(size.heightPx * share), most?.heightPx ?? maxPx),
    priority: priority === "high" ? pinned : priority === "low" ? 0 : rank,
    ...watching?.layers,
  };
}
