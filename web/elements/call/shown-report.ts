import type { CallReport } from "../../room/stats/call-report.ts";
import { defineReport } from "../report/define-report.ts";

/** @returns undefined when the code for it could not be loaded: the page then says no more than that the call is over */
export async function shownReport(report: Promise<CallReport> | undefined): Promise<CallReport | undefined> {
  try {
    const [known] = await Promise.all([report, defineReport()]);
    return known;
  } catch {
    return undefined;
  }
}
