/** Voice in blocks of 10 ms: decimation to 16 kHz, features, network. */
import {
  LEVEL_BLOCK_SAMPLES,
  VOICE_SCORE_OFFSET,
  VOICE_SCRATCH_OFFSET,
  VOICE_TABLES_OFFSET,
} from "../layout";
import { FEATURE_STATE_END, HISTORY, HISTORY_BYTES, makeFeatures } from "./voice-features";
import { makeTables } from "./voice-fft";
import { hear, unpackWeights } from "./voice-network";

/** Behind what the features need of the scratch: the last 24 samples of the block before, then the block. */
const TAIL: i32 = VOICE_SCRATCH_OFFSET + 6784;
const TAIL_BYTES: i32 = 96;
export const BLOCK: i32 = TAIL + TAIL_BYTES;

/** State of one microphone, behind that of the features. */
const OLD_SAMPLES = FEATURE_STATE_END;
const CELLS = OLD_SAMPLES + <i32>TAIL_BYTES;
/** Where the next state may lie. */
export const VOICE_STATE_END = CELLS + 64;

const DECIMATED: i32 = LEVEL_BLOCK_SAMPLES / 3;

export function prepareVoice(): void {
  // The window's middle is 1 once the tables are made.
  if (load<f32>(VOICE_TABLES_OFFSET, 1024) !== 0) return;
  makeTables();
  unpackWeights();
}

// Low pass of 24 taps at 48 kHz (Kaiser window, beta 5): -2 dB at 6 kHz, -34 dB at 10 kHz. It is symmetric.
function filtered(at: i32): v128 {
  const a = f32x4(-0.00100231, -0.001182389, 0.00235141, 0.008956717),
    b = f32x4(0.01038517, -0.003536284, -0.03003354, -0.04416874),
    c = f32x4(-0.01150306, 0.08081803, 0.2014882, 0.2874268);
  let sum = f32x4.mul(v128.load(at), a);
  sum = f32x4.add(sum, f32x4.mul(v128.load(at + 16), b));
  sum = f32x4.add(sum, f32x4.mul(v128.load(at + 32), c));
  sum = f32x4.add(sum, f32x4.mul(v128.load(at + 48), v128.shuffle<f32>(c, c, 3, 2, 1, 0)));
  sum = f32x4.add(sum, f32x4.mul(v128.load(at + 64), v128.shuffle<f32>(b, b, 3, 2, 1, 0)));
  return f32x4.add(sum, f32x4.mul(v128.load(at + 80), v128.shuffle<f32>(a, a, 3, 2, 1, 0)));
}

/** Every third sample of the filtered block, behind the microphone's newest. */
function decimate(at: i32): void {
  const history = at + HISTORY;
  memory.copy(TAIL, at + OLD_SAMPLES, TAIL_BYTES);
  memory.copy(history, history + DECIMATED * 4, HISTORY_BYTES - DECIMATED * 4);
  let to = history + HISTORY_BYTES - DECIMATED * 4;
  for (let from = TAIL + 12; from < TAIL + 12 + LEVEL_BLOCK_SAMPLES * 4; from += 48) {
    const a = filtered(from),
      b = filtered(from + 12),
      c = filtered(from + 24),
      d = filtered(from + 36);
    const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7)),
      cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
    v128.store(to, f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7)));
    to += 16;
  }
  memory.copy(at + OLD_SAMPLES, BLOCK + LEVEL_BLOCK_SAMPLES * 4 - TAIL_BYTES, TAIL_BYTES);
}

/**
 * Takes the samples at BLOCK.
 * @param crest the loudest quarter of the block over its mean, as power
 * @returns how sure it is of speech, 0..1
 */
export function scoreBlock(at: i32, crest: f32): f32 {
  decimate(at);
  makeFeatures(at, crest);
  const score = hear(at + CELLS);
  store<f32>(VOICE_SCORE_OFFSET, score);
  return score;
}
