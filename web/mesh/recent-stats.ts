/** Who asks within this time gets the same report: reports of nine links every 2 s are no small thing to make. */
const freshMs = 1_500;
const reports = new WeakMap<RTCPeerConnection, { atMs: number; report: Promise<RTCStatsReport> }>();

/** The browser's report of a connection, at most 1.5 s old. Rejects when the connection is closed. */
export function recentStats(pc: RTCPeerConnection): Promise<RTCStatsReport> {
  const nowMs = performance.now();
  const known = reports.get(pc);
  if (known !== undefined && nowMs - known.atMs < freshMs) return known.report;
  const report = pc.getStats();
  reports.set(pc, { atMs: nowMs, report });
  return report;
}
