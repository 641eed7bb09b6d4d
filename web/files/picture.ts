import { pictureSize } from "./picture-size.ts";

/** A camera of today; decoded it takes four bytes a pixel. */
const mostPixels = 50_000_000;
/** So much of a file says how large its picture is, behind what cameras write in front. */
const headBytes = 256 * 1024;

/**
 * A small picture of a picture, for showing. What the file says of its type counts for nothing: its bytes have to be PNG,
 * JPEG, GIF or WebP, never SVG, and of a size that can be decoded.
 * @param widthPx the longer side is at most so long
 * @returns null for what is no picture that can be shown; whoever gets one closes it
 */
export async function pictureOf(file: Blob, longestPx = 640): Promise<ImageBitmap | null> {
  const size = pictureSize(new Uint8Array(await file.slice(0, headBytes).arrayBuffer()));
  if (size === undefined || size.widthPx * size.heightPx > mostPixels) return null;
  const scale = Math.min(1, longestPx / Math.max(size.widthPx, size.heightPx));
  try {
    return await createImageBitmap(new Blob([file], { type: size.type }), {
      resizeWidth: Math.max(1, Math.round(size.widthPx * scale)),
      resizeHeight: Math.max(1, Math.round(size.heightPx * scale)),
      resizeQuality: "medium",
    });
  } catch {
    return null; // it is broken
  }
}
