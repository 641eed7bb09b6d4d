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

export const MAX_BPS: f64 = 2500000;
/** 720p at 30 fps; the anchor of the curve below. */
const ANCHOR_PIXELS: f64 = 1280 * 720;
const ANCHOR_FPS: f64 = 30;
const MOTION_ANCHOR_BPS: f64 = 2500000;
/** Text wants sharper edges. */
const DETAIL_ANCHOR_BPS: f64 = 3300000;
const MOTION_FPS: f64 = 30;
const DETAIL_FPS: f64 = 15;
/** What a tile costs however small it is: headers, key frames. */
const MIN_TARGET_BPS: f64 = 60000;
/** Below it there is no picture worth its bits: they go to the audio. */
const MIN_ACTIVE_BPS: f64 = 40000;
/** The rest is for audio, data and probing. */
const ESTIMATE_SHARE: f64 = 0.85;
/** A layer may run on this share of its target before the next smaller one looks better. */
export const ENOUGH: f64 = 0.6;
/** More than the 10.5 % between the ends of a 5 % tremble. What was lowered comes back only beyond it. */
export const MARGIN: f64 = 1.12;
/** Loss from which WebRTC's own loss-based control backs off. */
const LOSS_LIMIT: f64 = 0.1;
/** 64: 4K in a thumbnail. */
export const SCALE_LAST: i32 = 18;

export function request(field: i32): f64 {
  return load<f64>(LAYER_REQUEST_OFFSET + field * 8);
}

function previous(field: i32): f64 {
  return request(LAYER_PREVIOUS + field);
}

// What `pick` found.
let scale: f64 = 0;
let fps: f64 = 0;

function answer(active: bool, scale: f64, fps: f64, bitrateBps: f64): void {
  store<f64>(LAYER_RESULT_OFFSET + LAYER_ACTIVE * 8, active ? 1 : 0);
  store<f64>(LAYER_RESULT_OFFSET + LAYER_SCALE * 8, scale);
  store<f64>(LAYER_RESULT_OFFSET + LAYER_FPS * 8, fps);
  store<f64>(LAYER_RESULT_OFFSET + LAYER_BITRATE_BPS * 8, bitrateBps);
}

/** 1, 1.25, 1.5, then these times 2, 4, 8, … */
export function scaleStep(step: i32): f64 {
  const within = step % 3;
  const base: f64 = within === 0 ? 1 : within === 1 ? 1.25 : 1.5;
  return base * <f64>(1 << (step / 3));
}

export function stepFor(scale: f64): i32 {
  let step = 0;
  while (step < SCALE_LAST && scaleStep(step) < scale) step++;
  return step;
}

/** 0: full rate, 1: two thirds, 2: half, 3: a third. */
export function rateAt(full: f64, rung: i32): f64 {
  return max(1.0, floor(rung === 0 ? full : rung === 1 ? (full * 2) / 3 : full / <f64>rung));
}

/** The slowest rate that is tried before a smaller picture: text stays readable at 5 frames a second. */
export function slowestRung(): i32 {
  return request(LAYER_DETAIL) !== 0 ? 3 : 2;
}

export function fullRate(): f64 {
  const sourceFps = request(LAYER_SOURCE_FPS);
  const mostFps = request(LAYER_DETAIL) !== 0 ? DETAIL_FPS : MOTION_FPS;
  return min(sourceFps > 0 ? sourceFps : MOTION_FPS, mostFps);
}

/** What the link is thought to carry of video. */
export function linkBudgetBps(): f64 {
  const available = request(LAYER_AVAILABLE_BPS);
  const lost = request(LAYER_FRACTION_LOST);
  const backOff = lost > LOSS_LIMIT ? max(0.5, 1 - lost / 2) : 1.0;
  return available > 0 ? floor(available * ESTIMATE_SHARE * backOff) : MAX_BPS;
}

/**
 * Small and slow pictures need more bits for each pixel: pixels^7/8 and rate^3/4 follow the rates that libwebrtc gives
 * its simulcast layers (2.5 Mbps for 720p, 700 kbps for 360p, 200 kbps for 180p).
 */
