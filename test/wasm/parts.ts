import { deflatedBase64 as scalar } from "../../wasm/build/kernel-parts-scalar.wasm?deflated";
import { deflatedBase64 as simd } from "../../wasm/build/kernel-parts.wasm?deflated";
import { loadWasm, type KernelExports, type KernelWasm } from "../../web/kernel/kernel-wasm.ts";

/** What wasm/assembly/parts.ts adds. Addresses and lengths in bytes. */
interface Parts {
  aeadSeal(key: number, nonce: number, extra: number, extraBytes: number, data: number, bytes: number): void;
  aeadOpen(
    key: number,
    nonce: number,
    extra: number,
    extraBytes: number,
    data: number,
    bytes: number,
  ): number;
  mac(key: number, data: number, bytes: number, tag: number): void;
  streamXor(key: number, nonce: number, counter: number, data: number, bytes: number): void;
  readHeader(at: number, available: number): number;
  readKid(): bigint;
  readCounter(): bigint;
  writeHeader(kid: bigint, counter: bigint, end: number): number;
}

export type PartsWasm = KernelWasm & { readonly exports: Parts };

async function load(deflated: string): Promise<PartsWasm> {
  const wasm = await loadWasm(deflated);
  if (!hasParts(wasm)) throw new Error("This build has no parts laid open");
  return wasm;
}

function hasParts(wasm: KernelWasm): wasm is PartsWasm {
  const exports: KernelExports & Partial<Parts> = wasm.exports;
  return exports.aeadSeal !== undefined && exports.writeHeader !== undefined;
}

/** The kernel's parts with SIMD and without. */
export const partsBuilds = [
  { build: "with SIMD", wasm: await load(simd) },
  { build: "without SIMD", wasm: await load(scalar) },
];
