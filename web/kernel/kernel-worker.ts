/** Runs in the kernel worker: the kernel's API over comlink. */
// First, so that the WASM's text is: between code and code it would make a server's compression of both worse (by 2 KB).
import { type KernelWasm, loadWasm } from "./kernel-wasm.ts";
import { expose, transfer } from "comlink";
import * as layout from "../../wasm/layout.ts";
import { DataSeat } from "./data-seat.ts";
import type { KernelApi } from "./kernel-api.ts";
import { KernelError } from "./kernel-error.ts";
import { chooseInTable } from "./layers.ts";
import type { LayerTable } from "./layer-table.ts";
import { LevelInput } from "./level-input.ts";
import { Streams } from "./streams.ts";

/** What the page calls; `start` comes first. */
export type KernelWorkerApi = Omit<KernelApi, "chooseLayers"> & {
  /**
   * Settles when the kernel can be used. @throws KernelError when WASM is refused
   * @param deflated the build without SIMD, where the browser needs it
   */
  start(deflated?: string): Promise<void>;
  /** @returns the table with its answers; tables are transferred */
  chooseInTable(table: LayerTable): Promise<LayerTable>;
};

const load = async (deflated?: string) => {
  const wasm = await loadWasm(deflated);
  return { wasm, streams: new Streams(wasm) };
};
// At once: nearly every browser has SIMD.
let starting = load();
// Whoever calls is told; without a caller there is nobody to tell.
starting.catch(() => undefined);

/** A trap leaves memory in no known state. The page hears of it as of a crash, and starts another kernel. */
function endAfterTrap(error: unknown): void {
  if (error instanceof WebAssembly.RuntimeError) reportError(error);
}

/** comlink would hand a trap to the caller and go on. */
async function untilTrap<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    endAfterTrap(error);
    throw error;
  }
}

addEventListener("unhandledrejection", ({ reason }) => endAfterTrap(reason));

const inputs = new Map<number, { microphone: number; input: LevelInput }>();
let nextHandle = 1;
let nextSeat = 1;

function listen(wasm: KernelWasm, samples: MessagePort, report: MessagePort, sampleRateHz: number): number {
  const taken = new Set(Array.from(inputs.values(), ({ microphone }) => microphone));
  const microphone = Array.from({ length: layout.MICROPHONES }, (_, at) => at).find((at) => !taken.has(at));
  if (microphone === undefined) throw new KernelError("Eight microphones are measured already");
  const handle = nextHandle++;
  const input = new LevelInput(wasm, microphone, samples, report, sampleRateHz, () => stopListening(handle));
  inputs.set(handle, { microphone, input });
  return handle;
}

function stopListening(handle: number): void {
  inputs.get(handle)?.input.stop();
  inputs.delete(handle);
}

const api: KernelWorkerApi = {
  start: async (deflated) => {
    if (deflated !== undefined) starting = load(deflated);
    await starting;
  },
  carryData: async (port, mediaKeys) => {
    const { streams } = await starting;
    await new Promise<void>((closed) => new DataSeat(streams, `${nextSeat++}`, port, closed, mediaKeys));
  },
  listen: async (samples, report, sampleRateHz) =>
    listen((await starting).wasm, samples, report, sampleRateHz),
  stopListening: async (handle) => stopListening(handle),
  chooseInTable: (table) =>
    untilTrap(async () => {
      const chosen = chooseInTable((await starting).wasm, table);
      return transfer(chosen, [chosen.buffer]);
    }),
};

expose(api);
