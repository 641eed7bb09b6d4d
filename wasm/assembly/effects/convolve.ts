/**
 * The layers of a small convolutional network, in 32-bit floats: rows of pixels, the channels of a pixel side by side, their
 * number a multiple of four.
 */
import { Activation } from "./activation";

/**
 * Each pixel by itself: `outputs[p] = weights * inputs[p] + bias`.
 * @param weights in groups of eight outputs; a group has eight numbers for each input channel
 * @param outs output channels, a multiple of eight
 */
export function convolvePixels(
  inputs: usize,
  weights: usize,
  bias: usize,
  outputs: usize,
  pixels: i32,
  ins: i32,
  outs: i32,
  activation: i32,
): void {
  const inBytes: usize = ins << 2;
  const outBytes: usize = outs << 2;
  for (let group: usize = 0; group < outBytes; group += 32) {
    const bias0 = v128.load(bias + group);
    const bias1 = v128.load(bias + group, 16);
    const first = weights + group * ins;
    let from = inputs;
    let to = outputs + group;
    let left = pixels;
    for (; left >= 4; left -= 4) {
      let a0 = bias0,
        a1 = bias1,
        b0 = bias0,
        b1 = bias1,
        c0 = bias0,
        c1 = bias1,
        d0 = bias0,
        d1 = bias1;
      const from1 = from + inBytes;
      const from2 = from1 + inBytes;
      const from3 = from2 + inBytes;
      let weight = first;
      for (let at: usize = 0; at < inBytes; at += 4, weight += 32) {
        const w0 = v128.load(weight);
        const w1 = v128.load(weight, 16);
        const a = v128.load32_splat(from + at);
        const b = v128.load32_splat(from1 + at);
        const c = v128.load32_splat(from2 + at);
        const d = v128.load32_splat(from3 + at);
        a0 = f32x4.add(a0, f32x4.mul(a, w0));
        a1 = f32x4.add(a1, f32x4.mul(a, w1));
        b0 = f32x4.add(b0, f32x4.mul(b, w0));
        b1 = f32x4.add(b1, f32x4.mul(b, w1));
        c0 = f32x4.add(c0, f32x4.mul(c, w0));
        c1 = f32x4.add(c1, f32x4.mul(c, w1));
        d0 = f32x4.add(d0, f32x4.mul(d, w0));
        d1 = f32x4.add(d1, f32x4.mul(d, w1));
      }
      put(to, a0, a1, activation);
      put(to + outBytes, b0, b1, activation);
      put(to + 2 * outBytes, c0, c1, activation);
      put(to + 3 * outBytes, d0, d1, activation);
      from = from3 + inBytes;
      to += 4 * outBytes;
    }
    for (; left > 0; left--) {
      let a0 = bias0,
        a1 = bias1;
      let weight = first;
      for (let at: usize = 0; at < inBytes; at += 4, weight += 32) {
        const a = v128.load32_splat(from + at);
        a0 = f32x4.add(a0, f32x4.mul(a, v128.load(weight)));
        a1 = f32x4.add(a1, f32x4.mul(a, v128.load(weight, 16)));
      }
      put(to, a0, a1, activation);
      from += inBytes;
      to += outBytes;
    }
  }
}

// oxlint-disable-next-line unicorn/consistent-function-scoping
function put(to: usize, low: v128, high: v128, activation: i32): void {
  v128.store(to, Activation.of(low, activation));
  v128.store(to, Activation.of(high, activation), 16);
}

/**
 * The first layer: three channels in, sixteen out, 3 x 3, every second pixel.
 * @param weights sixteen numbers for each row, column and input channel
 * @param before rows and columns of nothing that stand before the picture
 */
