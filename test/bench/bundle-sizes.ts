import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { kernelBuild, webLibraryBuilds } from "../../scripts/library-builds.ts";
import { inRepository } from "../../scripts/repository.ts";

/** The most that a page should have to load, gzip KB of 1,000 bytes. */
export const sizeBudgetsKB = { sdkKB: 45, elementKB: 80, kernelKB: 15 } as const;

/** The kernel travels inside the bundles; it is built apart only to be weighed. */
const kernelFile = "test/.output/kernel-worker.js";

export interface BundleSizes {
  /** gzip -9. */
  sdkKB: number;
  elementKB: number;
  kernelKB: number;
  /** As the file is, without compression. */
  sdkRawKB: number;
  elementRawKB: number;
  kernelRawKB: number;
}

/** Builds the libraries as `npm run build` does. */
export async function buildMeasured(): Promise<void> {
  await buildWasm();
  for (const library of await webLibraryBuilds()) await build(library);
}

/** Weighs what is in `dist/`; builds only the kernel's script. */
export async function bundleSizes(): Promise<BundleSizes> {
  await build(await kernelBuild(kernelFile));
  const sdk = weigh("dist/meshcall.js");
  const element = weigh("dist/elements.js");
  const kernel = weigh(kernelFile);
  return {
    sdkKB: sdk.gzipKB,
    elementKB: element.gzipKB,
    kernelKB: kernel.gzipKB,
    sdkRawKB: sdk.rawKB,
    elementRawKB: element.rawKB,
    kernelRawKB: kernel.rawKB,
  };
}

function weigh(path: string): { gzipKB: number; rawKB: number } {
  const bytes = readFileSync(inRepository(path));
  return { gzipKB: inKB(gzipSync(bytes, { level: 9 }).length), rawKB: inKB(bytes.length) };
}

function inKB(bytes: number): number {
  return Math.round(bytes / 100) / 10;
}
