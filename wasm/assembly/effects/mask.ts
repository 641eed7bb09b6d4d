import { Between, betweenRows } from "./grid";
import { Bytes } from "./bytes";

/**
 * A new mask joins the one that is shown: quickly where it says something else, slowly where it only trembles.
 * @param shown is changed
 */
export function settle(seen: usize, shown: usize, values: i32): void {
  const bytes: usize = values << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const old = v128.load(shown + at);
    const change = f32x4.sub(v128.load(seen + at), old);
    // by eye: half of what trembles, nearly all of what has moved
    const share = f32x4.min(f32x4.add(f32x4.splat(0.35), f32x4.abs(change)), f32x4.splat(0.95));
    v128.store(shown + at, f32x4.add(old, f32x4.mul(change, share)));
  }
}

/**
 * What the edges of the mask are found with: of each square its brightness I, the mask p, I * p and I * I.
 * @param across squares that the picture has in a row, not all of which are whole
 */
export function joinMask(
  grid: usize,
  mask: usize,
  maskWidth: i32,
  maskHeight: i32,
  across: f32,
  down: f32,
  columns: i32,
  rows: i32,
  to: usize,
): void {
  let from = grid;
  let out = to;
  for (let row = 0; row < rows; row++) {
    const y = min(max((<f32>row + 0.5) * (<f32>maskHeight / down) - 0.5, 0), <f32>(maskHeight - 1));
    const top = min(<i32>y, maskHeight - 2);
    const shareY = y - <f32>top;
    const line = mask + <usize>((top * maskWidth) << 2);
    const next = line + <usize>(maskWidth << 2);
    for (let column = 0; column < columns; column++, from += 16, out += 16) {
      const x = min(max((<f32>column + 0.5) * (<f32>maskWidth / across) - 0.5, 0), <f32>(maskWidth - 1));
      const left = min(<i32>x, maskWidth - 2);
      const shareX = x - <f32>left;
      const at = <usize>(left << 2);
      const upper = load<f32>(line + at) + (load<f32>(line + at, 4) - load<f32>(line + at)) * shareX;
      const lower = load<f32>(next + at) + (load<f32>(next + at, 4) - load<f32>(next + at)) * shareX;
      const person = upper + (lower - upper) * shareY;
      const light = load<f32>(from);
      v128.store(out, f32x4(light, person, light * person, light * light));
    }
  }
}

/**
 * The guided filter (He, Sun, Tang: Guided Image Filtering, 2010; its fast version, 2015): around each square, the line that
 * comes nearest to the mask, and that which comes nearest to the brightness itself where it hardly changes.
 * @param means of what {@link joinMask} makes, over a neighbourhood
 * @param to slope and start of the first line, then of the second
 */
export function fitLines(means: usize, to: usize, squares: i32, maskEpsilon: f32, lightEpsilon: f32): void {
  const bytes: usize = squares << 4;
  for (let at: usize = 0; at < bytes; at += 16) {
    const light = load<f32>(means + at);
    const person = load<f32>(means + at, 4);
    const variance = max(load<f32>(means + at, 12) - light * light, 0);
    const slope = (load<f32>(means + at, 8) - light * person) / (variance + maskEpsilon);
    const own = variance / (variance + lightEpsilon);
    v128.store(to + at, f32x4(slope, person - slope * light, own, light - own * light));
  }
}

/**
 * The mask for each pixel: 0 behind, 255 a person.
 * @param lines of {@link fitLines}, smoothed
 * @param row a row of squares and two more
 */
export function drawMask(
  y: usize,
  stride: i32,
  height: i32,
  lines: usize,
  columns: i32,
  rows: i32,
  row: usize,
  to: usize,
): void {
  for (let line = 0; line < height; line++) {
    betweenRows(lines, columns, rows, line, row);
    let from = y + <usize>(line * stride);
    let out = to + <usize>(line * stride);
    let square = row + 16;
    for (let column = 0; column < columns; column++, square += 16, from += 4, out += 4) {
      const before = v128.load(square - 16);
      const here = v128.load(square);
      const after = v128.load(square, 16);
      const slope = Between.first(before, here, after);
      const start = Between.second(before, here, after);
      const mask = f32x4.add(f32x4.mul(slope, Bytes.read(from)), start);
      // what is nearly certain is certain, so that no veil lies over either side
      const sure = f32x4.mul(f32x4.sub(mask, f32x4.splat(0.2)), f32x4.splat(1.0 / 0.6));
      Bytes.write(out, sure);
    }
  }
}
