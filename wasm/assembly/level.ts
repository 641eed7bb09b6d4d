/**
 * RFC 6464 level of 10 ms blocks at 48 kHz, and a first voice decision: energy of the speech band over a tracked
 * noise floor. test/wasm/reference/level.ts says the same slowly; the two are kept equal by a test.
 */
import {
  LEVEL_BLOCK_SAMPLES,
  LEVEL_SAMPLES_OFFSET,
  LEVEL_STATE_BYTES,
  LEVEL_VOICE_BIT,
  MICROPHONES,
} from "../layout";
import { microphoneAt } from "./regions";

// State of one microphone: f64 unless said.
const HIGH_PASS = 0; // two delays
const LOW_PASS = 16; // two delays
const SMOOTH = 32;
const CURRENT_MIN = 40;
const MINIMA = 48; // ring of the last minima
const BLOCKS = 112; // u32, blocks so far
const LOUD_BLOCKS = 116; // u32, in a row
const HANG_BLOCKS = 120; // u32, left

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
/** Power over the floor that starts voice (10 dB), and that keeps it (7 dB). */
const ONSET_RATIO: f64 = 10.0;
const KEEP_RATIO: f64 = 5.0;
/** 20 ms: one click is shorter. */
const ONSET_BLOCKS: u32 = 2;
/** 350 ms bridges the gaps between words; a pause of 0.6 s still shows. */
const HANG: u32 = 35;

/** -0.5 dB and -1 dB as power ratios. */
const HALF_DECIBEL: f64 = 0.8912509381337456;
const DECIBEL: f64 = 0.7943282347242815;

/** @returns -dBov, 0..127, to the nearest. 0 dBov is a full-scale square wave. */
function levelOf(power: f64): i32 {
  let level = 0;
  for (let limit = HALF_DECIBEL; power < limit && level < 127; limit *= DECIBEL) level++;
  return level;
}

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

function decide(at: usize, power: f64): bool {
  const floor = floorOf(at);
  let loud = load<u32>(at, LOUD_BLOCKS);
  let hang = load<u32>(at, HANG_BLOCKS);
  loud = power > floor * ONSET_RATIO ? loud + 1 : 0;
  if (loud >= ONSET_BLOCKS || (hang > 0 && power > floor * KEEP_RATIO)) {
    hang = HANG;
  } else if (hang > 0) {
    hang--;
  }
  store<u32>(at, loud, LOUD_BLOCKS);
  store<u32>(at, hang, HANG_BLOCKS);
  return hang > 0;
}

/** Forgets what was heard. */
export function levelReset(microphone: u32): void {
  if (microphone < <u32>MICROPHONES) memory.fill(microphoneAt(microphone), 0, LEVEL_STATE_BYTES);
}

/** Measures the 480 samples at LEVEL_SAMPLES_OFFSET. @returns -dBov (0..127), with LEVEL_VOICE_BIT while there is voice */
export function levelBlock(microphone: u32): i32 {
  const at = microphoneAt(microphone & (MICROPHONES - 1));
  let h1 = load<f64>(at, HIGH_PASS),
    h2 = load<f64>(at, HIGH_PASS + 8);
  let l1 = load<f64>(at, LOW_PASS),
    l2 = load<f64>(at, LOW_PASS + 8);
  let all: f64 = 0,
    band: f64 = 0;
  for (let i = 0; i < LEVEL_BLOCK_SAMPLES; i++) {
    let x: f64 = load<f32>(LEVEL_SAMPLES_OFFSET + i * 4);
    // One NaN would stay in the filters for ever.
    if (!(abs(x) <= 8)) x = 0;
    all += x * x;
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
  const voice = decide(at, band);
  return levelOf(all / LEVEL_BLOCK_SAMPLES) | (voice ? LEVEL_VOICE_BIT : 0);
}
