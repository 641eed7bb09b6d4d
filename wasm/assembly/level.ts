/** RFC 6464 level of 10 ms blocks at 48 kHz, and whether there is voice. */
import {
  LEVEL_BLOCK_SAMPLES,
  LEVEL_SAMPLES_OFFSET,
  LEVEL_SPEECH_BIT,
  LEVEL_VOICE_BIT,
  MICROPHONES,
  VOICE_STATE_BYTES,
} from "../layout";
import { microphoneAt } from "./regions";
import { BLOCK, prepareVoice, scoreBlock, VOICE_STATE_END } from "./voice";
import { energyScore } from "./voice-energy";
import { speechLevel, sumOf } from "./voice-features";

const SPEECH_BLOCKS = VOICE_STATE_END; // u32, in a row
const HANG_BLOCKS = SPEECH_BLOCKS + 4; // u32, left

/** The score that makes a block speech. */
const SPEECH_SCORE: f32 = 0.5;
/** Scores that start voice, twice in a row, and that keep it: the score falls slowly after the last word. */
const ONSET_SCORE: f32 = 0.5;
const KEEP_SCORE: f32 = 0.6;
/** 20 ms: one click is shorter. */
const ONSET_BLOCKS: u32 = 2;
/** 270 ms bridge the gaps between words, with the 32 ms that the score looks back; a pause of 0.6 s still shows. */
const HANG: u32 = 27;
/** -46 dBov between 220 Hz and 3.3 kHz: what is quieter does not start voice, it is no one talking to this microphone. */
const LEAST_LEVEL: f32 = 0.304;

/** As f32. */
const QUARTER_BYTES: i32 = LEVEL_BLOCK_SAMPLES;

/** -0.5 and -1 dB as power ratios. */
const HALF_DECIBEL: f64 = 0.8912509381337456;
const DECIBEL: f64 = 0.7943282347242815;

/** @returns -dBov, 0..127, to the nearest. 0 dBov is a full-scale square wave. */
function levelOf(power: f64): i32 {
  let level = 0;
  for (let limit = HALF_DECIBEL; level < 127 && power < limit; limit *= DECIBEL) level++;
  return level;
}

/** Copies the samples at LEVEL_SAMPLES_OFFSET to BLOCK, without what is no sound. @returns power of each quarter of the block */
function takeBlock(): v128 {
  let a = f32x4.splat(0),
    b = a,
    c = a,
    d = a;
  for (let i: i32 = 0; i < QUARTER_BYTES; i += 16) {
    a = takeSamples(a, i);
    b = takeSamples(b, i + QUARTER_BYTES);
    c = takeSamples(c, i + 2 * QUARTER_BYTES);
    d = takeSamples(d, i + 3 * QUARTER_BYTES);
  }
  return f32x4.mul(
    f32x4(sumOf(a), sumOf(b), sumOf(c), sumOf(d)),
    f32x4.splat(4.0 / <f32>LEVEL_BLOCK_SAMPLES),
  );
}

function takeSamples(sum: v128, at: i32): v128 {
  const raw = v128.load(LEVEL_SAMPLES_OFFSET + at);
  // One NaN would stay for ever.
  const x = v128.and(raw, f32x4.le(f32x4.abs(raw), f32x4.splat(8)));
  v128.store(BLOCK + at, x);
  return f32x4.add(sum, f32x4.mul(x, x));
}

function decide(at: usize, score: f32, isLoud: bool): i32 {
  let run = load<u32>(at, SPEECH_BLOCKS),
    hang = load<u32>(at, HANG_BLOCKS);
  run = score > ONSET_SCORE ? run + 1 : 0;
  const starts = run >= ONSET_BLOCKS && isLoud;
  if (starts || (hang > 0 && score > KEEP_SCORE)) hang = HANG;
  else if (hang > 0) hang--;
  store<u32>(at, run, SPEECH_BLOCKS);
  store<u32>(at, hang, HANG_BLOCKS);
  return (score > SPEECH_SCORE ? LEVEL_SPEECH_BIT : 0) | (hang > 0 ? LEVEL_VOICE_BIT : 0);
}

/** Forgets what was heard. */
export function levelReset(microphone: u32): void {
  if (ASC_FEATURE_SIMD) prepareVoice();
  if (microphone < <u32>MICROPHONES) memory.fill(microphoneAt(microphone), 0, VOICE_STATE_BYTES);
}

/**
 * Measures the 480 samples at LEVEL_SAMPLES_OFFSET. `levelReset` comes first.
 * @returns -dBov (0..127), LEVEL_SPEECH_BIT when this block is speech, LEVEL_VOICE_BIT while there is voice
 */
export function levelBlock(microphone: u32): i32 {
  const at = microphoneAt(microphone & (MICROPHONES - 1));
  if (!ASC_FEATURE_SIMD) return levelOf(blockPower()) | decide(at, energyScore(at), true);
  const quarters = takeBlock();
  const a = f32x4.extract_lane(quarters, 0),
    b = f32x4.extract_lane(quarters, 1),
    c = f32x4.extract_lane(quarters, 2),
    d = f32x4.extract_lane(quarters, 3);
  const power = (a + b + c + d) * 0.25;
  // The floor keeps silence from looking like a click.
  const crest = (max(max(a, b), max(c, d)) + 1e-9) / (power + 1e-9);
  const score = scoreBlock(<i32>at, crest);
  return levelOf(power) | decide(at, score, speechLevel(<i32>at) > LEAST_LEVEL);
}

/** Mean square of the samples at LEVEL_SAMPLES_OFFSET, without what is no sound. */
function blockPower(): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < LEVEL_BLOCK_SAMPLES; i++) {
    const x: f64 = load<f32>(LEVEL_SAMPLES_OFFSET + i * 4);
    if (abs(x) <= 8) sum += x * x;
  }
  return sum / LEVEL_BLOCK_SAMPLES;
}
