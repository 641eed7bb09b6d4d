import type { LinkQuality } from "../room/network-quality.ts";
import type { QualityReading } from "./quality-reading.ts";
import { recentStats } from "./recent-stats.ts";

const intervalMs = 2_000;

/** Measures one link every 2 s, from the report that the layers look at too. */
export class QualityProbe {
  readonly #pc: RTCPeerConnection;
  readonly #onQuality: (quality: LinkQuality) => void;
  #reading: QualityReading | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(pc: RTCPeerConnection, onQuality: (quality: LinkQuality) => void) {
    this.#pc = pc;
    this.#onQuality = onQuality;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#measure(), intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #measure(): Promise<void> {
    try {
      const { QualityReading } = await import("./quality-reading.ts");
      this.#reading ??= new QualityReading(this.#pc);
      const stats = await recentStats(this.#pc);
      if (this.#timer !== undefined) this.#onQuality(this.#reading.read(stats));
    } catch {
      // the connection closed under us, or the code could not be loaded: a call goes on without measures
    }
  }
}
