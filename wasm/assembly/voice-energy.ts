/**
 * The voice decision of the build without SIMD, where the network would cost too much: energy of the speech band over a
 * tracked noise floor.
 */
import { LEVEL_BLOCK_SAMPLES, LEVEL_SAMPLES_OFFSET } from "../layout";

// State of one microphone: f64 unless said.
const HIGH_PASS = 0; // two delays
const LOW_PASS = 16; // two delays
const SMOOTH = 32;
const CURRENT_MIN = 40;
const MINIMA = 48; // ring of the last minima
const BLOCKS = 112; // u32, blocks so far

// Butterworth, 2nd order, 48 kHz (RBJ cookbook, Q = 1/sqrt 2). 250 Hz keeps fans and hum out, 3400 Hz keeps hiss out.
const HIGH_B0: f64 = 0.977125627265454;
const HIGH_A1: f64 = -1.9537279491407762;
const HIGH_A2: f64 = 0.9547745599210397;
const LOW_B0: f64 = 0.03734031834004973;
const LOW_A1: f64 = -1.3838903751548295;
const LOW_A2: f64 = 0.5332516485150284;

/** Eight minima of 0.4 s: a floor no older than 3.2 s, longer than a breath of speech. */
const MINIMA_COUNT: u32 = 8;
const BLOCKS_PER_MINIMUM: u32 = 40;
/** -54 dBov: what is quieter is no one talking to this microphone. */
const FLOOR_MIN: f64 = 4.0e-6;
/** Power over the floor that is voice: 10 dB. */
const ONSET_RATIO: f64 = 10.0;

function floorOf(at: usize): f64 {
  let floor = load<f64>(at, CURRENT_MIN);
  for (let i: u32 = 0; i < MINIMA_COUNT; i++) floor = min(floor, load<f64>(at + i * 8, MINIMA));
  return max(floor, FLOOR_MIN);
}

/** Follows the quietest smoothed block of the last seconds. */
function trackFloor(at: usize, power: f64): void {
  const blocks = load<u32>(at, BLOCKS);
  if (blocks === 0) {
    // The first sound counts as noise: a fan that is on already is never taken for voice, and speech has gaps.
    store<f64>(at, power, SMOOTH);
    store<f64>(at, power, CURRENT_MIN);
    for (let i: u32 = 0; i < MINIMA_COUNT; i++) store<f64>(at + i * 8, power, MINIMA);
  }
  const smooth = 0.8 * load<f64>(at, SMOOTH) + 0.2 * power;
  store<f64>(at, smooth, SMOOTH);
  store<f64>(at, min(load<f64>(at, CURRENT_MIN), smooth), CURRENT_MIN);
  store<u32>(at, blocks + 1, BLOCKS);
  if ((blocks + 1) % BLOCKS_PER_MINIMUM === 0) {
    const slot = (blocks / BLOCKS_PER_MINIMUM) % MINIMA_COUNT;
    store<f64>(at + slot * 8, load<f64>(at, CURRENT_MIN), MINIMA);
    store<f64>(at, smooth, CURRENT_MIN);
  }
}

/** Of the samples at LEVEL_SAMPLES_OFFSET. @returns 1 for what starts or keeps voice, else 0 */
export function energyScore(at: usize): f32 {
  let h1 = load<f64>(at, HIGH_PASS),
    h2 = load<f64>(at, HIGH_PASS + 8);
  let l1 = load<f64>(at, LOW_PASS),
    l2 = load<f64>(at, LOW_PASS + 8);
  let band: f64 = 0;
  for (let i = 0; i < LEVEL_BLOCK_SAMPLES; i++) {
    let x: f64 = load<f32>(LEVEL_SAMPLES_OFFSET + i * 4);
    // One NaN would stay in the filters for ever.
    if (!(abs(x) <= 8)) x = 0;
    // Transposed direct form II.
    const high = HIGH_B0 * x + h1;
    h1 = -2.0 * HIGH_B0 * x - HIGH_A1 * high + h2;
    h2 = HIGH_B0 * x - HIGH_A2 * high;
    const low = LOW_B0 * high + l1;
    l1 = 2.0 * LOW_B0 * high - LOW_A1 * low + l2;
    l2 = LOW_B0 * high - LOW_A2 * low;
    band += low * low;
  }
  store<f64>(at, h1, HIGH_PASS);
  store<f64>(at, h2, HIGH_PASS + 8);
  store<f64>(at, l1, LOW_PASS);
  store<f64>(at, l2, LOW_PASS + 8);
  band /= LEVEL_BLOCK_SAMPLES;
  trackFloor(at, band);
  const ratio = band / floorOf(at);
  return ratio > ONSET_RATIO ? 1 : 0;
}
