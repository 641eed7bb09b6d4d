import { describe, expect, it } from "vitest";
import { readResults } from "../../scripts/test-report.ts";

const passed = { status: "passed", fullName: "a room opens", failureMessages: [] };
const failed = {
  status: "failed",
  fullName: "a room closes",
  failureMessages: ["AssertionError: expected 1 to be 2\n    at room.test.ts:3:1"],
};

function report(...testResults: object[]): string {
  return JSON.stringify({ numPassedTests: 1, numFailedTests: 1, testResults });
}

describe("the report of the tests", () => {
  it("names each test that failed, with the first line of its error", () => {
    const file = { name: "/house/test/room.test.ts", status: "failed", assertionResults: [passed, failed] };
    expect(readResults(report(file), "/house")).toEqual({
      passed: 1,
      failures: [
        { file: "test/room.test.ts", test: "a room closes", reason: "AssertionError: expected 1 to be 2" },
      ],
    });
  });

  it("counts a file that failed by itself as one failure", () => {
    const file = { name: "/house/test/room.test.ts", status: "failed", assertionResults: [passed] };
    const broken = { ...file, message: "Cannot find module 'lit'\nat room.test.ts" };
    expect(readResults(report(broken), "/house").failures).toEqual([
      { file: "test/room.test.ts", test: "", reason: "Cannot find module 'lit'" },
    ]);
  });

  it("refuses what is no report", () => {
    expect(() => readResults("{}", "/house")).toThrow(/numPassedTests/);
  });
});
