import { existsSync, globSync, statSync } from "node:fs";
import { inRepository, repositoryDir } from "./repository.ts";
import { mustRun } from "./run-command.ts";

const output = inRepository("wasm/build/kernel.wasm");

/** Compiles the kernel, unless its output is newer than every source. Throws with asc's own message. */
export async function buildWasm(): Promise<void> {
  const sources = globSync("wasm/**/*.{ts,json}", { cwd: repositoryDir }).map(inRepository);
  if (existsSync(output) && sources.every((source) => modifiedMs(source) < modifiedMs(output))) return;
  await mustRun(["asc", "--config", "wasm/asconfig.json", "--target", "release"]);
}

function modifiedMs(path: string): number {
  return statSync(path).mtimeMs;
}
