/** Sending waits above this and goes on below the other; a bigger buffer only adds delay. */
const highWaterBytes = 512 * 1024;
const lowWaterBytes = 128 * 1024;

/** Settles when the channel can take more. @throws Error (as a rejection) when it closes first */
export function writable(channel: RTCDataChannel): Promise<void> {
  if (channel.readyState === "open" && channel.bufferedAmount < highWaterBytes) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = new AbortController();
    const settle = (outcome: () => void) => (): void => {
      stop.abort();
      outcome();
    };
    const { signal } = stop;
    channel.bufferedAmountLowThreshold = lowWaterBytes;
    channel.addEventListener("bufferedamountlow", settle(resolve), { signal });
    channel.addEventListener("open", settle(resolve), { signal });
    channel.addEventListener(
      "close",
      settle(() => reject(new Error("The data channel closed"))),
      { signal },
    );
    if (channel.readyState === "closing" || channel.readyState === "closed") {
      settle(() => reject(new Error("The data channel is closed")))();
    }
  });
}
