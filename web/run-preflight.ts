import { PreflightTest } from "./preflight/preflight-test.ts";
import type { ConnectOptions } from "./room/connect-options.ts";

export interface PreflightOptions extends Pick<ConnectOptions, "server" | "iceServers"> {
  /** Milliseconds in which media flows and is measured; 10,000 by default. */
  duration?: number;
  /** Without effect: there are no regions. */
  region?: string;
}

/**
 * Tests before a call whether the relay works and how good the way to it is: two connections in this page send each
 * other a hum and a picture through it. No device is opened and no room joined.
 * @param token as for `connect`
 */
export function runPreflight(token: string, options: PreflightOptions = {}): PreflightTest {
  if (typeof token !== "string") throw new TypeError("Expected the access token to be a string");
  return new PreflightTest(async (test, signal) =>
    (await import("./preflight-run.ts")).preflight(test, token, options, signal),
  );
}
