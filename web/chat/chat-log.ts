import { comparePlaces, type Place } from "./chat-clock.ts";
import type { Ranges, SignedEntry } from "./chat-words.ts";

/** A call is no archive: older ones make way. */
export const mostEntries = 500;
/** So that nobody alone can push out what all others have written. */
export const mostOfOne = 200;
/** Of all texts: so much goes to whoever comes later. */
const mostChars = 250_000;
/** An `ask` has to fit into a message, beside the rest. */
const mostRangesChars = 6_000;

/** What all pages of a room have alike, in one order: the last {@link mostEntries} signed entries. */
export class ChatLog {
  readonly #byId = new Map<string, SignedEntry>();
  #inOrder: SignedEntry[] = [];

  get entries(): readonly SignedEntry[] {
    return this.#inOrder;
  }
  get size(): number {
    return this.#inOrder.length;
  }

  has({ by, n }: { by: string; n: number }): boolean {
    return this.#byId.has(idOf({ by, n }));
  }
  get(id: string): SignedEntry | undefined {
    return this.#byId.get(id);
  }

  /**
   * The first of one number stays: whoever signs two different ones has only the first.
   * @returns `known` for one that is here, `old` for one that has no place any more
   */
  add(entry: SignedEntry): "added" | "known" | "old" {
    const id = idOf(entry);
    if (this.#byId.has(id)) return "known";
    let index = this.#inOrder.length;
    for (let before = this.#inOrder[index - 1]; before !== undefined; before = this.#inOrder[--index - 1])
      if (comparePlaces(before, entry) < 0) break;
    this.#inOrder.splice(index, 0, entry);
    this.#byId.set(id, entry);
    this.#trim();
    return this.#byId.has(id) ? "added" : "old";
  }

  /** All of one author, who is not who they say. */
  drop(by: string): void {
    this.#keep(this.#inOrder.filter((entry) => entry.by !== by));
  }

  /** Which entries are here. */
  ranges(): Ranges {
    const numbers = new Map<string, number[]>();
    let chars = 0;
    for (const { by, n } of this.#inOrder.toReversed()) {
      const known = numbers.get(by);
      if (known === undefined) numbers.set(by, [n]);
      else known.push(n);
    }
    const ranges: Ranges = {};
    for (const [by, of] of numbers) {
      const found = rangesOf(of);
      chars += by.length + 5 + found.reduce((sum, range) => sum + `${range}`.length + 3, 0);
      if (chars > mostRangesChars) break;
      ranges[by] = found;
    }
    return ranges;
  }

  /** What is here and not there, the latest first in what is left out where it is too much. */
  missingIn(have: Ranges): SignedEntry[] {
    return this.#inOrder.filter(({ by, n }) => !(have[by] ?? []).some(([from, to]) => from <= n && n <= to));
  }

  /** Whether somebody has what is not here. */
  lacks(have: Ranges): boolean {
    return Object.entries(have).some(([by, ranges]) =>
      ranges.some(([from, to]) => {
        if (to - from >= mostEntries) return true;
        for (let n = from; n <= to; n++) if (!this.has({ by, n })) return true;
        return false;
      }),
    );
  }

  /** Short, and the same where the same entries are: nobody is protected by it. */
  digest(): string {
    let [high, low] = [0xdeadbeef, 0x41c6ce57];
    for (const { by, n } of this.#inOrder)
      for (const character of `${by}${n} `) {
        const code = character.charCodeAt(0);
        high = Math.imul(high ^ code, 2_654_435_761);
        low = Math.imul(low ^ code, 1_597_334_677);
      }
    return ((high ^ (low >>> 15)) >>> 0).toString(36) + ((low ^ (high >>> 13)) >>> 0).toString(36);
  }

  #trim(): void {
    if (this.#inOrder.length <= mostOfOne && this.#chars() <= mostChars) return;
    const ofOne = new Map<string, number>();
    const kept: SignedEntry[] = [];
    let chars = 0;
    for (const entry of this.#inOrder.toReversed()) {
      const count = (ofOne.get(entry.by) ?? 0) + 1;
      ofOne.set(entry.by, count);
      if (count > mostOfOne) continue;
      chars += entry.text.length;
      if (kept.length >= mostEntries || chars > mostChars) break;
      kept.push(entry);
    }
    if (kept.length < this.#inOrder.length) this.#keep(kept.reverse());
  }

  #chars(): number {
    return this.#inOrder.reduce((sum, { text }) => sum + text.length, 0);
  }

  #keep(entries: SignedEntry[]): void {
    this.#inOrder = entries;
    this.#byId.clear();
    for (const entry of entries) this.#byId.set(idOf(entry), entry);
  }
}

export function idOf({ by, n }: { by: string; n: number }): string {
  return `${by}:${n}`;
}

export function placeOf({ at, c, by }: Place): Place {
  return { at, c, by };
}

function rangesOf(numbers: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const n of numbers.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === n - 1) last[1] = n;
    else ranges.push([n, n]);
  }
  return ranges.slice(-64);
}
