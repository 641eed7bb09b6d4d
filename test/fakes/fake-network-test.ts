import type { NetworkReport, NetworkTest } from "../../web/room/connect-options.ts";
import { Emitter } from "../../web/room/emitter.ts";

interface TestEvents {
  progress: [name: string];
  completed: [report: NetworkReport];
  failed: [error: Error, report?: NetworkReport];
}

/** A test of the network whose course a test plays. */
export class FakeNetworkTest extends Emitter<TestEvents> implements NetworkTest {
  isStopped = false;

  stop(): void {
    this.isStopped = true;
  }

  /** Goes well until it ends, with these figures. */
  complete(figures: { rttMs: number; lossPercent: number; availableBps: number | null }): void {
    for (const name of ["mediaAcquired", "connected", "iceConnected", "mediaStarted"])
      this.emit("progress", name);
    const spread = (value: number) => ({ average: value, min: value, max: value });
    const { rttMs, lossPercent, availableBps } = figures;
    this.emit("completed", {
      stats: {
        rtt: spread(rttMs),
        jitter: spread(0.005),
        packetLoss: spread(lossPercent),
        availableOutgoingBitrate: availableBps === null ? null : spread(availableBps),
      },
    });
  }

  /** @param until the last step that went well */
  fail(error: Error, until: "mediaAcquired" | "connected" = "connected"): void {
    this.emit("progress", "mediaAcquired");
    if (until === "connected") this.emit("progress", "connected");
    this.emit("failed", error);
  }
}
