import { linkKbps, optionsIn, type Case, type Link, type Option, type Problem } from "./division.ts";

/** Three ways to the best worth, each simpler than the kernel's. */

interface Taken {
  kbps: number;
  work: number;
  worth: number;
}
const nothing: Taken = { kbps: 0, work: 0, worth: 0 };
const plus = (a: Taken, b: Option | Taken): Taken => ({
  kbps: a.kbps + b.kbps,
  work: a.work + b.work,
  worth: a.worth + b.worth,
});

/** Every division there is. Time grows as the product of all rows' options. */
export function bestByTrying({ links, cases }: Problem): number {
  return Math.max(
    ...cases.map((each) => {
      const most = (index: number, taken: Taken): number => {
        if (taken.kbps > each.kbps || taken.work > each.work * (1 + 1e-9)) return -Infinity;
        const link = links[index];
        if (link === undefined) return taken.worth;
        return Math.max(...togetherOn(link, each).map((option) => most(index + 1, plus(taken, option))));
      };
      return most(0, nothing);
    }),
  );
}

/**
 * The exact dynamic programme over the uplink, 1 kbps a cell, without regard to the limit of work: what it finds is the
 * best unless it takes too much of that. What each link can have is listed beforehand; what is returned does the rest.
 */
export function tableOf({ links, cases }: Problem): () => number {
  const prepared = cases.map((each) => ({
    kbps: each.kbps,
    lists: links.map((link) => worthwhile(togetherOn(link, each))),
  }));
  return () => Math.max(...prepared.map(({ lists, kbps }) => bestInTable(lists, kbps)));
}

function bestInTable(lists: readonly Taken[][], most: number): number {
  const best = lists.map((list) => list.at(-1) ?? nothing); // the worthiest is the last
  const wanted = best.reduce(plus, nothing);
  if (wanted.kbps <= most) return wanted.worth;
  let table = new Float64Array(most + 1);
  let next = new Float64Array(most + 1);
  for (const list of lists) {
    next.fill(-1);
    for (const { kbps, worth } of list)
      for (let cell = kbps; cell <= most; cell++) {
        const sum = table[cell - kbps]! + worth;
        if (sum > next[cell]!) next[cell] = sum;
      }
    [table, next] = [next, table];
  }
  return table[most]!;
}

/** As the table, for both limits: the states themselves, and of them all that no other one beats in every respect. */
export function bestByFronts({ links, cases }: Problem): number {
  return Math.max(
    ...cases.map((each) => {
      let front = [nothing];
      for (const link of links) {
        const options = togetherOn(link, each);
        front = unbeaten(
          front
            .flatMap((taken) => options.map((option) => plus(taken, option)))
            .filter(({ kbps, work }) => kbps <= each.kbps && work <= each.work * (1 + 1e-9)),
        );
      }
      return Math.max(...front.map(({ worth }) => worth));
    }),
  );
}

/** Everything that the rows of one link can have together. */
function togetherOn(link: Link, each: Case): Taken[] {
  let sums = [nothing];
  for (const row of link.rows) {
    const options = optionsIn(row, each);
    sums = sums.flatMap((taken) => options.map((option) => plus(taken, option)));
  }
  const most = linkKbps(link, each);
  return sums.filter(({ kbps }) => kbps <= most);
}

/** What no other beats in kbps and worth, in the order of both. */
function worthwhile(list: Taken[]): Taken[] {
  const kept: Taken[] = [];
  for (const each of list.toSorted((a, b) => a.kbps - b.kbps || b.worth - a.worth))
    if (each.worth > (kept.at(-1)?.worth ?? -1)) kept.push(each);
  return kept;
}

function unbeaten(list: Taken[]): Taken[] {
  const sorted = list.toSorted((a, b) => a.kbps - b.kbps || a.work - b.work || b.worth - a.worth);
  const kept: Taken[] = [];
  // of what came before, by work: the most worth for at most so much work
  const stairs: { work: number; worth: number }[] = [];
  for (const each of sorted) {
    let low = 0;
    let high = stairs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (stairs[middle]!.work <= each.work * (1 + 1e-9)) low = middle + 1;
      else high = middle;
    }
    if (low > 0 && stairs[low - 1]!.worth >= each.worth) continue;
    kept.push(each);
    let end = low;
    while (end < stairs.length && stairs[end]!.worth <= each.worth) end++;
    stairs.splice(low, end - low, { work: each.work, worth: each.worth });
  }
  return kept;
}
