import type { TileSize } from "./tile-watch.ts";
import type { TrackPriority } from "./track-priority.ts";

/** How a page wants video to be received: Twilio's bandwidth profile, as a mesh understands it. */
export interface VideoProfile {
  /** What no tile shows is received too, until the page switches it off. */
  manualSwitch: boolean;
  /** The tiles' size does not count, only whether they are seen. */
  manualSize: boolean;
  /** 0 to 2: how much a speaker's video is preferred by itself. */
  speakerRank: number;
  /** The most of tracks of each priority, pixels. */
  most: Partial<Record<TrackPriority, TileSize>>;
  /** All video together, bits per second; 0: no limit. */
  budgetBps: number;
}

/** For a track that is switched on, and that nobody shows. */
export const usualSize: TileSize = { widthPx: 1280, heightPx: 720 };
/** The most of a track of low priority: a quarter of the usual size on each side. */
const small: TileSize = { widthPx: 320, heightPx: 180 };

export const usualProfile: VideoProfile = {
  manualSwitch: false,
  manualSize: false,
  speakerRank: 1,
  most: { low: small },
  budgetBps: 0,
};

/** What a layer of the usual size takes at most, and how that falls with its pixels (docs/ladder.md). */
const usualBps = 2_500_000;
const fall = 0.875;

/** @returns how many pixels of each of so many videos a budget allows */
export function pixelsWithin(budgetBps: number, videos: number): number {
  if (budgetBps <= 0 || videos === 0) return Infinity;
  return usualSize.widthPx * usualSize.heightPx * (budgetBps / videos / usualBps) ** (1 / fall);
}
