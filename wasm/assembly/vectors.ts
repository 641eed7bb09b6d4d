/** Sums and rotations of four 32-bit words at a time. */
export function add(a: v128, b: v128): v128 {
  return i32x4.add(a, b);
}

/** A class, since formatters know decorators on nothing else. */
export class Lanes {
  /** Inside of the rounds, where a call would take three times as long. */
  @inline
  static rotl(a: v128, bits: i32): v128 {
    return v128.or(i32x4.shl(a, bits), i32x4.shr_u(a, 32 - bits));
  }
}

// By whole bytes: one instruction, where a shuffle of halves would be two.
export function rotl16(a: v128): v128 {
  return v128.swizzle(a, i8x16(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
}

export function rotl8(a: v128): v128 {
  return v128.swizzle(a, i8x16(3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14));
}
