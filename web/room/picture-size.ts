import type { TileSize } from "./tile-watch.ts";
import { usualSize } from "./video-profile.ts";

/** Of a `<video>` without size and picture, CSS pixels (HTML, 4.8.8). */
const emptyVideo = { width: 300, height: 150 };

/**
 * Where the page gives an element no size, it has its picture's: what it can use is not what it has now, since a small
 * picture would keep it small for good. So it is laid out for a moment, which nobody sees, as with a picture that is too large.
 * @param longestPx the longer side of the largest picture that is worth asking for
 * @returns device pixels that it can use of that picture; undefined: it has a size of its own
 */
export function sizeByPicture(element: HTMLMediaElement, longestPx: number): TileSize | undefined {
  if (!(element instanceof HTMLVideoElement)) return undefined;
  const { clientWidth, clientHeight, videoWidth, videoHeight } = element;
  // a first look, which moves nothing, at what nearly all elements are: of another size than their picture
  const isAlike =
    clientWidth === (videoWidth || emptyVideo.width) || clientHeight === (videoHeight || emptyVideo.height);
  if (!isAlike) return undefined;
  // each look lays the page out, and a room of ten has many at once: without a picture it is taken for one without a size
  if (!videoWidth && clientWidth + clientHeight === emptyVideo.width + emptyVideo.height) return usualSize;
  const [width, height] =
    videoWidth > 0 ? [videoWidth, videoHeight] : [usualSize.widthPx, usualSize.heightPx];
  const scale = longestPx / Math.max(width, height);
  const largest = { widthPx: Math.round(width * scale), heightPx: Math.round(height * scale) };
  const laidOut = sizeWith(element, 2 * largest.widthPx, 2 * largest.heightPx);
  if (laidOut.widthPx === clientWidth && laidOut.heightPx === clientHeight) return undefined;
  return {
    widthPx: Math.min(largest.widthPx, Math.round(laidOut.widthPx * devicePixelRatio)),
    heightPx: Math.min(largest.heightPx, Math.round(laidOut.heightPx * devicePixelRatio)),
  };
}

/** @returns CSS pixels of the element if its picture had these */
function sizeWith(element: HTMLVideoElement, widthPx: number, heightPx: number): TileSize {
  const { style } = element;
  const before = style.cssText;
  style.cssText = `${before}; contain: size !important; contain-intrinsic-size: ${widthPx}px ${heightPx}px !important; aspect-ratio: ${widthPx} / ${heightPx} !important`;
  const size = { widthPx: element.clientWidth, heightPx: element.clientHeight };
  style.cssText = before;
  return size;
}
