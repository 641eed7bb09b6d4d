/**
 * The network of the voice decision: one layer of gated recurrent cells (Cho et al. 2014, the reset gate after the
 * product) over the block's features, and one output. Its weights come from `scripts/voice/train.ts`.
 */
import { VOICE_CELLS, VOICE_FEATURES, VOICE_FEATURES_OFFSET, VOICE_WEIGHTS_OFFSET } from "../layout";
import { WEIGHTS, WEIGHTS_COUNT } from "./voice-weights";

/** Update gates, reset gates and candidates: one column of these for each input. */
const COLUMN: i32 = 3 * VOICE_CELLS * 4;
const GATE: i32 = VOICE_CELLS * 4;
const RECURRENT: i32 = VOICE_WEIGHTS_OFFSET + VOICE_FEATURES * COLUMN;
const BIAS: i32 = RECURRENT + VOICE_CELLS * COLUMN;
const OUT: i32 = BIAS + COLUMN;
const OUT_BIAS: i32 = OUT + GATE;
/** Steps of the bytes that weights are packed in: 1/32 up to 4. */
const STEP: f32 = 1.0 / 32.0;

export function unpackWeights(): void {
  for (let i: i32 = 0; i < WEIGHTS_COUNT; i++) {
    store<f32>(VOICE_WEIGHTS_OFFSET + i * 4, <f32>load<i8>(WEIGHTS + i) * STEP);
  }
}

/** x (135135 + 17325 x^2 + 378 x^4 + x^6) / (135135 + 62370 x^2 + 3150 x^4 + 28 x^6): Lambert's fraction, 1e-4 off at most. */
function tanh(value: v128): v128 {
  const x = f32x4.max(f32x4.min(value, f32x4.splat(4.9)), f32x4.splat(-4.9));
  const s = f32x4.mul(x, x);
  let over = f32x4.add(s, f32x4.splat(378));
  over = f32x4.add(f32x4.mul(over, s), f32x4.splat(17325));
  over = f32x4.add(f32x4.mul(over, s), f32x4.splat(135135));
  let under = f32x4.add(f32x4.mul(s, f32x4.splat(28)), f32x4.splat(3150));
  under = f32x4.add(f32x4.mul(under, s), f32x4.splat(62370));
  under = f32x4.add(f32x4.mul(under, s), f32x4.splat(135135));
  return f32x4.div(f32x4.mul(x, over), under);
}

function sigmoid(x: v128): v128 {
  const half = f32x4.splat(0.5);
  return f32x4.add(f32x4.mul(tanh(f32x4.mul(x, half)), half), half);
}

function product(sum: v128, x: v128, column: i32): v128 {
  return f32x4.add(sum, f32x4.mul(x, v128.load(column)));
}

/** Four cells one block further. */
function step(at: i32, old: v128, z: v128, r: v128, n: v128, past: v128): void {
  const candidate = tanh(f32x4.add(n, f32x4.mul(sigmoid(r), past)));
  v128.store(at, f32x4.add(candidate, f32x4.mul(sigmoid(z), f32x4.sub(old, candidate))));
}

/** Takes the cells (VOICE_CELLS f32) one block further. @returns how sure it is of speech, 0..1 */
export function hear(cells: i32): f32 {
  // The old state stays until all cells have seen it.
  const next = OUT_BIAS + 16;
  // Eight cells at a time: four alone would wait for their own sums.
  for (let c: i32 = 0; c < GATE; c += 32) {
    const b = BIAS + c;
    let z = v128.load(b),
      z2 = v128.load(b, 16),
      r = v128.load(b + GATE),
      r2 = v128.load(b + GATE, 16),
      n = v128.load(b + 2 * GATE),
      n2 = v128.load(b + 2 * GATE, 16);
    let column = VOICE_WEIGHTS_OFFSET + c;
    for (let i: i32 = 0; i < VOICE_FEATURES; i++, column += COLUMN) {
      const x = v128.load32_splat(VOICE_FEATURES_OFFSET + i * 4);
      z = product(z, x, column);
      z2 = product(z2, x, column + 16);
      r = product(r, x, column + GATE);
      r2 = product(r2, x, column + GATE + 16);
      n = product(n, x, column + 2 * GATE);
      n2 = product(n2, x, column + 2 * GATE + 16);
    }
    let past = f32x4.splat(0),
      past2 = past;
    for (let i: i32 = 0; i < VOICE_CELLS; i++, column += COLUMN) {
      const h = v128.load32_splat(cells + i * 4);
      z = product(z, h, column);
      z2 = product(z2, h, column + 16);
      r = product(r, h, column + GATE);
      r2 = product(r2, h, column + GATE + 16);
      past = product(past, h, column + 2 * GATE);
      past2 = product(past2, h, column + 2 * GATE + 16);
    }
    step(next + c, v128.load(cells + c), z, r, n, past);
    step(next + c + 16, v128.load(cells + c, 16), z2, r2, n2, past2);
  }
  let out: f32 = load<f32>(OUT_BIAS);
  for (let i: i32 = 0; i < VOICE_CELLS; i++) {
    const h = load<f32>(next + i * 4);
    store<f32>(cells + i * 4, h);
    out += h * load<f32>(OUT + i * 4);
  }
  return f32x4.extract_lane(sigmoid(f32x4.splat(out)), 0);
}
