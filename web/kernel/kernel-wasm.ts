import type { instantiate } from "../../wasm/build/kernel.js";
import { deflatedBase64 } from "../../wasm/build/kernel.wasm?deflated";
import { KernelError } from "./kernel-error.ts";

/** The functions of wasm/assembly/index.ts. */
export type KernelExports = Awaited<ReturnType<typeof instantiate>>;

/** The WASM instance and views of its memory, which never grows: the views stay valid. */
export interface KernelWasm {
  readonly exports: KernelExports;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly floats: Float32Array<ArrayBuffer>;
  readonly doubles: Float64Array<ArrayBuffer>;
}

/**
 * @param deflated the build to load, `deflate-raw` as base64; left out, the one with SIMD
 * @throws KernelError when the page's policy forbids WASM, or the browser lacks SIMD or `deflate-raw`
 */
export async function loadWasm(deflated: string = deflatedBase64): Promise<KernelWasm> {
  let exports: WebAssembly.Exports;
  try {
    ({ exports } = (await WebAssembly.instantiate(await inflated(deflated), {})).instance);
  } catch (cause) {
    throw new KernelError(`The browser refuses the kernel's WASM: ${String(cause)}`, { cause });
  }
  if (!isKernel(exports)) throw new KernelError("The WASM module is not the kernel");
  const memory = exports.memory.buffer;
  if (!(memory instanceof ArrayBuffer)) throw new KernelError("The kernel's memory must not be shared");
  return {
    exports,
    bytes: new Uint8Array(memory),
    floats: new Float32Array(memory),
    doubles: new Float64Array(memory),
  };
}

// The module is built from the same commit; its signatures are what asc declared.
function isKernel(exports: object): exports is KernelExports {
  return "memory" in exports && exports.memory instanceof WebAssembly.Memory && "sealFrame" in exports;
}

// Every browser that has the kernel's SIMD (Safari 16.4 was the last) has this too, but for Firefox 89 to 112:
// there a call goes on without its kernel.
async function inflated(base64: string): Promise<ArrayBuffer> {
  const { readable, writable } = new DecompressionStream("deflate-raw");
  const writer = writable.getWriter(); // from a Blob it takes a millisecond more: that asks another process
  const [result] = await Promise.all([
    new Response(readable).arrayBuffer(),
    writer.write(bytesOf(base64)),
    writer.close(),
  ]);
  return result;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  // All new browsers since the end of 2025 have it: half a millisecond less.
  if ("fromBase64" in Uint8Array && typeof Uint8Array.fromBase64 === "function")
    return new Uint8Array(Uint8Array.fromBase64(base64));
  const chars = atob(base64);
  const bytes = new Uint8Array(chars.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = chars.charCodeAt(at);
  return bytes;
}
