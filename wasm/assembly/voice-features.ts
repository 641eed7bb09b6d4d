/**
 * What the voice decision sees of a block: how far each band is above its noise floor, the shape of the spectrum, how
 * harmonic it is, and how all this moved during the last second. All levels are log2 of power, so 1 is 3 dB.
 */
import { VOICE_FEATURES_OFFSET, VOICE_SCRATCH_OFFSET } from "../layout";
import { POWER, powerSpectrum, REAL, realPart } from "./voice-fft";

/** 512 f32 at 16 kHz: the 32 ms that the spectrum is of. Then the state of one microphone, as offsets of it. */
export const HISTORY = 0;
export const HISTORY_BYTES = 2048;
const BLOCKS = 2048; // u32, blocks so far
const LAST_LAG = 2052; // f32, log2
const PEAK = 2056; // f32
const SMOOTH_HARMONICITY = 2060; // f32
// Arrays of 24 f32: 20 bands, then low, middle, high and all of the speech band.
const LEVELS = 2064;
const SMOOTH = 2160;
const CURRENT_MIN = 2256;
const PAST_MIN = 2352; // of all minima in the ring
const MEAN = 2448;
const SQUARES = 2544;
const MINIMA = 2640; // the ring: MINIMA_COUNT arrays
/** Where the next state may lie. */
export const FEATURE_STATE_END = 3408;

const BANDS = 20;
const LANES_BYTES: i32 = 96;
/** Eight minima of 0.4 s: a floor no older than 3.2 s, longer than a breath of speech. */
const MINIMA_COUNT: i32 = 8;
const BLOCKS_PER_MINIMUM: i32 = 40;

/** Until the 32 ms of the spectrum are full of sound. */
const SETTLING: u32 = 4;

/** First bin of each band (31.25 Hz each): 94 Hz to 7 kHz, about as wide as the ear's. */
const EDGES = <i32>(
  memory.data<u8>([3, 5, 7, 9, 11, 13, 16, 19, 22, 26, 31, 36, 43, 51, 61, 73, 88, 107, 132, 168, 224])
);

/** Scratch of this file, behind the transform's. */
const AMPLITUDES: i32 = VOICE_SCRATCH_OFFSET + 6160;
const OVER: i32 = AMPLITUDES + 512; // 24 f32: levels over the floor

/** -80 dBov in one band: below it there is only the converter's own noise. |X|^2 of a Hann window is 49152 x power. */
const LEAST_POWER: f32 = 4.9152e-4;
/** 70 to 400 Hz as lags of 16 kHz. */
const FIRST_LAG: i32 = 40;
const LAST_LAG_END: i32 = 228;
/** Bins that are looked at for harmonics: up to 2.7 kHz. Their envelope is taken off in pairs of bands. */
const HARMONIC_PAIRS: i32 = 8;
const HARMONICS_FROM: i32 = 3;
const HARMONICS_END: i32 = 88;
/** 0.6 dB/s: how soon the loudest speech is forgotten. */
const PEAK_FALL: f32 = 0.002;
/** Of a mean over a second. */
const SLOW: f32 = 0.01;
/** Brings levels near to 1. */
const SCALE: f32 = 0.2;

/** log2 of four positive numbers, 6e-5 off at most: the exponent, and a polynomial of the mantissa (least squares). */
function log2(x: v128): v128 {
  const exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(127)));
  const m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f800000));
  let y = f32x4.splat(0.059941163);
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-0.46746828));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(1.485026));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-2.5244742));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(2.8895909));
  return f32x4.add(exponent, f32x4.mul(y, f32x4.sub(m, f32x4.splat(1))));
}

function log2Of(x: f32): f32 {
  return f32x4.extract_lane(log2(f32x4.splat(x)), 0);
}

function bandPower(band: i32): f32 {
  return load<f32>(OVER + band * 4);
}

/** Power of each lane, into OVER. */
function sumBands(): void {
  for (let band: i32 = 0; band < BANDS; band++) {
    const end = POWER + <i32>load<u8>(EDGES + band + 1) * 4;
    let sum: f32 = LEAST_POWER;
    for (let bin = POWER + <i32>load<u8>(EDGES + band) * 4; bin < end; bin += 4) sum += load<f32>(bin);
    store<f32>(OVER + band * 4, sum);
  }
  let low: f32 = 0,
    middle: f32 = 0,
    high: f32 = 0;
  for (let band: i32 = 0; band < 7; band++) low += bandPower(band);
  for (let band: i32 = 7; band < 13; band++) middle += bandPower(band);
  for (let band: i32 = 13; band < BANDS; band++) high += bandPower(band);
  store<f32>(OVER + 80, low);
  store<f32>(OVER + 84, middle);
  store<f32>(OVER + 88, high);
  // 220 Hz to 3.3 kHz.
  store<f32>(
    OVER + 92,
    low + middle + high - bandPower(0) - bandPower(1) - bandPower(17) - bandPower(18) - bandPower(19),
  );
}

