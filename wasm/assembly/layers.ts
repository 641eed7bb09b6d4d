/**
 * What to send of all video tracks to all receivers at once: what each link can have by itself (layer.ts), lowered where
 * together it is more than the uplink or the device carries: to the division that is worth most (optimum.ts).
 */
import {
  LAYER_ACTIVE,
  LAYER_AVAILABLE_BPS,
  LAYER_BITRATE_BPS,
  LAYER_FPS,
  LAYER_HAS_PREVIOUS,
  LAYER_PREVIOUS,
  LAYER_REQUEST_FIELDS,
  LAYER_REQUEST_OFFSET,
  LAYER_SCALE,
  LAYERS_BROKEN_OFF,
  LAYERS_CPU_SHARE,
  LAYERS_LIMITS_OFFSET,
  LAYERS_LINK,
  LAYERS_LINK_BPS,
  LAYERS_MOST,
  LAYERS_RESULT,
  LAYERS_RUNG,
  LAYERS_RUNG_COUNT,
  LAYERS_STATES_USED,
  LAYERS_UPLINK_BPS,
  RUNG_BPS,
  RUNG_FPS,
  RUNG_NEED_KBPS,
  RUNG_SCALE,
  RUNG_WORK,
} from "../layout";
import { ladder } from "./ladder";
import { linkBudgetBps, MARGIN, request } from "./layer";
import { countedStates, divideBest, startCounting, wasBrokenOff } from "./optimum";
import { get, ofRung, put, rowAt } from "./rows";

let rows: i32 = 0;
let uplinkBps: f64 = 0;
let mostWork: f64 = 0;
/** Of everybody's best, and of everybody's smallest picture. */
let allWork: f64 = 0;
let smallWork: f64 = 0;
let firstPicture: f64 = 0;
let anyPrevious: bool = false;

function limit(field: i32): f64 {
  return load<f64>(LAYERS_LIMITS_OFFSET + field * 8);
}

function isOff(row: i32): bool {
  return get(row, LAYERS_RUNG) === get(row, LAYERS_RUNG_COUNT);
}

function mostBps(row: i32): f64 {
  return isOff(row) ? 0 : ofRung(row, <i32>get(row, LAYERS_RUNG), RUNG_BPS);
}

function leastBps(row: i32): f64 {
  return min(mostBps(row), isOff(row) ? 0 : ofRung(row, <i32>get(row, LAYERS_RUNG), RUNG_NEED_KBPS) * 1000);
}

/** How far from the least to the most these bits reach. @param link of this link's rows alone; NaN: of all */
function reach(bps: f64, link: f64): f64 {
  let least: f64 = 0;
  let most: f64 = 0;
  for (let row = 0; row < rows; row++) {
    if (link === link && get(row, LAYERS_LINK) !== link) continue;
    least += leastBps(row);
    most += mostBps(row);
  }
  return most <= bps ? 1 : (bps - least) / (most - least);
}

/** A row that is alone on its link was measured against it by layer.ts. */
function readLinkBudget(row: i32): void {
  memory.copy(LAYER_REQUEST_OFFSET, rowAt(row), LAYER_REQUEST_FIELDS * 8);
  let alone = true;
  for (let other = 0; other < rows; other++)
    if (other !== row && get(other, LAYERS_LINK) === get(row, LAYERS_LINK)) alone = false;
  put(row, LAYERS_LINK_BPS, alone || !(request(LAYER_AVAILABLE_BPS) > 0) ? Infinity : linkBudgetBps());
}

function divideWithin(margin: f64, upToPrevious: bool, known: f64): f64 {
  const kbps = uplinkBps / margin / 1000;
  // the small pictures are made whatever the device can do; what all wish for needs no margin
  const work = max(0, (mostWork === allWork ? allWork : mostWork / margin) - smallWork);
  return divideBest(rows, floor(kbps), work, firstPicture, margin, upToPrevious, known);
}

/** What is in force may take all there is; what betters anybody has to leave a margin, and be worth more than that. */
function divide(): void {
  const known = divideWithin(1, true, -1);
  if (anyPrevious) divideWithin(MARGIN, false, known);
}

function chosenWork(): f64 {
  let work: f64 = 0;
  for (let row = 0; row < rows; row++)
    if (!isOff(row)) work += ofRung(row, <i32>get(row, LAYERS_RUNG), RUNG_WORK);
  return work;
}

function answer(row: i32, share: f64): void {
  const result = LAYERS_RESULT;
  if (isOff(row)) {
    put(row, result + LAYER_ACTIVE, 0);
    put(row, result + LAYER_SCALE, 1);
    put(row, result + LAYER_FPS, 0);
    put(row, result + LAYER_BITRATE_BPS, 0);
    return;
  }
  const rung = <i32>get(row, LAYERS_RUNG);
  share = min(share, reach(get(row, LAYERS_LINK_BPS), get(row, LAYERS_LINK)));
  if (rung === 0 && share === 1) return; // as layer.ts has it
  const scale = ofRung(row, rung, RUNG_SCALE);
  const fps = ofRung(row, rung, RUNG_FPS);
  const least = leastBps(row);
  let bps = floor(least + share * (mostBps(row) - least));
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
  firstPicture = smallWork = allWork = 0;
  anyPrevious = false;
  for (let row = 0; row < rows; row++) {
    firstPicture += ladder(row);
    put(row, LAYERS_RUNG, 0);
    const rungs = <i32>get(row, LAYERS_RUNG_COUNT);
    if (rungs === 0) continue;
    allWork += ofRung(row, 0, RUNG_WORK);
    smallWork += ofRung(row, rungs - 1, RUNG_WORK);
    if (get(row, LAYER_HAS_PREVIOUS) !== 0) anyPrevious = true;
  }
  for (let row = 0; row < rows; row++) readLinkBudget(row);
  const uplink = limit(LAYERS_UPLINK_BPS);
  const share = limit(LAYERS_CPU_SHARE);
  uplinkBps = uplink > 0 ? uplink : Infinity;
  mostWork = share < 1 ? allWork * max(0, share) : Infinity;
  startCounting();
  divide();
  if (share >= 1 && chosenWork() > allWork) {
    // small and fast for want of bits: rarely that is more work than large and slow
    mostWork = allWork;
    divide();
  }
  store<f64>(LAYERS_LIMITS_OFFSET + LAYERS_STATES_USED * 8, <f64>countedStates());
  store<f64>(LAYERS_LIMITS_OFFSET + LAYERS_BROKEN_OFF * 8, wasBrokenOff() ? 1 : 0);
  const part = reach(uplinkBps, NaN);
  for (let row = 0; row < rows; row++) answer(row, part);
}
