import type { PlannedLayer } from "./plan.ts";

/** A frame costs its pixels and this many more, as the kernel reckons (docs/decisions/one-uplink-for-all-links.md). */
const pixelsMoreEachFrame = 65_536;
/**
 * What sharing costs besides, in Chromium 156 (docs/decisions/one-encoder-for-all-links.md): what a shared encoder makes goes
 * through a script, and each carrier is encoded too.
 */
const sharedEncoderFactor = 1.2;
const baseCores = 0.015;
const carrierSeconds = 0.000_1;
/** Until a link has been measured: VP8 in software. */
export const usualPixelSeconds = 7e-9;
/** Of cores. Less is not worth a change. */
export const leastSaving = 0.01;
/** Of cores. So much is worth a change at once: with encoders of their own, links would take the time that it needs. */
export const clearSaving = 0.1;

export interface EncodedLayer extends Pick<PlannedLayer, "framesPerSecond"> {
  pixels: number;
}

/** Pixels in each second, with those that a frame itself costs. */
export function work(layers: Iterable<EncodedLayer>): number {
  let sum = 0;
  for (const { pixels, framesPerSecond } of layers) sum += (pixels + pixelsMoreEachFrame) * framesPerSecond;
  return sum;
}

/**
 * @param own what every link would encode by itself
 * @param shared the layers in place of that
 * @param carried frames in each second over all links
 * @param pixelSeconds measured, or {@link usualPixelSeconds}
 * @returns cores that sharing saves; below 0: that it costs
 */
export function coresSaved(
  own: Iterable<EncodedLayer>,
  shared: Iterable<EncodedLayer>,
  carried: number,
  pixelSeconds: number,
): number {
  const ownCores = work(own) * pixelSeconds;
  const sharedCores = work(shared) * pixelSeconds * sharedEncoderFactor;
  return ownCores - sharedCores - baseCores - carried * carrierSeconds;
}
