/** What follows a layer of a network: applied to four values before they are stored. Numbers as in web/effects/person-network.ts. */
export const RELU = 1;
export const HARD_SWISH = 2;
export const LOGISTIC = 3;

/** A class, since formatters know decorators on nothing else. */
export class Activation {
  @inline
  static of(x: v128, kind: i32): v128 {
    if (kind === RELU) return f32x4.max(x, f32x4.splat(0));
    if (kind === HARD_SWISH) {
      // x * relu6(x + 3) / 6: MobileNetV3, section 5.2
      const gate = f32x4.min(f32x4.max(f32x4.add(x, f32x4.splat(3)), f32x4.splat(0)), f32x4.splat(6));
      return f32x4.mul(f32x4.mul(x, gate), f32x4.splat(1.0 / 6.0));
    }
    if (kind === LOGISTIC)
      return f32x4(
        Activation.logistic(f32x4.extract_lane(x, 0)),
        Activation.logistic(f32x4.extract_lane(x, 1)),
        Activation.logistic(f32x4.extract_lane(x, 2)),
        Activation.logistic(f32x4.extract_lane(x, 3)),
      );
    return x;
  }

  static logistic(x: f32): f32 {
    return 1 / (1 + NativeMathf.exp(-x));
  }
}
