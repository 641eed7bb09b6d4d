/** The rungs of one row: from the best that its link can have by itself (layer.ts) down to a thumbnail, and their worth. */
import {
  LAYER_ACTIVE,
  LAYER_DETAIL,
  LAYER_FPS,
  LAYER_HAS_PREVIOUS,
  LAYER_PREVIOUS,
  LAYER_REQUEST_FIELDS,
  LAYER_REQUEST_OFFSET,
  LAYER_RESULT_FIELDS,
  LAYER_RESULT_OFFSET,
  LAYER_SCALE,
  LAYER_SOURCE_HEIGHT,
  LAYER_SOURCE_WIDTH,
  LAYER_TILE_HEIGHT,
  LAYER_TILE_WIDTH,
  LAYERS_PREVIOUS_RUNG,
  LAYERS_PRIORITY,
  LAYERS_RESULT,
  LAYERS_RUNG_COUNT,
  LAYERS_RUNGS,
  RUNG_BPS,
  RUNG_FPS,
  RUNG_NEED_KBPS,
  RUNG_SCALE,
  RUNG_WORK,
  RUNG_WORTH,
} from "../layout";
import {
  chooseLayer,
  ENOUGH,
  fullRate,
  linkBudgetBps,
  rateAt,
  request,
  SCALE_LAST,
  scaleStep,
  slowestRung,
  stepFor,
  targetBps,
} from "./layer";
import { get, put, putRung, rowAt } from "./rows";

/** What a frame costs beside its pixels (packets, encryption, scaling), in pixels: measured with VP8 at 160x90 to 360p. */
const FRAME_PIXELS: f64 = 65536;
/** Below 160x90 a picture is not worth making smaller. */
const SMALLEST_PIXELS: f64 = 160 * 90;
const LOWER: f64 = 0.999;
/**
 * What is left of a layer's worth where it is another than the one in force: a new size begins with a key frame, and is
 * seen to change. Tried out in the calls of test/bench/layer-calls.ts: these gain most.
 */
const RESIZED: f64 = 0.9;
const FASTER: f64 = 0.98;
const SLOWER: f64 = 0.99;

/** Lays out the rungs of a row. @returns more than any of them is worth; 0 when it is off */
export function ladder(row: i32): f64 {
  memory.copy(LAYER_REQUEST_OFFSET, rowAt(row), LAYER_REQUEST_FIELDS * 8);
  chooseLayer();
  memory.copy(rowAt(row) + LAYERS_RESULT * 8, LAYER_RESULT_OFFSET, LAYER_RESULT_FIELDS * 8);
  put(row, LAYERS_RUNG_COUNT, 0);
  put(row, LAYERS_PREVIOUS_RUNG, 0);
  if (get(row, LAYERS_RESULT + LAYER_ACTIVE) === 0) return 0;

  const ownBps = linkBudgetBps();
  const sourcePixels = request(LAYER_SOURCE_WIDTH) * request(LAYER_SOURCE_HEIGHT);
  const tilePixels = request(LAYER_TILE_WIDTH) * request(LAYER_TILE_HEIGHT);
  const ideal = max(1.0, Math.sqrt(sourcePixels / tilePixels));
  const detail = request(LAYER_DETAIL) !== 0;
  const weight = (sourcePixels / (ideal * ideal)) * (1 + get(row, LAYERS_PRIORITY)) * (detail ? 2.0 : 1.0);
  const full = fullRate();
  const slowest = slowestRung();
  const wasOn = request(LAYER_HAS_PREVIOUS) !== 0 && request(LAYER_PREVIOUS + LAYER_ACTIVE) !== 0;
  const oldScale = request(LAYER_PREVIOUS + LAYER_SCALE);
  const oldFps = request(LAYER_PREVIOUS + LAYER_FPS);
  let count = 0;
  let previous = 0;
  let leastWorth = f64.MAX_VALUE;
  let step = stepFor(get(row, LAYERS_RESULT + LAYER_SCALE));
  let rate = 0;
  while (rate < slowest && rateAt(full, rate) > get(row, LAYERS_RESULT + LAYER_FPS)) rate++;
  while (count < LAYERS_RUNGS) {
    const scale = scaleStep(step);
    const fps = rateAt(full, rate);
    const pixels = sourcePixels / (scale * scale);
    const bps = targetBps(scale, fps);
    putRung(row, count, RUNG_SCALE, scale);
    putRung(row, count, RUNG_FPS, fps);
    putRung(row, count, RUNG_BPS, min(ownBps, bps));
    putRung(row, count, RUNG_NEED_KBPS, ceil(min(ownBps, bps * ENOUGH) / 1000));
    putRung(row, count, RUNG_WORK, fps * (pixels + FRAME_PIXELS));
    const share = Math.sqrt(min(1.0, ideal / scale)); // of the pixels, to the fourth root
    const rateWorth = Math.sqrt(Math.sqrt(fps / full));
    // the order of the ladder is layer.ts's: a lower rung is never worth more
    leastWorth = min(leastWorth * LOWER, weight * share * (detail ? Math.sqrt(rateWorth) : rateWorth));
    putRung(row, count, RUNG_WORTH, wasOn ? leastWorth * kept(scale, fps, oldScale, oldFps) : leastWorth);
    if (scale < oldScale || (scale === oldScale && fps > oldFps)) previous = count + 1;
    count++;
    if (rate < slowest) {
      rate++;
    } else {
      if (pixels < SMALLEST_PIXELS || ++step > SCALE_LAST) break;
      rate = slowest - 1;
    }
  }
  put(row, LAYERS_RUNG_COUNT, count);
  if (wasOn) put(row, LAYERS_PREVIOUS_RUNG, min(previous, count - 1));
  else if (request(LAYER_HAS_PREVIOUS) !== 0) put(row, LAYERS_PREVIOUS_RUNG, count);
  return weight;
}

function kept(scale: f64, fps: f64, oldScale: f64, oldFps: f64): f64 {
  if (scale !== oldScale) return RESIZED;
  return fps > oldFps ? FASTER : fps < oldFps ? SLOWER : 1;
}
