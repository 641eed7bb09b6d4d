import type { ErrorCode } from "#protocol/errors";

const relayUrl = /^turns?:/i;
const relayCandidate = /^a=candidate:.* typ relay\b/m;

/** What a link knows of its two ends; both descriptions hold the candidates that were found by now. */
export interface PathAttempt {
  iceServers: readonly RTCIceServer[];
  localSdp: string;
  remoteSdp: string;
}

/**
 * Why no path was found. 54010: no relay was handed out. 54011: one was, and gave this end no candidate, and
 * the peer has none either. 53405: even a relay did not help.
 */
export function whyNoPath({ iceServers, localSdp, remoteSdp }: PathAttempt): ErrorCode {
  if (relayCandidate.test(localSdp) || relayCandidate.test(remoteSdp)) return 53405;
  return iceServers.some(({ urls }) => [urls].flat().some((url) => relayUrl.test(url))) ? 54011 : 54010;
}
