import { readFileSync } from "node:fs";
import { buildWasm, wasmPath } from "../../scripts/build-wasm.ts";
import { inRepository } from "../../scripts/repository.ts";
import { EffectsWasm } from "../../web/effects/wasm.ts";

export async function effectsWasm(): Promise<EffectsWasm> {
  await buildWasm(["effects"]);
  return EffectsWasm.load(readFileSync(wasmPath("effects")));
}

export function model(name: "selfie_segmentation_landscape" | "selfie_segmentation"): Uint8Array {
  return readFileSync(inRepository(`node_modules/@mediapipe/selfie_segmentation/${name}.tflite`));
}

/** Whether somebody drawn stands at this place, of 0 to 1 in each direction of a picture of 16 to 9. */
export function isPerson(x: number, y: number): boolean {
  const isIn = (middleX: number, middleY: number, width: number, height: number): boolean =>
    ((x - middleX) / width) ** 2 + ((y - middleY) / height) ** 2 < 1;
  return isIn(0.5, 0.38, 0.1, 0.24) || isIn(0.5, 1.05, 0.26, 0.4) || (Math.abs(x - 0.5) < 0.045 && y > 0.38);
}

/** Somebody drawn in front of a wall with stripes, four bytes a pixel. */
export function drawnPerson(width: number, height: number): Uint8ClampedArray {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const [x, y] = [(column + 0.5) / width, (row + 0.5) / height];
      data.set([...colourAt(x, y), 255], (row * width + column) * 4);
    }
  return data;
}

function colourAt(x: number, y: number): readonly [number, number, number] {
  if (!isPerson(x, y)) return Math.floor(x * 40) % 2 === 0 ? [60, 90, 110] : [170, 190, 180];
  const isIn = (middleX: number, middleY: number, width: number, height: number): boolean =>
    ((x - middleX) / width) ** 2 + ((y - middleY) / height) ** 2 < 1;
  if (y > 0.66) return [20, 60, 140];
  if (isIn(0.5, 0.22, 0.098, 0.12)) return [50, 32, 22];
  for (const eye of [0.465, 0.535]) if (isIn(eye, 0.36, 0.01, 0.014)) return [25, 20, 20];
  if (isIn(0.5, 0.5, 0.03, 0.012)) return [150, 60, 60];
  return [214 - 40 * Math.abs(x - 0.46) * 5, 165 - 40 * Math.abs(x - 0.46) * 5, 138];
}
