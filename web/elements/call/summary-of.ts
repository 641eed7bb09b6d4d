import type { CallReport } from "../../room/stats/call-report.ts";
import type { CallSummary } from "./call-summary.ts";

/** @returns undefined when the code for it could not be loaded: the page then says no more than that the call is over */
export async function summaryOf(report: Promise<CallReport> | undefined): Promise<CallSummary | undefined> {
  try {
    const known = await report;
    return known && (await import("./call-summary.ts")).summarize(known);
  } catch {
    return undefined;
  }
}
