import { Between, betweenRows } from "./grid";
import { Bytes } from "./bytes";

/** How much of each square is skin, 0 to 1, as its first float. @param grid brightness and colours of each square */
export function findSkin(grid: usize, to: usize, squares: i32): void {
  const bytes: usize = squares << 4;
  for (let at: usize = 0; at < bytes; at += 16) {
    // Colours of all skins lie in one ellipse, whatever its brightness: Hsu, Abdel-Mottaleb, Jain, Face Detection in Color
    // Images, 2002; its middle and axes here are rounder and somewhat wider.
    const blueness = (load<f32>(grid + at, 4) - 0.435) * (1.0 / 0.075);
    const redness = (load<f32>(grid + at, 8) - 0.6) * (1.0 / 0.085);
    const away = blueness * blueness + redness * redness;
    const skin = min(max((<f32>1.4 - away) * 1.25, 0), 1);
    // black hair and white walls have no colour to tell them by
    const light = load<f32>(grid + at);
    const lit = min(max((light - 0.1) * 8, 0), 1);
    v128.store(to + at, f32x4(skin * lit, 0, 0, 0));
  }
}

/**
 * Smooths and lights up what is skin.
 * @param lines of fitLines, smoothed: the second line keeps edges and leaves out what is fine
 * @param squares the fourth float says how much of a square is skin
 * @param smooth 0 to 1 @param white 0 to 1
 * @param row two rows of squares, each with two more
 */
export function beautify(
  y: usize,
  stride: i32,
  height: i32,
  lines: usize,
  squares: usize,
  columns: i32,
  rows: i32,
  row: usize,
  smooth: f32,
  white: f32,
): void {
  const other: usize = row + <usize>((columns + 2) << 4);
  for (let line = 0; line < height; line++) {
    betweenRows(lines, columns, rows, line, row);
    betweenRows(squares, columns, rows, line, other);
    let at = y + <usize>(line * stride);
    let square = row + 16;
    let spot = other + 16;
    for (let column = 0; column < columns; column++, square += 16, spot += 16, at += 4) {
      const skin = Between.fourth(v128.load(spot - 16), v128.load(spot), v128.load(spot, 16));
      if (!v128.any_true(f32x4.gt(skin, f32x4.splat(0.004)))) continue;
      const before = v128.load(square - 16);
      const here = v128.load(square);
      const after = v128.load(square, 16);
      const slope = Between.third(before, here, after);
      const start = Between.fourth(before, here, after);
      const light = Bytes.read(at);
      const plain = f32x4.add(f32x4.mul(slope, light), start);
      const share = f32x4.mul(skin, f32x4.splat(smooth));
      const soft = f32x4.add(light, f32x4.mul(f32x4.sub(plain, light), share));
      // a curve that leaves black and white where they are
      const lift = f32x4.mul(
        f32x4.mul(soft, f32x4.sub(f32x4.splat(1), soft)),
        f32x4.mul(skin, f32x4.splat(white)),
      );
      Bytes.write(at, f32x4.add(soft, lift));
    }
  }
}
