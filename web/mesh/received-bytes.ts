import { connectionReport } from "./connection-report.ts";

/** Payload that has come in on this connection; ICE's own checks do not count. */
export async function receivedBytes(pc: RTCPeerConnection): Promise<number> {
  let bytes = 0;
  for (const entry of (await connectionReport(pc)).values())
    if (entry.type === "transport" || entry.type === "inbound-rtp")
      bytes += typeof entry.bytesReceived === "number" ? entry.bytesReceived : 0;
  return bytes;
}
