import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { buildAll } from "./build.ts";
import { findChromium, noBrowserMessage } from "./find-browser.ts";
import { inRepository } from "./repository.ts";
import { runCommand } from "./run-command.ts";
import { countResults } from "./test-report.ts";

/**
 * `npm test`: builds what the tests load, makes sure of a browser, runs every project and prints
 * `N passed, N failed` as the last line. Arguments go to vitest: `npm test -- --project node`.
 */
const reportPath = inRepository("test/.output/report.json");

async function runTests(): Promise<{ passed: number; failed: number }> {
  mkdirSync(inRepository("test/.output"), { recursive: true });
  rmSync(reportPath, { force: true });
  try {
    await provideChromium();
    await buildAll();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
  const vitest = await runCommand([
    "vitest",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${reportPath}`,
    ...process.argv.slice(2),
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