export function targetBps(scale: f64, fps: f64): f64 {
  const pixels =
    (request(LAYER_SOURCE_WIDTH) * request(LAYER_SOURCE_HEIGHT)) / (scale * scale) / ANCHOR_PIXELS;
  const rate = Math.sqrt(fps / ANCHOR_FPS);
  const anchor = request(LAYER_DETAIL) !== 0 ? DETAIL_ANCHOR_BPS : MOTION_ANCHOR_BPS;
  const bps = ((anchor * pixels) / Math.sqrt(Math.sqrt(Math.sqrt(pixels)))) * rate * Math.sqrt(rate);
  return floor(min(MAX_BPS, max(MIN_TARGET_BPS, bps)));
}

function fits(scale: f64, fps: f64, budgetBps: f64): bool {
  return targetBps(scale, fps) * ENOUGH <= budgetBps;
}

/**
 * The best layer that fits, into `scale` and `fps`; without regard to what was before.
 * @param ideal the scale at which the picture has as many pixels as the tile
 * @returns false when there is none
 */
function pick(ideal: f64, fullFps: f64, budgetBps: f64): bool {
  if (ideal > scaleStep(SCALE_LAST) || budgetBps < MIN_ACTIVE_BPS) return false;
  // First the frame rate goes down, then the size: a smaller picture is tried at two rates.
  const slowest = slowestRung();
  let step = stepFor(ideal);
  let rung = 0;
  scale = scaleStep(step);
  fps = rateAt(fullFps, rung);
  while (!fits(scale, fps, budgetBps)) {
    if (rung < slowest) {
      rung++;
    } else if (step < SCALE_LAST) {
      step++;
      rung = slowest - 1;
    } else {
      break;
    }
    scale = scaleStep(step);
    fps = rateAt(fullFps, rung);
  }
  return true;
}

/**
 * As `pick`, with regard to the layer in force: it goes up only when a better one is within reach by more than the
 * margin. Else it stays, or goes down from where it is.
 */
function pickAfterPrevious(ideal: f64, fullFps: f64, budgetBps: f64): bool {
  const oldScale = previous(LAYER_SCALE);
  const oldFps = previous(LAYER_FPS);
  const inReach = pick(ideal * MARGIN, fullFps, budgetBps / MARGIN);
  if (previous(LAYER_ACTIVE) === 0) return inReach && pick(ideal, fullFps, budgetBps);
  if (inReach && (scale < oldScale || (scale === oldScale && fps > oldFps)))
    return pick(ideal, fullFps, budgetBps);
  // a tile that trembles changes nothing of the frame rate at the size in force
  if (pick(ideal, fullFps, budgetBps / MARGIN) && scale === oldScale && fps > oldFps) return true;

  const allowed = oldScale >= max(1.0, ideal) && oldFps >= 1 && oldFps <= fullFps;
  if (!allowed || budgetBps < MIN_ACTIVE_BPS || !fits(oldScale, oldFps, budgetBps)) {
    return pick(max(ideal, oldScale), fullFps, budgetBps);
  }
  scale = oldScale;
  fps = oldFps;
  return true;
}

/** Reads the request region, writes the result region. */
export function chooseLayer(): void {
  const sourcePixels = request(LAYER_SOURCE_WIDTH) * request(LAYER_SOURCE_HEIGHT);
  const tilePixels = request(LAYER_TILE_WIDTH) * request(LAYER_TILE_HEIGHT);
  // Also when one is NaN.
  if (!(sourcePixels > 0 && tilePixels > 0)) return answer(false, 1, 0, 0);
  // By area: right for a tile that crops as for one that does not.
  const ideal = Math.sqrt(sourcePixels / tilePixels);

  const fullFps = fullRate();
  const budgetBps = linkBudgetBps();

  const found =
    request(LAYER_HAS_PREVIOUS) !== 0
      ? pickAfterPrevious(ideal, fullFps, budgetBps)
      : pick(ideal, fullFps, budgetBps);
  if (!found) return answer(false, 1, 0, 0);

  let bitrate = min(targetBps(scale, fps), budgetBps);
  const before = previous(LAYER_BITRATE_BPS);
  const same = scale === previous(LAYER_SCALE) && fps === previous(LAYER_FPS);
  if (same && before > 0 && before <= bitrate && bitrate < before * MARGIN) bitrate = before;
  answer(true, scale, fps, bitrate);
}