export function convolveColours(
  inputs: usize,
  weights: usize,
  bias: usize,
  outputs: usize,
  width: i32,
  height: i32,
  before: i32,
  activation: i32,
): void {
  const outWidth = (width + 1) >> 1;
  const outHeight = (height + 1) >> 1;
  let to = outputs;
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++, to += 64) {
      let a = v128.load(bias),
        b = v128.load(bias, 16),
        c = v128.load(bias, 32),
        d = v128.load(bias, 48);
      for (let row = 0; row < 3; row++) {
        const fromY = y * 2 + row - before;
        if (fromY < 0 || fromY >= height) continue;
        for (let column = 0; column < 3; column++) {
          const fromX = x * 2 + column - before;
          if (fromX < 0 || fromX >= width) continue;
          let from = inputs + <usize>((fromY * width + fromX) * 12);
          let weight = weights + <usize>((row * 3 + column) * 192);
          for (let colour = 0; colour < 3; colour++, from += 4, weight += 64) {
            const value = v128.load32_splat(from);
            a = f32x4.add(a, f32x4.mul(value, v128.load(weight)));
            b = f32x4.add(b, f32x4.mul(value, v128.load(weight, 16)));
            c = f32x4.add(c, f32x4.mul(value, v128.load(weight, 32)));
            d = f32x4.add(d, f32x4.mul(value, v128.load(weight, 48)));
          }
        }
      }
      put(to, a, b, activation);
      put(to + 32, c, d, activation);
    }
  }
}

/** Each channel by itself, over a square of `size` pixels. @param before as above */
export function convolveChannels(
  inputs: usize,
  weights: usize,
  bias: usize,
  outputs: usize,
  width: i32,
  height: i32,
  channels: i32,
  size: i32,
  stride: i32,
  before: i32,
  activation: i32,
): void {
  const pixelBytes: usize = channels << 2;
  const rowBytes: usize = pixelBytes * width;
  const outWidth = (width + stride - 1) / stride;
  const outHeight = (height + stride - 1) / stride;
  let to = outputs;
  for (let y = 0; y < outHeight; y++) {
    const top = y * stride - before;
    const firstRow = max(0, -top);
    const lastRow = min(size, height - top);
    for (let x = 0; x < outWidth; x++) {
      const start = x * stride - before;
      const firstColumn = max(0, -start);
      const lastColumn = min(size, width - start);
      const corner =
        inputs + <usize>((top + firstRow) * <i32>rowBytes + (start + firstColumn) * <i32>pixelBytes);
      for (let at: usize = 0; at < pixelBytes; at += 16, to += 16) {
        let sum = v128.load(bias + at);
        let line = corner + at;
        for (let row = firstRow; row < lastRow; row++, line += rowBytes) {
          let from = line;
          let weight = weights + at + pixelBytes * <usize>(row * size + firstColumn);
          for (let column = firstColumn; column < lastColumn; column++) {
            sum = f32x4.add(sum, f32x4.mul(v128.load(from), v128.load(weight)));
            from += pixelBytes;
            weight += pixelBytes;
          }
        }
        v128.store(to, Activation.of(sum, activation));
      }
    }
  }
}

/** The last layer: each pixel becomes a square of four, of one channel. @param weights a pixel for each of the four, by rows */
export function spread(
  inputs: usize,
  weights: usize,
  bias: usize,
  outputs: usize,
  width: i32,
  height: i32,
  channels: i32,
  activation: i32,
): void {
  const pixelBytes: usize = channels << 2;
  const outRowBytes: usize = width << 3;
  const start = load<f32>(bias);
  let from = inputs;
  for (let y = 0; y < height; y++) {
    let to = outputs + outRowBytes * <usize>(2 * y);
    for (let x = 0; x < width; x++, from += pixelBytes, to += 8) {
      let a = f32x4.splat(0),
        b = f32x4.splat(0),
        c = f32x4.splat(0),
        d = f32x4.splat(0);
      for (let at: usize = 0; at < pixelBytes; at += 16) {
        const value = v128.load(from + at);
        const weight = weights + at;
        a = f32x4.add(a, f32x4.mul(value, v128.load(weight)));
        b = f32x4.add(b, f32x4.mul(value, v128.load(weight + pixelBytes)));
        c = f32x4.add(c, f32x4.mul(value, v128.load(weight + 2 * pixelBytes)));
        d = f32x4.add(d, f32x4.mul(value, v128.load(weight + 3 * pixelBytes)));
      }
      const all = Activation.of(
        f32x4(start + total(a), start + total(b), start + total(c), start + total(d)),
        activation,
      );
      v128.store64_lane(to, all, 0);
      v128.store64_lane(to + outRowBytes, all, 1);
    }
  }
}

function total(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3)
  );
}
