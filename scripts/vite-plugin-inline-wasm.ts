import { readFile } from "node:fs/promises";
import { deflateRawSync } from "node:zlib";
import type { Plugin } from "vite";
import { buildWasm } from "./build-wasm.ts";
import { inRepository } from "./repository.ts";

const kernelPath = inRepository("wasm/build/kernel.wasm");
const suffix = "kernel.wasm?deflated";
const resolvedId = `\0${suffix}`;

/**
 * Makes `import { deflatedBase64 } from ".../wasm/build/kernel.wasm?deflated"` the kernel's bytes as text, compiled
 * when missing or out of date. One script tag then brings everything, and no server needs to know WASM's media
 * type. Deflated first, because a server's compression finds little in base64.
 */
export function inlineWasm(): Plugin {
  return {
    name: "meshcall:inline-wasm",
    enforce: "pre",
    resolveId(source) {
      return source.endsWith(suffix) ? resolvedId : null;
    },
    async load(id) {
      if (id !== resolvedId) return null;
      await buildWasm();
      this.addWatchFile(kernelPath);
      const bytes = await readFile(kernelPath);
      const deflated = deflateRawSync(bytes, { level: 9 });
      return `export const deflatedBase64 = ${JSON.stringify(deflated.toString("base64"))};`;
    },
  };
}
