/**
 * A picture in planes of one byte: brightness, and at half the width and height two of colour (I420). Rows of the first have
 * `stride` bytes, a multiple of 16, and there is a multiple of four of them; what lies beyond the picture repeats its edge.
 */

/** Repeats the last column and row of a plane up to its stride and rows. */
export function extend(plane: usize, width: i32, height: i32, stride: i32, rows: i32): void {
  if (width < stride)
    for (let y = 0; y < height; y++) {
      const row = plane + <usize>(y * stride);
      memory.fill(row + width, load<u8>(row + width - 1), stride - width);
    }
  const last = plane + <usize>((height - 1) * stride);
  for (let y = height; y < rows; y++) memory.copy(plane + <usize>(y * stride), last, stride);
}

/** A plane of half the size. @param width of the smaller one */
export function halve(from: usize, fromStride: i32, to: usize, width: i32, height: i32, stride: i32): void {
  for (let y = 0; y < height; y++) {
    let upper = from + <usize>(2 * y * fromStride);
    let out = to + <usize>(y * stride);
    for (let x = 0; x < width; x++, upper += 2, out++) {
      const lower = upper + fromStride;
      const sum =
        <i32>load<u8>(upper) + <i32>load<u8>(upper, 1) + <i32>load<u8>(lower) + <i32>load<u8>(lower, 1);
      store<u8>(out, (sum + 2) >> 2);
    }
  }
}

/** Two planes of what comes in turns (NV12). */
export function splitColours(both: usize, u: usize, v: usize, bytes: i32): void {
  for (let at: usize = 0; at < <usize>bytes; at += 16) {
    const low = v128.load(both + 2 * at);
    const high = v128.load(both + 2 * at, 16);
    v128.store(
      u + at,
      v128.shuffle<u8>(low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30),
    );
    v128.store(
      v + at,
      v128.shuffle<u8>(low, high, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31),
    );
  }
}

/**
 * Planes of four bytes a pixel, by BT.601 with 16 to 235 (ITU-R BT.601-7, section 2.5.3). Width and height are even.
 * @param red the place of red among the four, 0 or 2; blue has the other
 */
export function fromColours(
  pixels: usize,
  red: i32,
  width: i32,
  height: i32,
  y: usize,
  u: usize,
  v: usize,
  stride: i32,
): void {
  const blue = 2 - red;
  for (let row = 0; row < height; row += 2) {
    for (let column = 0; column < width; column += 2) {
      let r = 0,
        g = 0,
        b = 0;
      for (let each = 0; each < 4; each++) {
        const inRow = row + (each >> 1);
        const inColumn = column + (each & 1);
        const from = pixels + <usize>((inRow * width + inColumn) << 2);
        const oneR = <i32>load<u8>(from + red);
        const oneG = <i32>load<u8>(from, 1);
        const oneB = <i32>load<u8>(from + blue);
        store<u8>(
          y + <usize>(inRow * stride + inColumn),
          ((66 * oneR + 129 * oneG + 25 * oneB + 128) >> 8) + 16,
        );
        r += oneR;
        g += oneG;
        b += oneB;
      }
      const to = <usize>((row >> 1) * (stride >> 1) + (column >> 1));
      store<u8>(u + to, ((-38 * r - 74 * g + 112 * b + 512) >> 10) + 128);
      store<u8>(v + to, ((112 * r - 94 * g - 18 * b + 512) >> 10) + 128);
    }
  }
}

/**
 * The picture as a network sees it: small, red, green and blue of each pixel in floats, 0 to 1.
 * @param isFull brightness goes from 0 to 255, in place of 16 to 235
 */
export function lookSmall(
  y: usize,
  u: usize,
  v: usize,
  stride: i32,
  width: i32,
  height: i32,
  isFull: i32,
  output: usize,
  outWidth: i32,
  outHeight: i32,
): void {
  const black: f32 = isFull ? 0 : 16;
  const gain: f32 = isFull ? 1.0 / 255.0 : 1.0 / 219.0;
  const colour: f32 = isFull ? 1.0 / 127.5 : 1.0 / 112.0;
  let to = output;
  for (let row = 0; row < outHeight; row++) {
    const top = (row * height) / outHeight;
    const below = max(top, ((row + 1) * height) / outHeight - 1);
    for (let column = 0; column < outWidth; column++, to += 12) {
      const left = (column * width) / outWidth;
      const right = max(left, ((column + 1) * width) / outWidth - 1);
      const light =
        <i32>load<u8>(y + <usize>(top * stride + left)) +
        <i32>load<u8>(y + <usize>(top * stride + right)) +
        <i32>load<u8>(y + <usize>(below * stride + left)) +
        <i32>load<u8>(y + <usize>(below * stride + right));
      const at = <usize>((top >> 1) * (stride >> 1) + (left >> 1));
      const grey = (<f32>light * 0.25 - black) * gain;
      const blueness = (<f32>load<u8>(u + at) - 128) * colour;
      const redness = (<f32>load<u8>(v + at) - 128) * colour;
      store<f32>(to, within(grey + 0.701 * redness));
      store<f32>(to, within(grey - 0.172 * blueness - 0.357 * redness), 4);
      store<f32>(to, within(grey + 0.886 * blueness), 8);
    }
  }
}

function within(x: f32): f32 {
  return min(max(x, 0), 1);
}
