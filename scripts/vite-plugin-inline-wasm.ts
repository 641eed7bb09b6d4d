import { readFile } from "node:fs/promises";
import { deflateRawSync } from "node:zlib";
import type { Plugin } from "vite";
import { buildWasm } from "./build-wasm.ts";
import { inRepository } from "./repository.ts";

const folder = "wasm/build/";
const request = /(kernel(?:-scalar)?\.wasm)\?deflated$/;

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
      const file = request.exec(source)?.[1];
      return file === undefined ? null : `\0${file}?deflated`;
    },
    async load(id) {
      const file = id.startsWith("\0") ? request.exec(id)?.[1] : undefined;
      if (file === undefined) return null;
      if (file === "kernel-scalar.wasm" && !scalar) return `export const deflatedBase64 = "";`;
      await buildWasm();
      const path = inRepository(folder + file);
      this.addWatchFile(path);
      const deflated = deflateRawSync(await readFile(path), { level: 9 });
      return `export const deflatedBase64 = ${JSON.stringify(deflated.toString("base64"))};`;
    },
  };
}
