/**
 * What to send of all video tracks to all receivers at once: what each link can have by itself (layer.ts), lowered where
 * together it is more than the uplink or the device carries. A knapsack with a ladder of rungs for each row, filled by
 * the step that is worth most for what it costs.
 */
import {
  LAYER_ACTIVE,
  LAYER_AVAILABLE_BPS,
  LAYER_BITRATE_BPS,
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
  LAYERS_CPU_SHARE,
  LAYERS_KEPT_RUNG,
  LAYERS_LIMITS_OFFSET,
  LAYERS_LINK,
  LAYERS_LINK_BPS,
  LAYERS_MOST,
  LAYERS_OFFSET,
  LAYERS_PREVIOUS_RUNG,
  LAYERS_PRIORITY,
  LAYERS_RESULT,
  LAYERS_ROW_FIELDS,
  LAYERS_RUNG,
  LAYERS_RUNG_COUNT,
  LAYERS_RUNGS,
  LAYERS_RUNGS_OFFSET,
  LAYERS_UPLINK_BPS,
  RUNG_BPS,
  RUNG_FIELDS,
  RUNG_FPS,
  RUNG_SCALE,
  RUNG_WORK,
  RUNG_WORTH,
} from "../layout";
import {
  chooseLayer,
  ENOUGH,
  fullRate,
  linkBudgetBps,
  MARGIN,
  rateAt,
  request,
  SCALE_LAST,
  scaleStep,
  slowestRung,
  stepFor,
  targetBps,
} from "./layer";

/** What a frame costs beside its pixels (packets, encryption, scaling), in pixels: measured with VP8 at 160x90 to 360p. */
const FRAME_PIXELS: f64 = 65536;
/** Below 160x90 a picture is not worth making smaller. */
const SMALLEST_PIXELS: f64 = 160 * 90;
const LOWER: f64 = 0.999;
/** What is taken from one receiver for another has to be worth it. */
const STEAL_MARGIN: f64 = 1.1;

let rows: i32 = 0;
let uplinkBps: f64 = 0;
let mostWork: f64 = 0;

function rowAt(row: i32): usize {
  return LAYERS_OFFSET + row * LAYERS_ROW_FIELDS * 8;
}

function get(row: i32, field: i32): f64 {
  return load<f64>(rowAt(row) + field * 8);
}

function put(row: i32, field: i32, value: f64): void {
  store<f64>(rowAt(row) + field * 8, value);
}

function rungAt(row: i32, rung: i32, field: i32): usize {
  return LAYERS_RUNGS_OFFSET + ((row * LAYERS_RUNGS + rung) * RUNG_FIELDS + field) * 8;
}

/** 0 when the row is off. */
function ofRung(row: i32, rung: i32, field: i32): f64 {
  return rung >= <i32>get(row, LAYERS_RUNG_COUNT) ? 0 : load<f64>(rungAt(row, rung, field));
}

function ofRow(row: i32, field: i32): f64 {
  return ofRung(row, <i32>get(row, LAYERS_RUNG), field);
}

function linkedBps(row: i32): f64 {
  let bps: f64 = 0;
  const link = get(row, LAYERS_LINK);
  for (let other = 0; other < rows; other++)
    if (get(other, LAYERS_LINK) === link) bps += ofRow(other, RUNG_BPS);
  return bps;
}

function total(field: i32): f64 {
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) sum += ofRow(row, field);
  return sum;
}

