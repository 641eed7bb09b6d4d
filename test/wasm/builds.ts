import { deflatedBase64 as scalar } from "../../wasm/build/kernel-scalar.wasm?deflated";
import { deflatedBase64 as simd } from "../../wasm/build/kernel.wasm?deflated";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";

/** The kernel with SIMD, and the one without: what holds for the one holds for the other. */
export const builds = [
  { build: "with SIMD", deflated: simd, wasm: await loadWasm(simd) },
  { build: "without SIMD", deflated: scalar, wasm: await loadWasm(scalar) },
];
