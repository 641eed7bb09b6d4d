import { runTest } from "./preflight/run.ts";
import type { PreflightTest } from "./preflight/preflight-test.ts";
import type { PreflightOptions } from "./run-preflight.ts";
import { fetchIce } from "./signaling/fetch-ice.ts";

const usualDurationMs = 10_000;

/** What `runPreflight` loads when it is called. */
export function preflight(
  test: PreflightTest,
  token: string,
  { duration = usualDurationMs, server, iceServers = [] }: PreflightOptions,
  signal: AbortSignal,
): Promise<void> {
  const servers = async (): Promise<RTCIceServer[]> => [...(await fetchIce(server, token)), ...iceServers];
  return runTest(test, { durationMs: duration, iceServers: servers }, signal);
}
