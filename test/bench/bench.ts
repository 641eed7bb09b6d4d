/** One figure for each key; the key's end names the unit (`sdkKB`, `joinMs`), ratios have none. */
export type Figures = Readonly<Record<string, number>>;

/** What one run of a benchmark found; with its name, the JSON that `--json` prints. */
export interface BenchResult {
  figures: Figures;
  /** Version of each peer that was measured in the same run. */
  peers: Readonly<Record<string, string>>;
}

/** A file `test/bench/NAME.bench.ts` exports one of these as `bench`. */
export interface Bench {
  /** One line for `npm run bench -- list`. */
  summary: string;
  /**
   * Goals in the figures' own units: the most that each figure should be. Printed beside the figure; a
   * benchmark never fails for missing one.
   */
  atMost?: Figures;
  /** Likewise, the least that each figure should be. */
  atLeast?: Figures;
  run(): Promise<BenchResult>;
}
