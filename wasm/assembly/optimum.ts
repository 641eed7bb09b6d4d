/**
 * The best division of uplink and encoding among the links. What the rows of one link can have together is its list; from
 * each list one choice is made, so that both budgets are kept and the sum of what the choices are worth is the most.
 */
import {
  LAYERS_LINK,
  LAYERS_LINK_BPS,
  LAYERS_PREVIOUS_RUNG,
  LAYERS_RUNG,
  LAYERS_RUNG_COUNT,
  RUNG_NEED_KBPS,
  RUNG_WORK,
  RUNG_WORTH,
} from "../layout";
import { GROUP_BEST, GROUP_FROM, GROUP_ROW, GROUP_TO, groupAt } from "./prices";
import { get, ofRung, put } from "./rows";
import { findBest } from "./search";
import {
  choiceOf,
  emptyArena,
  find,
  full,
  keyOf,
  makeList,
  otherOf,
  parentOf,
  top,
  turn,
  worthOf,
} from "./states";

/** Since `startCounting`. */
let statesUsed: i32 = 0;
let brokenOff: bool = false;

let rows: i32 = 0;
let groups: i32 = 0;

/** Everything that the rows of one link can have together. */
function listLink(first: i32, isTimed: bool, firstPicture: f64, margin: f64, upToPrevious: bool): void {
  const link = get(first, LAYERS_LINK);
  const linkKbps = floor(get(first, LAYERS_LINK_BPS) / margin / 1000);
  find(0, 0, 0, -1, -1);
  let from = makeList();
  for (let row = first; row < rows; row++) {
    const count = <i32>get(row, LAYERS_RUNG_COUNT);
    if (get(row, LAYERS_LINK) !== link || count === 0) continue;
    const to = top;
    const smallWork = ofRung(row, count - 1, RUNG_WORK);
    const most = upToPrevious ? <i32>get(row, LAYERS_PREVIOUS_RUNG) : 0;
    for (let state = from; state < to; state++)
      find(worthOf(state), keyOf(state), otherOf(state), state, count);
    for (let rung = count - 1; rung >= most; rung--) {
      const worth = firstPicture + ofRung(row, rung, RUNG_WORTH);
      const kbps = ofRung(row, rung, RUNG_NEED_KBPS);
      const work = isTimed ? max(0, ofRung(row, rung, RUNG_WORK) - smallWork) : 0;
      for (let state = from; state < to && keyOf(state) + kbps <= linkKbps; state++)
        find(worthOf(state) + worth, keyOf(state) + kbps, otherOf(state) + work, state, rung);
    }
    from = makeList();
  }
  const at = groupAt(groups++);
  store<i32>(at, from, GROUP_FROM);
  store<i32>(at, top, GROUP_TO);
  store<i32>(at, first, GROUP_ROW);
}

function isFirstOfLink(row: i32): bool {
  if (get(row, LAYERS_RUNG_COUNT) === 0) return false;
  for (let before = 0; before < row; before++)
    if (get(before, LAYERS_LINK) === get(row, LAYERS_LINK) && get(before, LAYERS_RUNG_COUNT) !== 0)
      return false;
  return true;
}

/** Writes the best division's rungs into the rows. */
function unfold(): void {
  for (let group = 0; group < groups; group++) {
    const at = groupAt(group);
    const first = load<i32>(at, GROUP_ROW);
    let state = load<i32>(at, GROUP_BEST);
    for (let row = rows - 1; row >= first; row--) {
      if (get(row, LAYERS_LINK) !== get(first, LAYERS_LINK) || get(row, LAYERS_RUNG_COUNT) === 0) continue;
      put(row, LAYERS_RUNG, choiceOf(state));
      state = parentOf(state);
    }
  }
}

export function startCounting(): void {
  statesUsed = 0;
  brokenOff = false;
}

export function countedStates(): i32 {
  return statesUsed;
}

/** There was no room for every state: what was found is good, and not proven to be the best. */
export function wasBrokenOff(): bool {
  return brokenOff;
}

/**
 * Writes each row's rung of the best division.
 * @param work beyond that of everybody's smallest picture; Infinity: no limit, as of `kbps`
 * @param firstPicture what any picture is worth beside its rung's worth
 * @param margin of each link's own budget
 * @param upToPrevious nobody gets more than what is in force
 * @param known worth of a division that is known: only a better one is looked for
 * @returns its worth; `known` when there is no better one, and then the rows are as they were
 */
export function divideBest(
  count: i32,
  kbps: f64,
  work: f64,
  firstPicture: f64,
  margin: f64,
  upToPrevious: bool,
  known: f64,
): f64 {
  rows = count;
  groups = 0;
  emptyArena();
  for (let row = 0; row < rows; row++)
    if (isFirstOfLink(row)) listLink(row, work < Infinity, firstPicture, margin, upToPrevious);
  if (kbps === Infinity) turn(0);
  const best = kbps === Infinity ? findBest(groups, work, 0, known) : findBest(groups, kbps, work, known);
  statesUsed += top;
  if (full) brokenOff = true;
  if (best > known) unfold();
  return best;
}
