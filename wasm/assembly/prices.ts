/**
 * What the budgets are worth: the prices at which everybody's own best choice takes as much of both as there is. They
 * make a bound for any division (Lagrange; at these prices it is that of the linear programme), and mostly nearly a
 * division too.
 */
import { GROUP_BYTES, GROUPS_OFFSET } from "../layout";
import { keyOf, otherOf, worthOf } from "./states";

export const GROUP_FROM = 0;
export const GROUP_TO = 4;
/** The choice at the prices asked for last. */
export const GROUP_PRICED = 8;
/** The choice of the best division so far. */
export const GROUP_BEST = 12;
/** The row that begins it. */
export const GROUP_ROW = 80;

const ROUNDS = 64;
const EXACT: f64 = 1e-12;

export function groupAt(group: i32): usize {
  return GROUPS_OFFSET + group * GROUP_BYTES;
}

export let keyPrice: f64 = 0;
export let otherPrice: f64 = 0;
// Of everybody's choice at the prices asked for last.
let pricedWorth: f64 = 0;
let pricedKey: f64 = 0;
let pricedOther: f64 = 0;
// Of the mixture of two choices that takes all of the first budget.
let mixedWorth: f64 = 0;
let mixedOther: f64 = 0;

let mostKey: f64 = 0;
let mostOther: f64 = 0;
let groups: i32 = 0;
/** Of the best division that was met and fits. */
let bestWorth: f64 = 0;

/** Worth of the best whole division that was met; its choices are in the groups. */
export function bestMet(): f64 {
  return bestWorth;
}

export function ask(forKey: f64, forOther: f64): void {
  pricedWorth = pricedKey = pricedOther = 0;
  for (let group = 0; group < groups; group++) {
    const at = groupAt(group);
    const to = load<i32>(at, GROUP_TO);
    let best = load<i32>(at, GROUP_FROM);
    let most = -Infinity;
    for (let state = best; state < to; state++) {
      const left = worthOf(state) - forKey * keyOf(state) - forOther * otherOf(state);
      if (left <= most) continue;
      most = left;
      best = state;
    }
    store<i32>(at, best, GROUP_PRICED);
    pricedWorth += worthOf(best);
    pricedKey += keyOf(best);
    pricedOther += otherOf(best);
  }
  if (pricedKey > mostKey || pricedOther > mostOther || pricedWorth <= bestWorth) return;
  bestWorth = pricedWorth;
  for (let group = 0; group < groups; group++)
    store<i32>(groupAt(group), load<i32>(groupAt(group), GROUP_PRICED), GROUP_BEST);
}

/** The first budget's price while the second has this one. */
function findKeyPrice(forOther: f64): void {
  keyPrice = 0;
  ask(0, forOther);
  mixedWorth = pricedWorth;
  mixedOther = pricedOther;
  if (pricedKey <= mostKey) return;
  // a choice that takes too much, one that does not, and always the price at which both are as good
  let overWorth = pricedWorth;
  let overKey = pricedKey;
  let overOther = pricedOther;
  let worth: f64 = 0;
  let key: f64 = 0;
  let other: f64 = 0;
  for (let round = 0; round < ROUNDS; round++) {
    keyPrice = (overWorth - worth - forOther * (overOther - other)) / (overKey - key);
    ask(keyPrice, forOther);
    const line = worth - forOther * other - keyPrice * key;
    const found = pricedWorth - forOther * pricedOther - keyPrice * pricedKey;
    if (found - line <= EXACT * overWorth) break;
    if (pricedKey > mostKey) {
      overWorth = pricedWorth;
      overKey = pricedKey;
      overOther = pricedOther;
    } else {
      worth = pricedWorth;
      key = pricedKey;
      other = pricedOther;
    }
  }
  const part = (mostKey - key) / (overKey - key);
  mixedWorth = worth + part * (overWorth - worth);
  mixedOther = other + part * (overOther - other);
}

/** Prices of both budgets into `keyPrice` and `otherPrice`; every group has a choice that takes nothing. */
export function findPrices(count: i32, key: f64, other: f64): void {
  groups = count;
  mostKey = key;
  mostOther = other;
  bestWorth = -1;
  otherPrice = 0;
  findKeyPrice(0);
  if (mixedOther > mostOther) {
    let overWorth = mixedWorth;
    let overOther = mixedOther;
    let worth: f64 = 0;
    let used: f64 = 0;
    for (let round = 0; round < ROUNDS; round++) {
      otherPrice = (overWorth - worth) / (overOther - used);
      findKeyPrice(otherPrice);
      if (mixedWorth - worth - otherPrice * (mixedOther - used) <= EXACT * overWorth) break;
      if (mixedOther > mostOther) {
        overWorth = mixedWorth;
        overOther = mixedOther;
      } else {
        worth = mixedWorth;
        used = mixedOther;
      }
    }
  }
  ask(keyPrice, otherPrice);
}
