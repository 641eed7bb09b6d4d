import { buildWasm } from "./build-wasm.ts";
import { runCommand } from "./run-command.ts";

/** `npm run check`: everything that needs no browser and no workerd, the fast things first. */
const worlds = [
  "signal-worker/protocol",
  "signal-worker/src",
  "server",
  "web",
  "web/kernel",
  "web/files/store",
  "web/mesh/shared/thread",
  "web/seal",
  "scripts",
  "test",
  "test/types",
  "test/workerd",
];

const steps: readonly (readonly [name: string, run: () => Promise<{ code: number; output: string }>])[] = [
  ["format", () => runCommand(["oxfmt", "--check", "."], { quiet: true })],
  ["lint", () => runCommand(["oxlint", "--deny-warnings"], { quiet: true })],
  ["wasm", () => buildWasm().then(() => ({ code: 0, output: "" }), failure)],
  ...worlds.map(
    (world) => [`types ${world}`, () => runCommand(["tsc", "-p", world], { quiet: true })] as const,
  ),
  ["house rules", () => runCommand(["vitest", "run", "--project", "node", "rules"], { quiet: true })],
];

let failed = 0;
for (const [name, run] of steps) {
  const startMs = performance.now();
  const { code, output } = await run();
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${name} (${Math.round(performance.now() - startMs)} ms)`);
  if (code !== 0) console.log(output.trimEnd());
  if (code !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;

function failure(error: unknown): { code: number; output: string } {
  return { code: 1, output: error instanceof Error ? error.message : String(error) };
}
