import { globSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import type { Bench, BenchResult } from "./bench.ts";

/** `npm run bench -- NAME [--json]` runs one benchmark; `npm run bench -- list` lists them. */
const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const names = globSync("*.bench.ts", { cwd: import.meta.dirname })
  .map((file) => basename(file, ".bench.ts"))
  .sort();
const [name] = positionals;

if (name === "list") {
  for (const each of names) console.log(`${each.padEnd(12)} ${(await load(each)).summary}`);
} else if (name === undefined || !names.includes(name)) {
  console.error(`npm run bench -- NAME [--json], where NAME is one of: ${["list", ...names].join(", ")}`);
  process.exitCode = 2;
} else {
  // Stdout is for the result alone: what a build or a server logs goes to stderr.
  console.log = console.info = console.error;
  const bench = await load(name);
  const result = await bench.run();
  process.stdout.write(
    values.json ? `${JSON.stringify({ bench: name, ...result })}\n` : table(bench, result),
  );
  process.exit(); // a peer's server may leave timers behind
}

async function load(each: string): Promise<Bench> {
  const module: { bench: Bench } = await import(`./${each}.bench.ts`);
  return module.bench;
}

function table(bench: Bench, { figures, peers }: BenchResult): string {
  const rows = Object.entries(figures).map(([key, figure]) => {
    const [most, least] = [bench.atMost?.[key], bench.atLeast?.[key]];
    const goal =
      most !== undefined
        ? `   goal: at most ${most}`
        : least !== undefined
          ? `   goal: at least ${least}`
          : "";
    return `${key.padEnd(24)}${String(figure).padStart(12)}${goal}`;
  });
  const versions = Object.entries(peers).map(([peer, version]) => `${peer} ${version}`);
  return [bench.summary, ...rows, ...(versions.length > 0 ? [`peers: ${versions.join(", ")}`] : []), ""].join(
    "\n",
  );
}