/** Asks layer.ts for the best that the link can have, and lays out the rungs from there down. */
function ladder(row: i32): void {
  memory.copy(LAYER_REQUEST_OFFSET, rowAt(row), LAYER_REQUEST_FIELDS * 8);
  chooseLayer();
  memory.copy(rowAt(row) + LAYERS_RESULT * 8, LAYER_RESULT_OFFSET, LAYER_RESULT_FIELDS * 8);
  let count = 0;
  let previous = 0;
  if (get(row, LAYERS_RESULT + LAYER_ACTIVE) !== 0) {
    const ownBps = linkBudgetBps();
    const sourcePixels = request(LAYER_SOURCE_WIDTH) * request(LAYER_SOURCE_HEIGHT);
    const ideal = max(
      1.0,
      Math.sqrt(sourcePixels / (request(LAYER_TILE_WIDTH) * request(LAYER_TILE_HEIGHT))),
    );
    const detail = request(LAYER_DETAIL) !== 0;
    const weight = (sourcePixels / (ideal * ideal)) * (1 + get(row, LAYERS_PRIORITY)) * (detail ? 2.0 : 1.0);
    const full = fullRate();
    const slowest = slowestRung();
    const oldScale = request(LAYER_PREVIOUS + LAYER_SCALE);
    const oldFps = request(LAYER_PREVIOUS + LAYER_FPS);
    let mostWorth = f64.MAX_VALUE;
    let step = stepFor(get(row, LAYERS_RESULT + LAYER_SCALE));
    let rate = 0;
    while (rate < slowest && rateAt(full, rate) > get(row, LAYERS_RESULT + LAYER_FPS)) rate++;
    while (count < LAYERS_RUNGS) {
      const scale = scaleStep(step);
      const fps = rateAt(full, rate);
      const pixels = sourcePixels / (scale * scale);
      const share = Math.sqrt(min(1.0, ideal / scale)); // of the pixels, to the fourth root
      const rateWorth = Math.sqrt(Math.sqrt(fps / full));
      store<f64>(rungAt(row, count, RUNG_SCALE), scale);
      store<f64>(rungAt(row, count, RUNG_FPS), fps);
      store<f64>(rungAt(row, count, RUNG_BPS), min(ownBps, targetBps(scale, fps)));
      store<f64>(rungAt(row, count, RUNG_WORK), fps * (pixels + FRAME_PIXELS));
      const worth = weight * share * (detail ? Math.sqrt(rateWorth) : rateWorth);
      // the order of the ladder is layer.ts's: a lower rung is never worth more
      mostWorth = min(mostWorth * LOWER, worth);
      store<f64>(rungAt(row, count, RUNG_WORTH), mostWorth);
      if (scale < oldScale || (scale === oldScale && fps > oldFps)) previous = count + 1;
      count++;
      if (rate < slowest) {
        rate++;
      } else {
        if (pixels < SMALLEST_PIXELS || ++step > SCALE_LAST) break;
        rate = slowest - 1;
      }
    }
    if (request(LAYER_HAS_PREVIOUS) === 0) previous = 0;
    else if (request(LAYER_PREVIOUS + LAYER_ACTIVE) === 0) previous = count;
    else previous = min(previous, count - 1);
  }
  put(row, LAYERS_RUNG_COUNT, count);
  put(row, LAYERS_PREVIOUS_RUNG, previous);
}

/** A row that is alone on its link was measured against it by layer.ts. */
function readLinkBudget(row: i32): void {
  memory.copy(LAYER_REQUEST_OFFSET, rowAt(row), LAYER_REQUEST_FIELDS * 8);
  let alone = true;
  for (let other = 0; other < rows; other++)
    if (other !== row && get(other, LAYERS_LINK) === get(row, LAYERS_LINK)) alone = false;
  put(row, LAYERS_LINK_BPS, alone || !(request(LAYER_AVAILABLE_BPS) > 0) ? f64.MAX_VALUE : linkBudgetBps());
}

function off(): void {
  for (let row = 0; row < rows; row++) put(row, LAYERS_RUNG, get(row, LAYERS_RUNG_COUNT));
}

/** Takes the step that is worth most for its cost, again and again, until none fits. */
function climb(upToPrevious: bool, margin: f64): void {
  const budgetBps = uplinkBps / margin;
  const budgetWork = mostWork / margin;
  for (;;) {
    const usedBps = total(RUNG_BPS) * ENOUGH;
    const usedWork = total(RUNG_WORK);
    let bestGain: f64 = 0;
    let bestRow = -1;
    let bestRung = 0;
    for (let row = 0; row < rows; row++) {
      const now = <i32>get(row, LAYERS_RUNG);
      const bps = ofRow(row, RUNG_BPS);
      const freeBps = get(row, LAYERS_LINK_BPS) / margin - (linkedBps(row) - bps) * ENOUGH;
      for (let rung = upToPrevious ? <i32>get(row, LAYERS_PREVIOUS_RUNG) : 0; rung < now; rung++) {
        const needBps = ofRung(row, rung, RUNG_BPS) * ENOUGH;
        const moreBps = needBps - bps * ENOUGH;
        const moreWork = ofRung(row, rung, RUNG_WORK) - ofRow(row, RUNG_WORK);
        if (usedBps + moreBps > budgetBps || usedWork + moreWork > budgetWork || needBps > freeBps) continue;
        const cost = max(1e-9, moreBps / budgetBps + moreWork / budgetWork);
        const gain = (ofRung(row, rung, RUNG_WORTH) - ofRow(row, RUNG_WORTH)) / cost;
        if (gain <= bestGain) continue;
        bestGain = gain;
        bestRow = row;
        bestRung = rung;
      }
    }
    if (bestRow < 0) return;
    put(bestRow, LAYERS_RUNG, bestRung);
  }
}

