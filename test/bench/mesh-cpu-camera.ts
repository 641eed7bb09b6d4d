import { closeSync, openSync, writeSync } from "node:fs";

export interface Camera {
  widthPx: number;
  heightPx: number;
  framesPerSecond: number;
}

export const smallCamera: Camera = { widthPx: 640, heightPx: 360, framesPerSecond: 15 };
export const largeCamera: Camera = { widthPx: 1280, heightPx: 720, framesPerSecond: 30 };
const seconds = 4;

/** Writes a film for Chromium's fake camera (YUV4MPEG2, 4:2:0), which plays it over and over. */
export function writeCameraFilm(path: string, camera = smallCamera): void {
  const { widthPx, heightPx, framesPerSecond } = camera;
  const file = openSync(path, "w");
  writeSync(file, `YUV4MPEG2 W${widthPx} H${heightPx} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`);
  const chroma = Buffer.alloc((widthPx * heightPx) / 2, 128);
  const luma = cameraLuma(camera, framesIn(camera));
  for (let index = 0; index < framesIn(camera); index++) {
    writeSync(file, "FRAME\n");
    writeSync(file, luma(index));
    writeSync(file, chroma);
  }
  closeSync(file);
}

export function framesIn({ framesPerSecond }: Camera): number {
  return seconds * framesPerSecond;
}

/**
 * As a camera gives it: a still room with some grain, and a head that moves. The frame's number stands in the first
 * row, most significant of eight bits first, so that whoever receives the frame can draw the source again. Everything it
 * needs is inside, since pages are given it as text.
 * @returns brightness of each pixel of that frame, 0 to 255, row by row; the same array each time
 */
export function cameraLuma(
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
  frames: number,
): (index: number) => Uint8Array {
  const grain = 6;
  /** Of 360 rows. */
  const scale = heightPx / 360;
  const markPx = heightPx / 18;
  const room = Float32Array.from({ length: widthPx * heightPx }, (_, at) => {
    const [x, y] = [(at % widthPx) / scale, Math.floor(at / widthPx) / scale];
    return 70 + 40 * Math.sin(x / 47) * Math.cos(y / 31) + ((x >> 5) & 1) * 20;
  });
  // numerical recipes' congruential generator: the same grain wherever it is drawn; longer than a frame by a prime
  let state = 1;
  const grains = Float32Array.from({ length: widthPx * heightPx + 8_191 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * grain;
  });
  const luma = new Uint8Array(widthPx * heightPx);
  return (index) => {
    const turn = (2 * Math.PI * index) / frames;
    const headX = 320 + 90 * Math.sin(turn);
    const headY = 180 + 30 * Math.sin(2 * turn);
    const grainFrom = (index * 1_237) % 8_191;
    for (let y = 0; y < heightPx; y++) {
      for (let x = 0; x < widthPx; x++) {
        const at = y * widthPx + x;
        const [fromHeadX, fromHeadY] = [x / scale - headX, y / scale - headY];
        const isHead = (fromHeadX / 80) ** 2 + (fromHeadY / 110) ** 2 < 1;
        const light = isHead ? 150 + 30 * Math.sin(fromHeadX / 9) * Math.sin(fromHeadY / 13) : room[at];
        luma[at] = Math.max(0, Math.min(255, (light ?? 0) + (grains[at + grainFrom] ?? 0)));
      }
    }
    for (let bit = 0; bit < 8; bit++)
      for (let y = 0; y < markPx; y++)
        luma.fill(
          (index >> (7 - bit)) & 1 ? 210 : 30,
          y * widthPx + bit * markPx,
          y * widthPx + (bit + 1) * markPx,
        );
    return luma;
  };
}
