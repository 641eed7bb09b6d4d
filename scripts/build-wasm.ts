import { existsSync, globSync, statSync } from "node:fs";
import { inRepository, repositoryDir } from "./repository.ts";
import { mustRun } from "./run-command.ts";

/** Two builds of the same sources: the one for browsers with SIMD, and the one for those without. */
const targets = {
  simd: inRepository("wasm/build/kernel.wasm"),
  scalar: inRepository("wasm/build/kernel-scalar.wasm"),
} as const;

/** Compiles the kernel, unless its outputs are newer than every source. Throws with asc's own message. */
export async function buildWasm(): Promise<void> {
  const sources = globSync("wasm/{,assembly/}*.{ts,json}", { cwd: repositoryDir }).map(inRepository);
  for (const [target, output] of Object.entries(targets)) {
    if (existsSync(output) && sources.every((source) => modifiedMs(source) < modifiedMs(output))) continue;
    await mustRun(["asc", "--config", "wasm/asconfig.json", "--target", target]);
  }
}

function modifiedMs(path: string): number {
  return statSync(path).mtimeMs;
}
