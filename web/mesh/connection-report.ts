/** A request is answered within some ms; when the connection has been closed meanwhile, this is how long nobody knows. */
const lookMs = 250;

/**
 * The browser's report of a connection. Firefox (153, seen) answers nothing at all when the connection is closed after it was
 * asked, and whoever waits for all links would wait for ever.
 * @returns rejects when the connection is closed
 */
export function connectionReport(pc: RTCPeerConnection): Promise<RTCStatsReport> {
  const { promise, resolve, reject } = Promise.withResolvers<RTCStatsReport>();
  const looking = setInterval(() => {
    if (pc.signalingState === "closed")
      reject(new DOMException("The connection is closed", "InvalidStateError"));
  }, lookMs);
  pc.getStats().then(resolve, reject);
  return promise.finally(() => clearInterval(looking));
}
