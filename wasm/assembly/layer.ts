/**
 * What to send of one video track to one receiver: never more pixels than its tile has, never more bits than the link
 * is thought to carry. Steps and margins keep it from flapping.
 */
import {
  LAYER_ACTIVE,
  LAYER_AVAILABLE_BPS,
  LAYER_BITRATE_BPS,
  LAYER_DETAIL,
  LAYER_FPS,
  LAYER_FRACTION_LOST,
  LAYER_HAS_PREVIOUS,
  LAYER_PREVIOUS,
  LAYER_REQUEST_OFFSET,
  LAYER_RESULT_OFFSET,
  LAYER_SCALE,
  LAYER_SOURCE_FPS,
  LAYER_SOURCE_HEIGHT,
  LAYER_SOURCE_WIDTH,
  LAYER_TILE_HEIGHT,
  LAYER_TILE_WIDTH,
} from "../layout";

const MAX_BPS: f64 = 2500000;
/** VP8 and H.264 at call quality: 2.5 Mbps for 720p30. */
const MOTION_BITS_PER_PIXEL: f64 = 0.09;
const DETAIL_BITS_PER_PIXEL: f64 = 0.12;
const MOTION_FPS: f64 = 30;
const DETAIL_FPS: f64 = 15;
/** What a tile costs however small it is: headers, key frames. */
const MIN_TARGET_BPS: f64 = 60000;
/** Below it there is no picture worth its bits: they go to the audio. */
const MIN_ACTIVE_BPS: f64 = 40000;
/** The rest is for audio, data and probing. */
const ESTIMATE_SHARE: f64 = 0.85;
/** A layer may run on this share of its target before the next smaller one looks better. */
const ENOUGH: f64 = 0.6;
/** More than twice the 5 % by which tiles and estimates tremble: what was lowered comes back only beyond it. */
const MARGIN: f64 = 1.12;
/** Loss from which WebRTC's own loss-based control backs off. */
const LOSS_LIMIT: f64 = 0.1;
/** 64: 4K in a thumbnail. */
const SCALE_LAST: i32 = 18;

function request(field: i32): f64 {
  return load<f64>(LAYER_REQUEST_OFFSET + field * 8);
}

function previous(field: i32): f64 {
  return request(LAYER_PREVIOUS + field);
}

function answer(active: bool, scale: f64, fps: f64, bitrateBps: f64): void {
  store<f64>(LAYER_RESULT_OFFSET + LAYER_ACTIVE * 8, active ? 1 : 0);
  store<f64>(LAYER_RESULT_OFFSET + LAYER_SCALE * 8, scale);
  store<f64>(LAYER_RESULT_OFFSET + LAYER_FPS * 8, fps);
  store<f64>(LAYER_RESULT_OFFSET + LAYER_BITRATE_BPS * 8, bitrateBps);
}

/** 1, 1.25, 1.5, then these times 2, 4, 8, … */
function scaleStep(step: i32): f64 {
  const within = step % 3;
  const base: f64 = within === 0 ? 1 : within === 1 ? 1.25 : 1.5;
  return base * <f64>(1 << (step / 3));
}

function stepFor(scale: f64): i32 {
  let step = 0;
  while (step < SCALE_LAST && scaleStep(step) < scale) step++;
  return step;
}

/** 0: full rate, 1: two thirds, 2: half. */
function rateAt(full: f64, rung: i32): f64 {
  return max(1.0, floor(rung === 0 ? full : rung === 1 ? (full * 2) / 3 : full / 2));
}

function targetBps(pixels: f64, scale: f64, fps: f64, bitsPerPixel: f64): f64 {
  return floor(min(MAX_BPS, max(MIN_TARGET_BPS, (pixels / (scale * scale)) * fps * bitsPerPixel)));
}

/** Reads the request region, writes the result region. */
export function chooseLayer(): void {
  const sourcePixels = request(LAYER_SOURCE_WIDTH) * request(LAYER_SOURCE_HEIGHT);
  const tilePixels = request(LAYER_TILE_WIDTH) * request(LAYER_TILE_HEIGHT);
  const detail = request(LAYER_DETAIL) !== 0;
  const known = request(LAYER_AVAILABLE_BPS) > 0;
  const lost = request(LAYER_FRACTION_LOST);
  const hadLayer = request(LAYER_HAS_PREVIOUS) !== 0;
  const wasActive = hadLayer && previous(LAYER_ACTIVE) !== 0;
  // Also false for NaN.
  if (!(sourcePixels > 0 && tilePixels > 0)) return answer(false, 1, 0, 0);

  // By area: right for a tile that crops as for one that does not.
  const ideal = Math.sqrt(sourcePixels / tilePixels);
  let first = stepFor(ideal);
  // A tile below that shows no picture.
  if (ideal > scaleStep(SCALE_LAST)) return answer(false, 1, 0, 0);
  if (wasActive && previous(LAYER_SCALE) > scaleStep(first)) {
    first = min(stepFor(ideal * MARGIN), stepFor(previous(LAYER_SCALE)));
  }

  const sourceFps = request(LAYER_SOURCE_FPS);
  const full = min(sourceFps > 0 ? sourceFps : MOTION_FPS, detail ? DETAIL_FPS : MOTION_FPS);
  const bitsPerPixel = detail ? DETAIL_BITS_PER_PIXEL : MOTION_BITS_PER_PIXEL;
  const backOff = lost > LOSS_LIMIT ? max(0.5, 1 - lost / 2) : 1.0;
  const budget = known ? floor(request(LAYER_AVAILABLE_BPS) * ESTIMATE_SHARE * backOff) : MAX_BPS;
  if (budget < (hadLayer && !wasActive ? MIN_ACTIVE_BPS * MARGIN : MIN_ACTIVE_BPS))
    return answer(false, 1, 0, 0);

  // Down the rungs: first the frame rate, then the size.
  let scale: f64 = 1,
    fps: f64 = 1,
    target: f64 = 0;
  for (let rung = 0; ; rung++) {
    const step = first + max(0, rung - 2);
    scale = scaleStep(step);
    fps = rateAt(full, min(rung, 2));
    target = targetBps(sourcePixels, scale, fps, bitsPerPixel);
    const better =
      wasActive &&
      (scale < previous(LAYER_SCALE) || (scale === previous(LAYER_SCALE) && fps > previous(LAYER_FPS)));
    const need = target * ENOUGH * (better ? MARGIN : 1.0);
    if (need <= budget || (step === SCALE_LAST && rung >= 2)) break;
  }

  let bitrate = min(target, budget);
  const before = previous(LAYER_BITRATE_BPS);
  const same = wasActive && scale === previous(LAYER_SCALE) && fps === previous(LAYER_FPS);
  if (same && before <= bitrate && bitrate < before * MARGIN) bitrate = before;
  answer(true, scale, fps, bitrate);
}
