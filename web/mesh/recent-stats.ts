import type { RawReport } from "../room/stats/raw-report.ts";
import { connectionReport } from "./connection-report.ts";

/** Who asks within this time gets the same report: reports of nine links every 2 s are no small thing to make. */
const freshMs = 1_500;
const reports = new WeakMap<RTCPeerConnection, { atMs: number; report: Promise<RawReport> }>();

/** The browser's report of a connection, at most 1.5 s old. Rejects when the connection is closed. */
export function recentStats(pc: RTCPeerConnection): Promise<RawReport> {
  const nowMs = performance.now();
  const known = reports.get(pc);
  if (known !== undefined && nowMs - known.atMs < freshMs) return known.report;
  // each pass over the browser's own makes all entries anew
  const report = connectionReport(pc).then((entries): RawReport => new Map(entries));
  reports.set(pc, { atMs: nowMs, report });
  return report;
}
