import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";
import { buildWasm } from "./build-wasm.ts";
import { inRepository } from "./repository.ts";

const kernelPath = inRepository("wasm/build/kernel.wasm");
const suffix = "kernel.wasm?base64";
const resolvedId = `\0${suffix}`;

/**
 * Makes `import { base64 } from ".../wasm/build/kernel.wasm?base64"` the kernel's bytes as text, compiled when
 * missing or out of date. One script tag then brings everything, and no server needs to know WASM's media type.
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
      return `export const base64 = ${JSON.stringify(bytes.toString("base64"))};`;
    },
  };
}
