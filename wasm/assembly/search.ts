/**
 * Branch and bound over the groups, all branches at once: the states of one group after the other, and of them those
 * alone that could still become better than the best division known, by the prices of prices.ts.
 */
import { GROUP_BYTES } from "../layout";
import {
  ask,
  findPrices,
  GROUP_BEST,
  GROUP_FROM,
  GROUP_PRICED,
  GROUP_TO,
  groupAt,
  keyPrice,
  otherPrice,
} from "./prices";
import { choiceOf, find, full, keyOf, makeList, otherOf, parentOf, rewind, top, worthOf } from "./states";

/** Of a group, after those of prices.ts: what it and the later ones have in the best division known, */
const GROUP_REST_WORTH = 16;
const GROUP_REST_KEY = 24;
const GROUP_REST_OTHER = 32;
/** and the most that they can add to a state that has used nothing yet, for each bound. */
const GROUP_BOUNDS = 40;
/** More than one, as what is left for the later groups may be scarcer or less so than at the start. */
const BOUNDS = 5;

/** Only what is better by more than the rounding of sums is looked for. */
const EXACT: f64 = 1 + 1e-12;

/** 1/16 of the way from the bound to what is known, then 1/4, then all of it. */
const HOPES = 3;

let groups: i32 = 0;
let mostKey: f64 = 0;
let mostOther: f64 = 0;
let best: f64 = 0;

/** The prices of each bound, in those of the linear programme; tried out: states fall to a third with them. */
function factorOf(bound: i32): f64 {
  return bound === 0 ? 1 : bound === 1 ? 0.4 : bound === 2 ? 2.5 : bound === 3 ? 0.7 : 1.5;
}

function price(key: f64, other: f64): f64 {
  return (keyPrice > 0 ? keyPrice * key : 0) + (otherPrice > 0 ? otherPrice * other : 0);
}

/** Who takes most comes first: what is left over can be used best in small pieces. */
function sortGroups(): void {
  const spare = groupAt(groups);
  for (let group = 1; group < groups; group++)
    for (let at = groupAt(group); at > groupAt(0); at -= GROUP_BYTES) {
      const before = at - GROUP_BYTES;
      if (worthOf(load<i32>(before, GROUP_PRICED)) >= worthOf(load<i32>(at, GROUP_PRICED))) break;
      memory.copy(spare, before, GROUP_BYTES);
      memory.copy(before, at, GROUP_BYTES);
      memory.copy(at, spare, GROUP_BYTES);
    }
}

function sumBounds(): void {
  for (let bound = 0; bound < BOUNDS; bound++) {
    const factor = factorOf(bound);
    ask(factor * keyPrice, factor * otherPrice);
    let sum = factor * price(mostKey, mostOther);
    for (let group = groups; group >= 0; group--) {
      const at = groupAt(group);
      if (group < groups) {
        const priced = load<i32>(at, GROUP_PRICED);
        sum += worthOf(priced) - factor * price(keyOf(priced), otherOf(priced));
      }
      store<f64>(at + bound * 8, sum, GROUP_BOUNDS);
    }
  }
}

function sumRests(): void {
  let worth: f64 = 0;
  let key: f64 = 0;
  let other: f64 = 0;
  for (let group = groups; group >= 0; group--) {
    const at = groupAt(group);
    if (group < groups) {
      const chosen = load<i32>(at, GROUP_BEST);
      worth += worthOf(chosen);
      key += keyOf(chosen);
      other += otherOf(chosen);
    }
    store<f64>(at, worth, GROUP_REST_WORTH);
    store<f64>(at, key, GROUP_REST_KEY);
    store<f64>(at, other, GROUP_REST_OTHER);
  }
}