/** Takes levels and their floors further. @returns the sum of the bands' changes, and that of their distances to the mean */
function trackLevels(at: i32): v128 {
  const blocks = load<u32>(at, BLOCKS);
  const isFirst = blocks < SETTLING,
    isRingTurn = (blocks + 1) % BLOCKS_PER_MINIMUM === 0;
  const slot = at + MINIMA + ((blocks / BLOCKS_PER_MINIMUM) % MINIMA_COUNT) * LANES_BYTES;
  let changes = f32x4.splat(0),
    distances = f32x4.splat(0);
  for (let lane: i32 = 0; lane < LANES_BYTES; lane += 16) {
    const x = at + lane;
    const level = log2(v128.load(OVER + lane));
    if (isFirst) {
      // The first sound counts as noise: a fan that is on already is never taken for voice, and speech has gaps.
      v128.store(x, level, LEVELS);
      v128.store(x, level, SMOOTH);
      v128.store(x, level, CURRENT_MIN);
      v128.store(x, level, PAST_MIN);
      v128.store(x, level, MEAN);
      for (let i: i32 = 0; i < MINIMA_COUNT; i++) v128.store(x + i * LANES_BYTES, level, MINIMA);
    }
    const mean = v128.load(x, MEAN);
    const distance = f32x4.sub(level, mean);
    if (lane < 80) {
      changes = f32x4.add(changes, f32x4.abs(f32x4.sub(level, v128.load(x, LEVELS))));
      distances = f32x4.add(distances, f32x4.abs(distance));
    }
    v128.store(x, level, LEVELS);
    v128.store(x, follow(mean, level, SLOW), MEAN);
    v128.store(x, follow(v128.load(x, SQUARES), f32x4.mul(distance, distance), SLOW), SQUARES);
    const smooth = follow(v128.load(x, SMOOTH), level, 0.2);
    v128.store(x, smooth, SMOOTH);
    let least = f32x4.min(v128.load(x, CURRENT_MIN), smooth),
      past = v128.load(x, PAST_MIN);
    if (isRingTurn) {
      v128.store(slot + lane, least);
      past = v128.load(x, MINIMA);
      for (let i: i32 = 1; i < MINIMA_COUNT; i++)
        past = f32x4.min(past, v128.load(x + i * LANES_BYTES, MINIMA));
      v128.store(x, past, PAST_MIN);
      least = smooth;
    }
    v128.store(x, least, CURRENT_MIN);
    v128.store(OVER + lane, f32x4.max(f32x4.sub(level, f32x4.min(least, past)), f32x4.splat(0)));
  }
  store<u32>(at, blocks + 1, BLOCKS);
  return f32x4.replace_lane(f32x4.splat(sumOf(changes)), 1, sumOf(distances));
}

function follow(old: v128, now: v128, share: f32): v128 {
  return f32x4.add(old, f32x4.mul(f32x4.sub(now, old), f32x4.splat(share)));
}

export function sumOf(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3)
  );
}

/**
 * The largest value of the autocorrelation at the lags of a voice's pitch, of the spectrum's amplitudes: their envelope
 * is taken off, and bands at their noise floor are left out. @returns 0..1, and log2 of the lag
 */
