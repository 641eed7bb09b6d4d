/**
 * Partial divisions ("states"): what has been chosen for some of the rows, its worth, and what it takes of the two
 * budgets, here `key` and `other`. A list of states is a range of the arena, in the order of their keys.
 */
import {
  FOUND,
  FOUND_OFFSET,
  ORDER_BYTES,
  ORDER_OFFSET,
  STATE_BYTES,
  STATE_CHOICE,
  STATE_KEY,
  STATE_OTHER,
  STATE_PARENT,
  STATE_WORTH,
  STATES,
  STATES_OFFSET,
} from "../layout";

/** Not to look further for a better one is no error: what is kept in vain costs time alone. */
const LOOK_BACK = 16;

/** The guard of time: 5 ms or so. Of 10,000 divisions among nine the longest finds a tenth of it. */
const MOST_FOUND = 131072;

/** Where the next state goes. */
export let top: i32 = 0;
/** There was no room for everything, and something was left out. */
export let full: bool = false;
/** How many were found since the last list, and since the arena was empty. */
let found: i32 = 0;
let foundInAll: i32 = 0;

function stateAt(state: i32): usize {
  return STATES_OFFSET + state * STATE_BYTES;
}

export function worthOf(state: i32): f64 {
  return load<f64>(stateAt(state), STATE_WORTH);
}
export function keyOf(state: i32): f64 {
  return load<f64>(stateAt(state), STATE_KEY);
}
export function otherOf(state: i32): f64 {
  return load<f64>(stateAt(state), STATE_OTHER);
}
export function parentOf(state: i32): i32 {
  return load<i32>(stateAt(state), STATE_PARENT);
}
export function choiceOf(state: i32): i32 {
  return load<i32>(stateAt(state), STATE_CHOICE);
}

export function emptyArena(): void {
  top = found = foundInAll = 0;
  full = false;
}

/** Forgets the states from there on, and what was found. */
export function rewind(state: i32): void {
  top = state;
  found = 0;
}

/** A state for the next list. */
export function find(worth: f64, key: f64, other: f64, parent: i32, choice: i32): void {
  if (found === FOUND) squeeze();
  if (found === FOUND || foundInAll === MOST_FOUND) {
    full = true;
    return;
  }
  foundInAll++;
  const at = FOUND_OFFSET + found * STATE_BYTES;
  store<f64>(at, worth, STATE_WORTH);
  store<f64>(at, key, STATE_KEY);
  store<f64>(at, other, STATE_OTHER);
  store<i32>(at, parent, STATE_PARENT);
  store<i32>(at, choice, STATE_CHOICE);
  const order = ORDER_OFFSET + found++ * ORDER_BYTES;
  store<f64>(order, key);
  store<i32>(order, <i32>at, 8);
}

/** End of the run that begins there: of entries that are in order already. */
function endOfRun(at: usize, end: usize): usize {
  if (at >= end) return end;
  at += ORDER_BYTES;
  while (at < end && load<f64>(at) >= load<f64>(at - ORDER_BYTES)) at += ORDER_BYTES;
  return at;
}

/** Merges neighbouring runs until one is left: what is found comes in few of them. @returns where the order is */
function putInOrder(): usize {
  const bytes: usize = found * ORDER_BYTES;
  let source: usize = ORDER_OFFSET;
  let target: usize = ORDER_OFFSET + FOUND * ORDER_BYTES;
  while (endOfRun(source, source + bytes) < source + bytes) {
    const end = source + bytes;
    let to = target;
    for (let a = source; a < end;) {
      const middle = endOfRun(a, end);
      const last = endOfRun(middle, end);
      let b = middle;
      while (a < middle || b < last) {
        const takeA = b === last || (a < middle && load<f64>(a) <= load<f64>(b));
        const from = takeA ? a : b;
        store<f64>(to, load<f64>(from));
        store<i64>(to, load<i64>(from, 8), 8);
        to += ORDER_BYTES;
        if (takeA) a += ORDER_BYTES;
        else b += ORDER_BYTES;
      }
      a = last;
    }
    const other = source;
    source = target;
    target = other;
  }
  return source;
}

/** Makes a list of what was found, without what takes more and is worth no more than another. @returns its first state */
export function makeList(): i32 {
  const from = top;
  const order = putInOrder();
  for (let index = 0; index < found; index++) keep(from, load<i32>(order + index * ORDER_BYTES, 8));
  found = 0;
  return from;
}

function keep(from: i32, at: usize): void {
  const worth = load<f64>(at, STATE_WORTH);
  const key = load<f64>(at, STATE_KEY);
  const other = load<f64>(at, STATE_OTHER);
  const last = max(from, top - LOOK_BACK);
  for (let state = top - 1; state >= last; state--)
    if (worthOf(state) >= worth && otherOf(state) <= other) return;
  while (top > from && keyOf(top - 1) === key && worthOf(top - 1) <= worth && otherOf(top - 1) >= other)
    top--;
  if (top === STATES) full = true;
  else memory.copy(stateAt(top++), at, STATE_BYTES);
}

/** Leaves of what was found what is worth keeping. */
function squeeze(): void {
  const from = makeList();
  memory.copy(FOUND_OFFSET, stateAt(from), (top - from) * STATE_BYTES);
  for (let state = from; state < top; state++) {
    const order = ORDER_OFFSET + found * ORDER_BYTES;
    store<f64>(order, keyOf(state));
    store<i32>(order, FOUND_OFFSET + found++ * STATE_BYTES, 8);
  }
  top = from;
}

/** The list at the end has the second budget in place of the first, which has no limit. */
export function turn(from: i32): void {
  for (let state = from; state < top; state++) {
    store<f64>(stateAt(state), otherOf(state), STATE_KEY);
    store<f64>(stateAt(state), 0, STATE_OTHER);
  }
}
