/** What joins the layers of the network. Pixels as in convolve.ts. */
import { Activation } from "./activation";

/** The mean of each channel. */
export function mean(inputs: usize, outputs: usize, pixels: i32, channels: i32): void {
  const pixelBytes: usize = channels << 2;
  const share = f32x4.splat(<f32>1 / <f32>pixels);
  for (let at: usize = 0; at < pixelBytes; at += 16) {
    let sum = f32x4.splat(0);
    let from = inputs + at;
    for (let left = pixels; left > 0; left--, from += pixelBytes) sum = f32x4.add(sum, v128.load(from));
    v128.store(outputs + at, f32x4.mul(sum, share));
  }
}

/** Each channel times a number of its own. */
export function scale(inputs: usize, factors: usize, outputs: usize, pixels: i32, channels: i32): void {
  const pixelBytes: usize = channels << 2;
  let from = inputs;
  let to = outputs;
  for (let left = pixels; left > 0; left--)
    for (let at: usize = 0; at < pixelBytes; at += 16, from += 16, to += 16)
      v128.store(to, f32x4.mul(v128.load(from), v128.load(factors + at)));
}

export function sum(first: usize, second: usize, outputs: usize, values: i32): void {
  const bytes: usize = values << 2;
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(outputs + at, f32x4.add(v128.load(first + at), v128.load(second + at)));
}

/** For an activation that no layer could take with it. */
export function activate(inputs: usize, outputs: usize, values: i32, activation: i32): void {
  const bytes: usize = values << 2;
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(outputs + at, Activation.of(v128.load(inputs + at), activation));
}

/** Twice as wide and high, between the centres of pixels. */
export function enlarge(inputs: usize, outputs: usize, width: i32, height: i32, channels: i32): void {
  const pixelBytes: usize = channels << 2;
  const rowBytes: usize = pixelBytes * width;
  let to = outputs;
  for (let y = 0; y < 2 * height; y++) {
    // the centre lies a quarter of a pixel before or behind that of the one it comes from
    const near = y >> 1;
    const far = (y & 1) === 0 ? max(near - 1, 0) : min(near + 1, height - 1);
    const nearRow = inputs + rowBytes * near;
    const farRow = inputs + rowBytes * far;
    for (let x = 0; x < 2 * width; x++) {
      const nearX: usize = x >> 1;
      const farX: usize = (x & 1) === 0 ? max(<i32>nearX - 1, 0) : min(<i32>nearX + 1, width - 1);
      const nearAt = nearX * pixelBytes;
      const farAt = farX * pixelBytes;
      for (let at: usize = 0; at < pixelBytes; at += 16, to += 16) {
        const here = mix(v128.load(nearRow + nearAt + at), v128.load(nearRow + farAt + at));
        const there = mix(v128.load(farRow + nearAt + at), v128.load(farRow + farAt + at));
        v128.store(to, mix(here, there));
      }
    }
  }
}

function mix(near: v128, far: v128): v128 {
  return f32x4.add(f32x4.mul(near, f32x4.splat(0.75)), f32x4.mul(far, f32x4.splat(0.25)));
}
