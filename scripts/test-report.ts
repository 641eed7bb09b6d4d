import * as v from "valibot";

const reportSchema = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  testResults: v.array(
    v.object({ status: v.string(), assertionResults: v.array(v.object({ status: v.string() })) }),
  ),
});

/**
 * Counts the tests of vitest's JSON report. A file that failed without a failed test (it did not load, or a
 * hook threw) counts as one failure.
 */
export function countResults(reportJson: string): { passed: number; failed: number } {
  const report = v.parse(reportSchema, JSON.parse(reportJson));
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every(({ status }) => status !== "failed"),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles.length };
}
