/**
 * What is worked out for each square of four by four pixels, and interpolated between them: four floats a square, in one
 * vector.
 */

/** Squares of brightness and both colours, 0 to 1; the fourth is 1. */
export function shrink(
  y: usize,
  u: usize,
  v: usize,
  stride: i32,
  columns: i32,
  rows: i32,
  grid: usize,
): void {
  const share: f32 = 1.0 / (16.0 * 255.0);
  const colourShare: f32 = 1.0 / (4.0 * 255.0);
  const half = stride >> 1;
  let to = grid;
  for (let row = 0; row < rows; row++) {
    let light = y + <usize>(row * 4 * stride);
    let colours = <usize>(row * 2 * half);
    for (let column = 0; column < columns; column++, to += 16, light += 4, colours += 2) {
      let all = i16x8.splat(0);
      for (let line = 0; line < 4; line++)
        all = i16x8.add(all, v128.load_ext<u8>(light + <usize>(line * stride)));
      const sum =
        i16x8.extract_lane_u(all, 0) +
        i16x8.extract_lane_u(all, 1) +
        i16x8.extract_lane_u(all, 2) +
        i16x8.extract_lane_u(all, 3);
      v128.store(
        to,
        f32x4(
          <f32>sum * share,
          <f32>square(u + colours, half) * colourShare,
          <f32>square(v + colours, half) * colourShare,
          1,
        ),
      );
    }
  }
}

function square(at: usize, stride: i32): i32 {
  return (
    <i32>load<u8>(at) + <i32>load<u8>(at, 1) + <i32>load<u8>(at + stride) + <i32>load<u8>(at + stride, 1)
  );
}

/**
 * The mean over a square of `2 * radius + 1`, edges repeated: sums that move along, so that the radius costs nothing.
 * @param between as large as the grid, and a row more
 */
export function average(from: usize, between: usize, to: usize, columns: i32, rows: i32, radius: i32): void {
  const rowBytes: usize = columns << 4;
  const share = f32x4.splat(<f32>(1.0 / <f64>(2 * radius + 1)));
  for (let row = 0; row < rows; row++) {
    const line = from + rowBytes * row;
    const first = v128.load(line);
    let sum = f32x4.mul(first, f32x4.splat(<f32>(radius + 1)));
    for (let column = 1; column <= radius; column++)
      sum = f32x4.add(sum, v128.load(line + <usize>(min(column, columns - 1) << 4)));
    let out = between + rowBytes * row;
    for (let column = 0; column < columns; column++, out += 16) {
      v128.store(out, f32x4.mul(sum, share));
      const next = v128.load(line + <usize>(min(column + radius + 1, columns - 1) << 4));
      sum = f32x4.sub(f32x4.add(sum, next), v128.load(line + <usize>(max(column - radius, 0) << 4)));
    }
  }
  const sums = between + rowBytes * rows;
  for (let at: usize = 0; at < rowBytes; at += 16) {
    let sum = f32x4.mul(v128.load(between + at), f32x4.splat(<f32>(radius + 1)));
    for (let row = 1; row <= radius; row++)
      sum = f32x4.add(sum, v128.load(between + at + rowBytes * min(row, rows - 1)));
    v128.store(sums + at, sum);
  }
  for (let row = 0; row < rows; row++) {
    const entering = between + rowBytes * min(row + radius + 1, rows - 1);
    const leaving = between + rowBytes * max(row - radius, 0);
    const out = to + rowBytes * row;
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const sum = v128.load(sums + at);
      v128.store(out + at, f32x4.mul(sum, share));
      v128.store(sums + at, f32x4.sub(f32x4.add(sum, v128.load(entering + at)), v128.load(leaving + at)));
    }
  }
}

/**
 * One row of pixels between two rows of squares, in vectors of a square as before. In front of it and behind it the edge is
 * repeated once.
 * @param to one square before the first
 */
export function betweenRows(grid: usize, columns: i32, rows: i32, y: i32, to: usize): void {
  const rowBytes: usize = columns << 4;
  // the centre of the first square lies 1.5 pixels below that of the first row
  const place = (<f32>y - 1.5) * 0.25;
  const above = <i32>Mathf.floor(place);
  const share = f32x4.splat(place - <f32>above);
  const first = grid + rowBytes * max(above, 0);
  const second = grid + rowBytes * min(above + 1, rows - 1);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const upper = v128.load(first + at);
    const value = f32x4.add(upper, f32x4.mul(f32x4.sub(v128.load(second + at), upper), share));
    v128.store(to + at, value, 16);
  }
  v128.store(to, v128.load(to, 16));
  v128.store(to + rowBytes + 16, v128.load(to + rowBytes));
}

/** A class, since formatters know decorators on nothing else. */
export class Between {
  /** Four pixels of a square from it and its neighbours: their first floats. */
  @inline
  static first(before: v128, here: v128, after: v128): v128 {
    return Between.mix(
      v128.shuffle<f32>(before, before, 0, 0, 0, 0),
      v128.shuffle<f32>(here, here, 0, 0, 0, 0),
      v128.shuffle<f32>(after, after, 0, 0, 0, 0),
    );
  }
  @inline
  static second(before: v128, here: v128, after: v128): v128 {
    return Between.mix(
      v128.shuffle<f32>(before, before, 1, 1, 1, 1),
      v128.shuffle<f32>(here, here, 1, 1, 1, 1),
      v128.shuffle<f32>(after, after, 1, 1, 1, 1),
    );
  }
  @inline
  static third(before: v128, here: v128, after: v128): v128 {
    return Between.mix(
      v128.shuffle<f32>(before, before, 2, 2, 2, 2),
      v128.shuffle<f32>(here, here, 2, 2, 2, 2),
      v128.shuffle<f32>(after, after, 2, 2, 2, 2),
    );
  }
  @inline
  static fourth(before: v128, here: v128, after: v128): v128 {
    return Between.mix(
      v128.shuffle<f32>(before, before, 3, 3, 3, 3),
      v128.shuffle<f32>(here, here, 3, 3, 3, 3),
      v128.shuffle<f32>(after, after, 3, 3, 3, 3),
    );
  }
  /** Pixels lie 1.5 and 0.5 before the centre, and as much behind it; the next centre is four away. */
  @inline
  static mix(before: v128, here: v128, after: v128): v128 {
    return f32x4.add(
      f32x4.add(
        f32x4.mul(before, f32x4(0.375, 0.125, 0, 0)),
        f32x4.mul(here, f32x4(0.625, 0.875, 0.875, 0.625)),
      ),
      f32x4.mul(after, f32x4(0, 0, 0.125, 0.375)),
    );
  }
}
