import { existsSync, globSync, statSync } from "node:fs";
import { inRepository, repositoryDir } from "./repository.ts";
import { mustRun } from "./run-command.ts";

/**
 * Two builds of the kernel: the one for browsers with SIMD, and the one for those without. And each once more with its parts
 * laid open, for tests. What changes a camera's picture is a module of its own.
 */
const builds = {
  kernel: ["--target", "simd"],
  "kernel-scalar": ["--target", "scalar"],
  "kernel-parts": ["wasm/assembly/parts.ts", "--target", "simd"],
  "kernel-parts-scalar": ["wasm/assembly/parts.ts", "--target", "scalar"],
  effects: [],
} as const;
export type WasmBuild = keyof typeof builds;

export function isWasmBuild(name: string | undefined): name is WasmBuild {
  return name !== undefined && name in builds;
}

/** Where a build is; with `.deflate` behind it, packed. */
export function wasmPath(name: WasmBuild): string {
  return inRepository(`wasm/build/${name}.wasm`);
}

/** Compiles the kernel, unless its outputs are newer than every source. Throws with asc's own message. */
export async function buildWasm(
  names: readonly WasmBuild[] = ["kernel", "kernel-scalar", "effects"],
): Promise<void> {
  const sources = globSync("wasm/{,assembly/,assembly/effects/}*.{ts,json}", { cwd: repositoryDir }).map(
    inRepository,
  );
  for (const name of names) {
    const output = wasmPath(name);
    const packed = `${output}.deflate`;
    if (existsSync(packed) && sources.every((source) => modifiedMs(source) < modifiedMs(packed))) continue;
    const config = name === "effects" ? "wasm/effects.asconfig.json" : "wasm/asconfig.json";
    await mustRun(["asc", ...builds[name], "--config", config, "--outFile", output]);
    await mustRun(["node", "scripts/pack-wasm.ts", output, packed]);
  }
}

function modifiedMs(path: string): number {
  return statSync(path).mtimeMs;
}
