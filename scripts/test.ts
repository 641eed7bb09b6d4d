import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { buildAll } from "./build.ts";
import { findChromium, noBrowserMessage } from "./find-browser.ts";
import { inRepository } from "./repository.ts";
import { runCommand } from "./run-command.ts";
import { countResults } from "./test-report.ts";

interface Results {
  passed: number;
  failed: number;
}

/** Vitest keeps the browser of the browser tests to its end, and calls between browsers need all that the machine has. */
const stages = [
  ["--project", "!e2e"],
  ["--project", "e2e"],
];

/**
 * `npm test`: builds what the tests load, makes sure of a browser, runs every project and prints
 * `N passed, N failed` as the last line. Arguments go to vitest: `npm test -- --project node`.
 */
async function runTests(): Promise<Results> {
  mkdirSync(inRepository("test/.output"), { recursive: true });
  try {
    await provideChromium();
    await buildAll();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
  const chosen = process.argv.slice(2);
  const results: Results = { passed: 0, failed: 0 };
  for (const [index, stage] of (chosen.length > 0 ? [chosen] : stages).entries()) {
    const { passed, failed } = await runVitest(stage, inRepository(`test/.output/report-${index + 1}.json`));
    results.passed += passed;
    results.failed += failed;
  }
  return results;
}

async function runVitest(options: readonly string[], reportPath: string): Promise<Results> {
  rmSync(reportPath, { force: true });
  const vitest = await runCommand([
    "vitest",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${reportPath}`,
    ...options,
  ]);
  const { passed, failed } = existsSync(reportPath)
    ? countResults(readFileSync(reportPath, "utf8"))
    : { passed: 0, failed: 1 };
  // An error outside of any test fails the run too, and is in no test's result.
  return { passed, failed: vitest.code === 0 ? failed : Math.max(1, failed) };
}

/** On Debian as root a missing Chromium is installed; elsewhere the message says how to get one. */
async function provideChromium(): Promise<void> {
  if (findChromium() !== undefined) return;
  const debianRoot = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (!debianRoot) throw new Error(noBrowserMessage);
  console.log("No Chromium found: installing it with apt-get (once, some 100 MB).");
  await runCommand(["apt-get", "update", "-qq"], { quiet: true });
  const { output } = await runCommand(
    ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    {
      quiet: true,
    },
  );
  if (findChromium() === undefined) throw new Error(`${output}\n${noBrowserMessage}`);
}

const { passed, failed } = await runTests();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
