import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { webLibraryBuilds } from "../../scripts/library-builds.ts";
import { inRepository } from "../../scripts/repository.ts";

/** The most that a page should have to load, gzip KB of 1,000 bytes. */
export const sizeBudgetsKB = { sdkKB: 45, elementKB: 80, kernelKB: 15 } as const;

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
  for (const library of webLibraryBuilds()) await build(library);
}

/** Weighs what `dist/` holds. */
export function bundleSizes(): BundleSizes {
  const sdk = weigh("dist/meshcall.js");
  const element = weigh("dist/elements.js");
  const kernel = weigh("dist/kernel-worker.js");
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
