import { Between, betweenRows } from "./grid";
import { Bytes } from "./bytes";

/**
 * The picture without the person: each square weighs as much as it belongs to what is behind, so that nobody's colours are in
 * the blur around them.
 * @param joined of joinMask: the mask is its second float
 */
export function weigh(grid: usize, joined: usize, to: usize, squares: i32): void {
  const bytes: usize = squares << 4;
  for (let at: usize = 0; at < bytes; at += 16) {
    const behind: f32 = max(<f32>1 - load<f32>(joined + at, 4), 0.004); // never nothing: it is divided by
    v128.store(to + at, f32x4.mul(v128.load(grid + at), f32x4.splat(behind)));
  }
}

/** Undoes the weights. @param spots a float for each square of the grid, every fourth: it becomes the fourth */
export function unweigh(from: usize, spots: usize, to: usize, squares: i32): void {
  const bytes: usize = squares << 4;
  for (let at: usize = 0; at < bytes; at += 16) {
    const value = v128.load(from + at);
    const one = f32x4.div(value, v128.shuffle<f32>(value, value, 3, 3, 3, 3));
    v128.store(to + at, f32x4.replace_lane(one, 3, load<f32>(spots + at)));
  }
}

/** Puts what is behind in the place of all that is no person. @param behind brightness and colours of each square */
export function blendSquares(
  y: usize,
  u: usize,
  v: usize,
  stride: i32,
  height: i32,
  mask: usize,
  behind: usize,
  columns: i32,
  rows: i32,
  row: usize,
): void {
  const half = stride >> 1;
  for (let line = 0; line < height; line++) {
    betweenRows(behind, columns, rows, line, row);
    let at = <usize>(line * stride);
    let square = row + 16;
    for (let column = 0; column < columns; column++, square += 16, at += 4) {
      const back = Between.first(v128.load(square - 16), v128.load(square), v128.load(square, 16));
      Bytes.write(y + at, mixed(Bytes.read(y + at), back, Bytes.read(mask + at)));
    }
    if ((line & 1) !== 0) continue;
    let from = mask + <usize>(line * stride);
    let colours = <usize>((line >> 1) * half);
    square = row + 16;
    for (let column = 0; column < columns; column++, square += 16, from += 4, colours += 2) {
      // two pixels of each colour: u u v v
      const here = v128.load(square);
      const near = v128.shuffle<f32>(here, here, 1, 1, 2, 2);
      const far = v128.shuffle<f32>(v128.load(square - 16), v128.load(square, 16), 1, 5, 2, 6);
      const back = f32x4.add(f32x4.mul(near, f32x4.splat(0.75)), f32x4.mul(far, f32x4.splat(0.25)));
      const upper = i32x4.extadd_pairwise_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
      const lower = i32x4.extadd_pairwise_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from + stride)));
      const two = f32x4.mul(f32x4.convert_i32x4_u(i32x4.add(upper, lower)), f32x4.splat(1.0 / 1020.0));
      const person = v128.shuffle<f32>(two, two, 0, 1, 0, 1);
      let front = v128.load16_lane(u + colours, i64x2.splat(0), 0);
      front = v128.load16_lane(v + colours, front, 1);
      const colour = f32x4.mul(
        f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(front))),
        f32x4.splat(1.0 / 255.0),
      );
      const bytes = Bytes.pack(mixed(colour, back, person));
      v128.store16_lane(u + colours, bytes, 0);
      v128.store16_lane(v + colours, bytes, 1);
    }
  }
}

function mixed(front: v128, back: v128, share: v128): v128 {
  return f32x4.add(back, f32x4.mul(f32x4.sub(front, back), share));
}

/** The same with another picture of the same size, in planes of the same strides. */
export function blendPicture(
  y: usize,
  u: usize,
  v: usize,
  stride: i32,
  rows: i32,
  mask: usize,
  otherY: usize,
  otherU: usize,
  otherV: usize,
): void {
  const bytes = <usize>(stride * rows);
  for (let at: usize = 0; at < bytes; at += 8)
    mixBytes(y + at, otherY + at, i16x8.extend_low_i8x16_u(v128.load64_zero(mask + at)));
  const half: usize = stride >> 1;
  for (let row = 0; row < rows; row += 2) {
    const upper = mask + <usize>(row * stride);
    const start = half * <usize>(row >> 1);
    for (let column: usize = 0; column < half; column += 8) {
      const sums = i16x8.add(
        i16x8.extadd_pairwise_i8x16_u(v128.load(upper + 2 * column)),
        i16x8.extadd_pairwise_i8x16_u(v128.load(upper + stride + 2 * column)),
      );
      const share = i16x8.shr_u(i16x8.add(sums, i16x8.splat(2)), 2);
      mixBytes(u + start + column, otherU + start + column, share);
      mixBytes(v + start + column, otherV + start + column, share);
    }
  }
}

/** Eight bytes. @param share 0 to 255 of what is there already */
function mixBytes(to: usize, other: usize, share: v128): void {
  const mine = i16x8.mul(i16x8.extend_low_i8x16_u(v128.load64_zero(to)), share);
  const rest = i16x8.sub(i16x8.splat(255), share);
  const sum = i16x8.add(mine, i16x8.mul(i16x8.extend_low_i8x16_u(v128.load64_zero(other)), rest));
  // by 255, rounded
  const more = i16x8.add(sum, i16x8.splat(128));
  const result = i16x8.shr_u(i16x8.add(more, i16x8.shr_u(more, 8)), 8);
  v128.store64_lane(to, i8x16.narrow_i16x8_u(result, result), 0);
}
