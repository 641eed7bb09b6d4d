import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";
import { buildWasm, isWasmBuild, wasmPath } from "./build-wasm.ts";

const request = /(kernel[a-z-]*)\.wasm\?deflated$/;

export interface InlineWasmOptions {
  /** False: the build without SIMD is left out, and such a browser is told that it cannot run the kernel. */
  scalar?: boolean;
}

/**
 * Makes `import { deflatedBase64 } from ".../wasm/build/kernel.wasm?deflated"` the kernel's bytes as text, compiled
 * when missing or out of date. One script tag then brings everything, and no server needs to know WASM's media
 * type. Deflated first, because a server's compression finds little in base64.
 */
export function inlineWasm({ scalar = true }: InlineWasmOptions = {}): Plugin {
  return {
    name: "meshcall:inline-wasm",
    enforce: "pre",
    resolveId(source) {
      const name = request.exec(source)?.[1];
      return isWasmBuild(name) ? `\0${name}.wasm?deflated` : null;
    },
    async load(id) {
      const name = id.startsWith("\0") ? request.exec(id)?.[1] : undefined;
      if (!isWasmBuild(name)) return null;
      if (name === "kernel-scalar" && !scalar) return `export const deflatedBase64 = "";`;
      await buildWasm([name]);
      this.addWatchFile(wasmPath(name));
      const packed = await readFile(`${wasmPath(name)}.deflate`);
      return `export const deflatedBase64 = ${JSON.stringify(packed.toString("base64"))};`;
    },
  };
}
