import { relative } from "node:path";
import * as v from "valibot";

const reportSchema = v.object({
  numPassedTests: v.number(),
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      message: v.optional(v.string()),
      assertionResults: v.array(
        v.object({
          status: v.string(),
          fullName: v.string(),
          failureMessages: v.nullish(v.array(v.string())),
        }),
      ),
    }),
  ),
});

export interface Failure {
  /** The path of the test file in the repository. */
  file: string;
  /** With the titles around it; empty where the file itself failed. */
  test: string;
  /** The first line of what was thrown. */
  reason: string;
}

export interface TestResults {
  passed: number;
  failures: Failure[];
}

/**
 * Reads vitest's JSON report, whose paths begin with `root`. A file that failed without a failed test (it did not load, or a hook threw) counts
 * as one failure.
 */
export function readResults(reportJson: string, root: string): TestResults {
  const report = v.parse(reportSchema, JSON.parse(reportJson));
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((result) => result.status === "failed");
    if (status === "failed" && failed.length === 0) return [{ file, test: "", reason: firstLine(message) }];
    return failed.map(({ fullName: test, failureMessages }) => ({
      file,
      test,
      reason: firstLine(failureMessages?.[0]),
    }));
  });
  return { passed: report.numPassedTests, failures };
}

function firstLine(text: string | undefined): string {
  return text?.trim().split("\n")[0] ?? "";
}
