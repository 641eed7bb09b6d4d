import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { buildAll } from "./build.ts";
import { findChromium, noBrowserMessage } from "./find-browser.ts";
import { inRepository, repositoryDir } from "./repository.ts";
import { runCommand } from "./run-command.ts";
import { readResults, type Failure, type TestResults } from "./test-report.ts";

/** Vitest keeps the browser of the browser tests to its end, and calls between browsers need all that the machine has. */
const stages = [
  ["--project", "!e2e"],
  ["--project", "e2e"],
];

/**
 * `npm test`: builds what the tests load, makes sure of a browser, runs every project and prints
 * what failed and, as the last line, `N passed, N failed`. Arguments go to vitest: `npm test -- --project node`.
 */
async function runTests(): Promise<TestResults> {
  mkdirSync(inRepository("test/.output"), { recursive: true });
  try {
    await provideChromium();
    await buildAll();
  } catch (error) {
    return {
      passed: 0,
      failures: [failureOf("build", error instanceof Error ? error.message : String(error))],
    };
  }
  const chosen = process.argv.slice(2);
  const results: TestResults = { passed: 0, failures: [] };
  for (const [index, stage] of (chosen.length > 0 ? [chosen] : stages).entries()) {
    const { passed, failures } = await runVitest(
      stage,
      inRepository(`test/.output/report-${index + 1}.json`),
    );
    results.passed += passed;
    results.failures.push(...failures);
  }
  return results;
}

async function runVitest(options: readonly string[], reportPath: string): Promise<TestResults> {
  rmSync(reportPath, { force: true });
  const { code } = await runCommand([
    "vitest",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${reportPath}`,
    ...options,
  ]);
  const what = `vitest ${options.join(" ")}`;
  if (!existsSync(reportPath))
    return { passed: 0, failures: [failureOf(what, "ended without a report, see above")] };
  const results = readResults(readFileSync(reportPath, "utf8"), repositoryDir);
  // An error outside of any test fails the run too, and is in no test's result.
  if (code !== 0 && results.failures.length === 0)
    results.failures.push(failureOf(what, "an error outside of any test, see above"));
  return results;
}

function failureOf(file: string, reason: string): Failure {
  return { file, test: "", reason };
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

const { passed, failures } = await runTests();
for (const { file, test, reason } of failures) console.log(`failed: ${file} ${test}\n  ${reason}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
