export interface PictureSize {
  type: "image/png" | "image/jpeg" | "image/gif" | "image/webp";
  widthPx: number;
  heightPx: number;
}

/**
 * Reads how large a picture is without decoding it: PNG (IHDR), GIF (logical screen), JPEG (the frame header), WebP (VP8, VP8L
 * and VP8X).
 * @returns undefined for anything else, and for what ends too soon
 */
export function pictureSize(bytes: Uint8Array<ArrayBuffer>): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return png(view) ?? gif(view) ?? jpeg(view) ?? webp(view);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function png(view: DataView): PictureSize | undefined {
  if (view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a) return undefined;
  if (view.getUint32(12) !== 0x49484452) return undefined;
  return sized("image/png", view.getUint32(16), view.getUint32(20));
}

function gif(view: DataView): PictureSize | undefined {
  if (view.getUint32(0) !== 0x47494638) return undefined;
  return sized("image/gif", view.getUint16(6, true), view.getUint16(8, true));
}

function jpeg(view: DataView): PictureSize | undefined {
  if (view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  for (;;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // filling
      continue;
    }
    // frame headers, but for DHT, JPG and DAC, which have numbers among them
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return sized("image/jpeg", view.getUint16(at + 7), view.getUint16(at + 5));
    if (marker === 0xd9 || marker === 0xda) return undefined;
    at += 2 + view.getUint16(at + 2);
  }
}

function webp(view: DataView): PictureSize | undefined {
  if (view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57454250) return undefined;
  switch (view.getUint32(12)) {
    case 0x56503820: // "VP8 "
      return sized("image/webp", view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
    case 0x5650384c: {
      const bits = view.getUint32(21, true); // "VP8L"
      return sized("image/webp", (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    case 0x56503858: // "VP8X"
      return sized(
        "image/webp",
        (view.getUint32(24, true) & 0xffffff) + 1,
        ((view.getUint32(26, true) >>> 8) & 0xffffff) + 1,
      );
    default:
      return undefined;
  }
}

function sized(type: PictureSize["type"], widthPx: number, heightPx: number): PictureSize | undefined {
  return widthPx > 0 && heightPx > 0 ? { type, widthPx, heightPx } : undefined;
}
