import type { Bench } from "./bench.ts";
import { buildMeasured, bundleSizes, sizeGoalsKB } from "./bundle-sizes.ts";

export const bench: Bench = {
  summary:
    "What a page loads: the SDK, the one-tag element with everything, the WASM with its glue (gzip KB)",
  atMost: sizeGoalsKB,
  async run() {
    await buildMeasured();
    return { figures: { ...bundleSizes() }, peers: {} };
  },
};
