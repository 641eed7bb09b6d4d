/** Four bytes of a plane as floats, 0 to 1, and back. A class, since formatters know decorators on nothing else. */
export class Bytes {
  @inline
  static read(at: usize): v128 {
    const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
    return f32x4.mul(f32x4.convert_i32x4_u(words), f32x4.splat(1.0 / 255.0));
  }

  /** What is less than 0 or more than 1 becomes that. */
  @inline
  static write(at: usize, values: v128): void {
    v128.store32_lane(at, Bytes.pack(values), 0);
  }

  @inline
  static pack(values: v128): v128 {
    const words = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(values, f32x4.splat(255)), f32x4.splat(0.5)));
    const shorts = i16x8.narrow_i32x4_s(words, words);
    return i8x16.narrow_i16x8_u(shorts, shorts);
  }
}
