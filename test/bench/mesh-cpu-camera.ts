import { closeSync, openSync, writeSync } from "node:fs";

/** As a camera gives it: a still room with some grain, and a head that moves. */
export const camera = { widthPx: 640, heightPx: 360, framesPerSecond: 15 } as const;
const seconds = 4;
const grain = 6;

/** Writes a film for Chromium's fake camera (YUV4MPEG2, 4:2:0), which plays it over and over. */
export function writeCameraFilm(path: string): void {
  const { widthPx, heightPx, framesPerSecond } = camera;
  const file = openSync(path, "w");
  writeSync(file, `YUV4MPEG2 W${widthPx} H${heightPx} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`);
  const frame = Buffer.alloc((widthPx * heightPx * 3) / 2, 128);
  const frames = seconds * framesPerSecond;
  for (let index = 0; index < frames; index++) {
    const turn = (2 * Math.PI * index) / frames;
    drawLuma(frame, widthPx / 2 + 90 * Math.sin(turn), heightPx / 2 + 30 * Math.sin(2 * turn));
    writeSync(file, "FRAME\n");
    writeSync(file, frame);
  }
  closeSync(file);
}

function drawLuma(frame: Buffer, headX: number, headY: number): void {
  const { widthPx, heightPx } = camera;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const distance = Math.hypot((x - headX) / 80, (y - headY) / 110);
      const room = 70 + 40 * Math.sin(x / 47) * Math.cos(y / 31) + ((x >> 5) & 1) * 20;
      const head = 150 + 30 * Math.sin((x - headX) / 9) * Math.sin((y - headY) / 13);
      const light = distance < 1 ? head : room;
      frame[y * widthPx + x] = Math.max(0, Math.min(255, light + (Math.random() - 0.5) * grain));
    }
  }
}
