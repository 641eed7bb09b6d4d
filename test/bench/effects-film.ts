import { closeSync, openSync, writeSync } from "node:fs";
import { drawnPerson } from "../wasm/effects-picture.ts";

/** What the bench's camera gives. */
export const film = { widthPx: 640, heightPx: 360, framesPerSecond: 30 } as const;
const frames = 30;

/** Somebody drawn who sways, for Chromium's fake camera (YUV4MPEG2, 4:2:0), which plays it over and over. */
export function writePersonFilm(path: string): void {
  const { widthPx, heightPx, framesPerSecond } = film;
  const file = openSync(path, "w");
  writeSync(file, `YUV4MPEG2 W${widthPx} H${heightPx} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`);
  const picture = drawnPerson(widthPx, heightPx);
  for (let frame = 0; frame < frames; frame++) {
    const sway = 2 * Math.round(10 * Math.sin((2 * Math.PI * frame) / frames));
    writeSync(file, "FRAME\n");
    writeSync(file, planesOf(picture, sway));
  }
  closeSync(file);
}

/** BT.601, full range (JPEG). */
function planesOf(picture: Uint8ClampedArray, sway: number): Buffer {
  const { widthPx, heightPx } = film;
  const size = widthPx * heightPx;
  const planes = Buffer.alloc((size * 3) / 2);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) {
      const at = (y * widthPx + ((x + sway + widthPx) % widthPx)) * 4;
      const [red = 0, green = 0, blue = 0] = picture.subarray(at, at + 3);
      planes[y * widthPx + x] = 0.299 * red + 0.587 * green + 0.114 * blue;
      if (y % 2 === 1 || x % 2 === 1) continue;
      const to = size + (y / 2) * (widthPx / 2) + x / 2;
      planes[to] = 128 - 0.169 * red - 0.331 * green + 0.5 * blue;
      planes[to + size / 4] = 128 + 0.5 * red - 0.419 * green - 0.081 * blue;
    }
  return planes;
}
