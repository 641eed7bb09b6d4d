import type { ChannelOrder, ChannelReport } from "../room/channel-wire.ts";

/** A report is due when so much more has been sent; less than what the kernel leaves in the channel. */
const reportEveryBytes = 32 * 1024;

/** Serves a channel that the browser cannot transfer. @returns the port for the kernel, to be transferred */
export function lendChannel(channel: RTCDataChannel): MessagePort {
  const { port1: port, port2 } = new MessageChannel();
  const tell = (report: ChannelReport, transferred: Transferable[] = []): void =>
    port.postMessage(report, transferred);
  let givenBytes = 0;
  let toldBytes = 0;
  let buffers: ArrayBuffer[] = [];
  const reportSent = (): void => {
    const sentBytes = givenBytes - channel.bufferedAmount;
    if (sentBytes - toldBytes < reportEveryBytes && channel.bufferedAmount > 0) return;
    toldBytes = sentBytes;
    tell({ sentBytes, buffers }, buffers);
    buffers = [];
  };
  channel.binaryType = "arraybuffer";
  channel.bufferedAmountLowThreshold = reportEveryBytes;
  channel.addEventListener("bufferedamountlow", reportSent);
  channel.addEventListener("open", () => tell({ state: "open" }));
  channel.addEventListener("close", () => {
    tell({ state: "closed" });
    port.close();
  });
  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    // frames are binary; anything else is not from a Meshcall peer
    if (data instanceof ArrayBuffer) tell({ received: data }, [data]);
  });
  port.onmessage = ({ data: order }: MessageEvent<ChannelOrder>) => {
    if ("close" in order) return channel.close();
    try {
      channel.send(new Uint8Array(order.send, 0, order.length));
    } catch {
      return channel.close(); // it is closing, or full: the kernel hears of the end
    }
    givenBytes += order.length;
    buffers.push(order.send);
    reportSent();
  };
  if (channel.readyState === "open") tell({ state: "open" });
  return port2;
}