function harmonicity(): v128 {
  let whole: f32 = 0.5;
  for (let bin: i32 = 0; bin < 512; bin += 16) {
    v128.store(AMPLITUDES + bin, f32x4.sqrt(v128.load(POWER + bin)));
  }
  memory.fill(AMPLITUDES, 0, HARMONICS_FROM * 4);
  memory.fill(AMPLITUDES + HARMONICS_END * 4, 0, 512 - HARMONICS_END * 4);
  for (let pair: i32 = 0; pair < HARMONIC_PAIRS; pair++) {
    const first = <i32>load<u8>(EDGES + 2 * pair),
      end = <i32>load<u8>(EDGES + 2 * pair + 2);
    const over = load<f32>(OVER + 8 * pair) + load<f32>(OVER + 8 * pair + 4);
    let sum: f32 = LEAST_POWER;
    for (let bin = first; bin < end; bin++) sum += load<f32>(POWER + bin * 4);
    const weight = (over / (over + 4)) * sqrt<f32>(<f32>(end - first) / sum);
    for (let bin = first; bin < end; bin++) {
      const amplitude = weight * load<f32>(AMPLITUDES + bin * 4);
      store<f32>(AMPLITUDES + bin * 4, amplitude);
      whole += amplitude;
    }
  }
  realPart(AMPLITUDES);
  let best = f32x4.splat(0);
  for (let lag = FIRST_LAG; lag < LAST_LAG_END; lag += 4) best = f32x4.max(best, v128.load(REAL + lag * 4));
  const peak = max(
    max(f32x4.extract_lane(best, 0), f32x4.extract_lane(best, 1)),
    max(f32x4.extract_lane(best, 2), f32x4.extract_lane(best, 3)),
  );
  let lag = FIRST_LAG;
  while (lag < LAST_LAG_END && !v128.any_true(f32x4.ge(v128.load(REAL + lag * 4), f32x4.splat(peak))))
    lag += 4;
  while (lag < LAST_LAG_END && load<f32>(REAL + lag * 4) < peak) lag++;
  return f32x4.replace_lane(f32x4.splat(peak / whole), 1, log2Of(<f32>lag));
}

function put(index: i32, feature: f32): void {
  store<f32>(VOICE_FEATURES_OFFSET + index * 4, feature);
}

/** Of the last block between 220 Hz and 3.3 kHz: log2 of 49152 times the power. */
export function speechLevel(at: i32): f32 {
  return load<f32>(at, LEVELS + 92);
}

/**
 * Looks at the 512 samples in the microphone's history.
 * @param crest the loudest quarter of the block over its mean, as power
 */
export function makeFeatures(at: i32, crest: f32): void {
  powerSpectrum(at + HISTORY);
  sumBands();
  const moved = trackLevels(at);
  let sum = f32x4.splat(0);
  for (let lane: i32 = 0; lane < 80; lane += 16) {
    sum = f32x4.add(sum, v128.load(at + lane, LEVELS));
    v128.store(VOICE_FEATURES_OFFSET + lane, f32x4.mul(v128.load(OVER + lane), f32x4.splat(SCALE)));
  }
  const middle = sumOf(sum) / <f32>BANDS;
  for (let pair: i32 = 0; pair < BANDS / 2; pair++) {
    const both = load<f32>(at + pair * 8, LEVELS) + load<f32>(at + pair * 8 + 4, LEVELS);
    put(20 + pair, SCALE * (both * 0.5 - middle));
  }
  const voiced = harmonicity();
  const harmonic = f32x4.extract_lane(voiced, 0),
    lag = f32x4.extract_lane(voiced, 1);
  const smooth = load<f32>(at, SMOOTH_HARMONICITY) * 0.8 + harmonic * 0.2;
  store<f32>(at, smooth, SMOOTH_HARMONICITY);
  put(30, harmonic * 2);
  put(31, smooth * 2);
  put(32, min(abs(lag - load<f32>(at, LAST_LAG)), 1));
  store<f32>(at, lag, LAST_LAG);
  put(43, lag - 6.5);

  const all = load<f32>(at, LEVELS + 92),
    over = load<f32>(OVER + 92);
  const isFirst = load<u32>(at, BLOCKS) <= SETTLING;
  const peak = isFirst ? all : max(all, load<f32>(at, PEAK) - PEAK_FALL);
  store<f32>(at, peak, PEAK);
  put(33, SCALE * over);
  put(34, SCALE * (all - peak));
  put(35, SCALE * (peak - all + over));
  put(36, f32x4.extract_lane(moved, 0) / <f32>BANDS);
  put(37, log2Of(crest));
  put(38, SCALE * (load<f32>(at, MEAN + 92) - all + over));
  put(39, SCALE * sqrt<f32>(load<f32>(at, SQUARES + 92)));
  put(40, SCALE * sqrt<f32>(load<f32>(at, SQUARES + 80)));
  put(41, SCALE * sqrt<f32>(load<f32>(at, SQUARES + 88)));
  put(42, f32x4.extract_lane(moved, 1) * (SCALE / <f32>BANDS));
}