/** A smallest picture for each that had one, or for the others, the most wanted first. */
function smallPictures(wereOff: bool, margin: f64): void {
  for (;;) {
    const usedBps = total(RUNG_BPS) * ENOUGH;
    let best = -1;
    for (let row = 0; row < rows; row++) {
      const count = <i32>get(row, LAYERS_RUNG_COUNT);
      if (count === 0 || <i32>get(row, LAYERS_RUNG) < count) continue;
      if ((<i32>get(row, LAYERS_PREVIOUS_RUNG) === count) !== wereOff) continue;
      const needBps = ofRung(row, count - 1, RUNG_BPS) * ENOUGH;
      const linkBps = needBps + linkedBps(row) * ENOUGH;
      if ((usedBps + needBps) * margin > uplinkBps || linkBps * margin > get(row, LAYERS_LINK_BPS)) continue;
      if (
        best < 0 ||
        ofRung(row, count - 1, RUNG_WORTH) > ofRung(best, <i32>get(best, LAYERS_RUNG_COUNT) - 1, RUNG_WORTH)
      )
        best = row;
    }
    if (best < 0) return;
    put(best, LAYERS_RUNG, get(best, LAYERS_RUNG_COUNT) - 1);
  }
}

/** Everybody who looks gets some picture before anybody gets a better one, whatever the device can do. */
function firstPictures(): void {
  off();
  smallPictures(false, 1);
  smallPictures(true, MARGIN);
}

/**
 * What is in force stays while it fits; it is bettered only by what fits with a margin. A new division of everything
 * takes its place only where that is worth more by a margin of its own.
 */
function divide(): void {
  firstPictures();
  climb(true, 1);
  climb(false, MARGIN);
  const worth = total(RUNG_WORTH);
  for (let row = 0; row < rows; row++) put(row, LAYERS_KEPT_RUNG, get(row, LAYERS_RUNG));
  firstPictures();
  climb(false, MARGIN);
  if (total(RUNG_WORTH) > worth * STEAL_MARGIN) return;
  for (let row = 0; row < rows; row++) put(row, LAYERS_RUNG, get(row, LAYERS_KEPT_RUNG));
}

function answer(row: i32, share: f64): void {
  const rung = <i32>get(row, LAYERS_RUNG);
  const result = LAYERS_RESULT;
  if (rung >= <i32>get(row, LAYERS_RUNG_COUNT)) {
    put(row, result + LAYER_ACTIVE, 0);
    put(row, result + LAYER_SCALE, 1);
    put(row, result + LAYER_FPS, 0);
    put(row, result + LAYER_BITRATE_BPS, 0);
    return;
  }
  share = min(share, get(row, LAYERS_LINK_BPS) / linkedBps(row));
  if (rung === 0 && share >= 1) return; // as layer.ts has it
  const scale = ofRow(row, RUNG_SCALE);
  const fps = ofRow(row, RUNG_FPS);
  let bps = floor(ofRow(row, RUNG_BPS) * min(1.0, share));
  const before = get(row, LAYER_PREVIOUS + LAYER_BITRATE_BPS);
  const same =
    get(row, LAYER_HAS_PREVIOUS) !== 0 &&
    scale === get(row, LAYER_PREVIOUS + LAYER_SCALE) &&
    fps === get(row, LAYER_PREVIOUS + LAYER_FPS);
  if (same && before > 0 && before <= bps && bps < before * MARGIN) bps = before;
  put(row, result + LAYER_SCALE, scale);
  put(row, result + LAYER_FPS, fps);
  put(row, result + LAYER_BITRATE_BPS, bps);
}

/** Reads the limits and the first rows, and writes the result of each into it. */
export function chooseLayers(count: i32): void {
  rows = min(count, LAYERS_MOST);
  for (let row = 0; row < rows; row++) ladder(row);
  for (let row = 0; row < rows; row++) readLinkBudget(row);
  for (let row = 0; row < rows; row++) put(row, LAYERS_RUNG, 0);
  const uplink = load<f64>(LAYERS_LIMITS_OFFSET + LAYERS_UPLINK_BPS * 8);
  const share = load<f64>(LAYERS_LIMITS_OFFSET + LAYERS_CPU_SHARE * 8);
  uplinkBps = uplink > 0 ? uplink : f64.MAX_VALUE;
  mostWork = share < 1 ? total(RUNG_WORK) * max(0, share) : f64.MAX_VALUE;
  divide();
  const part = uplinkBps / total(RUNG_BPS);
  for (let row = 0; row < rows; row++) answer(row, part);
}
