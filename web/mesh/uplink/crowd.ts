/** From so many people on nobody fills a screen for everybody: what is sent begins small. */
export const crowd = 6;
const thumbnailPixels = 320 * 180;
const thumbnailRate = 2 / 3;
const slowestFps = 10;

/**
 * In a crowd thumbnails go without every third frame: most of what a small frame costs, here and at the receiver, is not
 * its pixels.
 */
export function framesFor(
  sourceFps: number,
  tile: { widthPx: number; heightPx: number },
  people: number,
): number {
  if (people < crowd || tile.widthPx * tile.heightPx > thumbnailPixels) return sourceFps;
  return Math.min(sourceFps, Math.max(slowestFps, sourceFps * thumbnailRate));
}