/** Betters the best division known while anybody's better choice fits, the largest gain first. */
function fill(): void {
  for (;;) {
    sumRests();
    const leftKey = mostKey - load<f64>(groupAt(0), GROUP_REST_KEY);
    const leftOther = mostOther - load<f64>(groupAt(0), GROUP_REST_OTHER);
    let most: f64 = 0;
    let found: usize = 0;
    let better = 0;
    for (let group = 0; group < groups; group++) {
      const at = groupAt(group);
      const now = load<i32>(at, GROUP_BEST);
      const to = load<i32>(at, GROUP_TO);
      for (let state = load<i32>(at, GROUP_FROM); state < to; state++) {
        const gain = worthOf(state) - worthOf(now);
        if (gain <= most || keyOf(state) - keyOf(now) > leftKey || otherOf(state) - otherOf(now) > leftOther)
          continue;
        most = gain;
        found = at;
        better = state;
      }
    }
    if (most === 0) return;
    store<i32>(found, better, GROUP_BEST);
  }
}

/** This choice after that state, and then the rest of the best division known, are a better one. */
function remember(group: i32, choice: i32, state: i32, worth: f64): void {
  best = worth;
  for (; group >= 0; group--) {
    store<i32>(groupAt(group), choice, GROUP_BEST);
    choice = choiceOf(state);
    state = parentOf(state);
  }
}

/** No choice of the groups from there on makes this better than the best. */
function isHopeless(worth: f64, paid: f64, rest: usize): bool {
  for (let bound = 0; bound < BOUNDS; bound++)
    if (worth - factorOf(bound) * paid + load<f64>(rest + bound * 8, GROUP_BOUNDS) <= best * EXACT)
      return true;
  return false;
}

/** Every choice of a group after every state of the list; what is worth going on with is found. */
function branch(group: i32, from: i32, to: i32): void {
  const at = groupAt(group);
  const rest = groupAt(group + 1);
  const restWorth = load<f64>(rest, GROUP_REST_WORTH);
  const restKey = load<f64>(rest, GROUP_REST_KEY);
  const restOther = load<f64>(rest, GROUP_REST_OTHER);
  // the first bound again, of any state with this choice
  const others =
    load<f64>(groupAt(0), GROUP_BOUNDS) - load<f64>(at, GROUP_BOUNDS) + load<f64>(rest, GROUP_BOUNDS);
  const end = load<i32>(at, GROUP_TO);
  for (let choice = load<i32>(at, GROUP_FROM); choice < end && !full; choice++) {
    const choiceWorth = worthOf(choice);
    const choiceKey = keyOf(choice);
    const choiceOther = otherOf(choice);
    if (others + choiceWorth - price(choiceKey, choiceOther) <= best * EXACT) continue;
    for (let state = from; state < to; state++) {
      const key = keyOf(state) + choiceKey;
      if (key > mostKey) break;
      const other = otherOf(state) + choiceOther;
      const worth = worthOf(state) + choiceWorth;
      if (other > mostOther || isHopeless(worth, price(key, other), rest)) continue;
      find(worth, key, other, state, choice);
      const whole = worth + restWorth;
      if (whole > best && key + restKey <= mostKey && other + restOther <= mostOther)
        remember(group, choice, state, whole);
    }
  }
}

/**
 * Leaves the best division's choices in the groups.
 * @param known worth of a division that is known already: only a better one is looked for
 * @returns its worth; `known` when there is no better one
 */
export function findBest(count: i32, key: f64, other: f64, known: f64): f64 {
  groups = count;
  mostKey = key;
  mostOther = other;
  findPrices(groups, mostKey, mostOther);
  sortGroups();
  sumBounds();
  fill();
  const sure = max(known, load<f64>(groupAt(0), GROUP_REST_WORTH));
  const bound = load<f64>(groupAt(0), GROUP_BOUNDS);
  if (bound <= sure * EXACT) return sure;
  const lists = top;
  // what is known may be far from the best: first it is hoped that there is something near the bound
  for (let part = HOPES; part > 0; part--) {
    const hope = part === 1 ? sure : bound - (bound - sure) / <f64>(1 << (2 * part - 2));
    best = hope;
    rewind(lists);
    find(0, 0, 0, -1, -1);
    let from = makeList();
    for (let group = 0; group < groups && !full; group++) {
      branch(group, from, top);
      from = makeList();
    }
    if (best > hope) return best;
    if (full) break;
  }
  return sure;
}
