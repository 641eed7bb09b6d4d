import { readFileSync } from "node:fs";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { inRepository } from "../../scripts/repository.ts";
import { LAYERS_BROKEN_OFF, LAYERS_LIMITS_OFFSET, LAYERS_STATES_USED } from "../../wasm/layout.ts";
import type { KernelExports, KernelWasm } from "../../web/kernel/kernel-wasm.ts";
import { chooseLayers } from "../wasm/choose-layers.ts";
import { instanceOf } from "../wasm/reference/division-instances.ts";
import { bestByFronts, tableOf } from "../wasm/reference/division-oracles.ts";
import { judge } from "../wasm/reference/division.ts";
import { seeded } from "../wasm/seeded.ts";
import type { Bench } from "./bench.ts";
import { callOf, outcomeOf } from "./layer-calls.ts";
import { livekitPolicy } from "./layer-livekit.ts";

type LayersWasm = Pick<KernelWasm, "exports" | "doubles">;

const instances = 10_000;
const warmUp = 500;
/** Of each contender for each instance, in turn; the least counts: the others were interrupted. */
const repeats = 3;
const calls = 200;
const seed = 4;

/** In this process, through the same function as in the kernel worker, on the WASM as it is shipped. */
export const bench: Bench = {
  summary:
    "Layers for nine receivers: best or not, time over an exact dynamic programme's, calls over LiveKit's rule",
  atMost: { medianVsDp: 0.15, p99VsDp: 2, switchesVsLivekit: 0.5, brokenOff: 0 },
  async run() {
    await buildWasm();
    const wasm = await load();
    const uplink = measureUplink(wasm);
    const both = countBoth(wasm);
    return {
      figures: {
        optimalShare: uplink.best / instances,
        medianVsDp: round(quantile(uplink.ratios, 0.5)),
        // over a usual one: where nothing is short the table is not made, and that is no time to compare with
        p99VsDp: round(quantile(uplink.ourUs, 0.99) / quantile(uplink.dpUs, 0.5)),
        medianUs: round(quantile(uplink.ourUs, 0.5)),
        p99Us: round(quantile(uplink.ourUs, 0.99)),
        worstUs: round(quantile(uplink.ourUs, 1)),
        dpMedianUs: round(quantile(uplink.dpUs, 0.5)),
        dpP99Us: round(quantile(uplink.dpUs, 0.99)),
        brokenOff: uplink.brokenOff,
        // uplink and encoding short at once: no table is small enough for them, the tests compare them with other ways
        bothMedianUs: round(quantile(both.ourUs, 0.5)),
        bothP99Us: round(quantile(both.ourUs, 0.99)),
        bothMostStates: both.mostStates,
        bothBrokenOff: both.brokenOff,
        instances,
        ...liveThrough(wasm),
      },
      peers: {},
    };
  },
};

async function load(): Promise<LayersWasm> {
  const bytes = readFileSync(inRepository("wasm/build/kernel.wasm"));
  const { exports } = (await WebAssembly.instantiate(bytes, {})).instance;
  if (!isKernel(exports)) throw new Error("the WASM is not the kernel");
  return { exports, doubles: new Float64Array(exports.memory.buffer) };
}

function isKernel(exports: object): exports is KernelExports & { memory: { buffer: ArrayBuffer } } {
  return "chooseLayers" in exports && "memory" in exports;
}

function noted({ doubles }: LayersWasm, field: number): number {
  return doubles[LAYERS_LIMITS_OFFSET / 8 + field] ?? 0;
}

/** The uplink is short: each decision against the exact dynamic programme. */
function measureUplink(wasm: LayersWasm) {
  const random = seeded("layer instances", seed);
  const ourUs: number[] = [];
  const dpUs: number[] = [];
  const ratios: number[] = [];
  let best = 0;
  let brokenOff = 0;
  for (let round = -warmUp; round < instances; round++) {
    const nine = { receivers: 9, mostTiles: 4, screens: true, shortOfWork: false };
    const { requests, limits, problem } = instanceOf(wasm, random, nine);
    const table = tableOf(problem);
    let [ours, dp] = [Infinity, Infinity];
    for (let repeat = 0; repeat < repeats; repeat++) {
      ours = Math.min(
        ours,
        timeUs(() => chooseLayers(wasm, requests, limits)),
      );
      dp = Math.min(dp, timeUs(table));
    }
    if (round < 0) continue;
    const { worth, allowed } = judge(problem, chooseLayers(wasm, requests, limits));
    brokenOff += noted(wasm, LAYERS_BROKEN_OFF);
    const most = table();
    // the table knows no limit of work: rarely its best takes more than all that is wished for
    const known = worth < most * (1 - 1e-9) ? bestByFronts(problem) : most;
    if (allowed && Math.abs(worth / known - 1) < 1e-9) best++;
    ourUs.push(ours);
    dpUs.push(dp);
    ratios.push(ours / dp);
  }
  return { ourUs, dpUs, ratios, best, brokenOff };
}

function countBoth(wasm: LayersWasm) {
  const random = seeded("layer instances, both limits", seed);
  const ourUs: number[] = [];
  let mostStates = 0;
  let brokenOff = 0;
  for (let round = 0; round < instances; round++) {
    const nine = { receivers: 9, mostTiles: 4, screens: true, shortOfWork: true };
    const { requests, limits } = instanceOf(wasm, random, nine);
    const times = Array.from({ length: repeats }, () => timeUs(() => chooseLayers(wasm, requests, limits)));
    ourUs.push(Math.min(...times));
    mostStates = Math.max(mostStates, noted(wasm, LAYERS_STATES_USED));
    brokenOff += noted(wasm, LAYERS_BROKEN_OFF);
  }
  return { ourUs, mostStates, brokenOff };
}

/** The same calls with the kernel and with LiveKit's rule. */
function liveThrough(wasm: LayersWasm) {
  const outcomes = (leastBps: number, mostBps: number) => {
    const random = seeded(`calls of ${leastBps} to ${mostBps} bps`, seed);
    const sums = { net: 0, switches: 0, livekitNet: 0, livekitSwitches: 0 };
    for (let call = 0; call < calls; call++) {
      const moments = callOf(random, leastBps, mostBps);
      const ours = outcomeOf(moments, (requests, limits) => chooseLayers(wasm, requests, limits));
      const livekit = outcomeOf(moments, livekitPolicy());
      sums.net += ours.net;
      sums.switches += ours.switchesPerMinute;
      sums.livekitNet += livekit.net;
      sums.livekitSwitches += livekit.switchesPerMinute;
    }
    return sums;
  };
  const short = outcomes(500_000, 3_000_000);
  const wide = outcomes(1_000_000, 6_000_000);
  return {
    netVsLivekit: round(short.net / short.livekitNet),
    switchesVsLivekit: round(short.switches / short.livekitSwitches),
    switchesPerMinute: round(short.switches / calls),
    livekitSwitchesPerMinute: round(short.livekitSwitches / calls),
    // twice the uplink: less has to be divided
    wideNetVsLivekit: round(wide.net / wide.livekitNet),
    wideSwitchesVsLivekit: round(wide.switches / wide.livekitSwitches),
    calls,
  };
}

function timeUs(run: () => unknown): number {
  const startNs = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - startNs) / 1_000;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
