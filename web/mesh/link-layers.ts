import type { Layer, LayerRequest } from "../room/layer.ts";
import type { ChooseLayers, Wish } from "../room/ports.ts";
import { recentStats } from "./recent-stats.ts";

/** How often the estimate is looked at; a change of a wish is answered sooner. */
const intervalMs = 2_000;
const wishDelayMs = 100;
/** The first picture comes first: setting parameters while the encoder starts costs it 40 ms (measured). */
const settleMs = 1_000;
/**
 * After a picture may grow, the browser is left to find out what the link carries: it probes up to the cap that
 * the layer sets, so a cap taken from an estimate made under the old, smaller cap would hold it down for long.
 */
const probingMs = 5_000;
/** Until a receiver has said what its tile can use. */
const unknownTile: Wish = { widthPx: 1280, heightPx: 720, priority: 0 };
const usualFramesPerSecond = 30;

interface Estimate {
  availableBps: number;
  roundTripMs: number;
  fractionLost: number;
}

/** Chooses what each sent video track looks like on one link, and applies it. */
export class LinkLayers {
  readonly #pc: RTCPeerConnection;
  readonly #senders: () => [sid: string, sender: RTCRtpSender][];
  readonly #choose: ChooseLayers;
  readonly #wishes = new Map<string, Wish>();
  readonly #applied = new Map<string, Layer>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  #probingUntilMs = 0;

  constructor(pc: RTCPeerConnection, senders: () => [string, RTCRtpSender][], choose: ChooseLayers) {
    this.#pc = pc;
    this.#senders = senders;
    this.#choose = choose;
  }

  start(): void {
    this.#probe();
    this.#soon = setTimeout(() => {
      this.#timer = setInterval(() => void this.#update(), intervalMs);
      void this.#update();
    }, settleMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    this.#timer = undefined;
  }

  wish(sid: string, wish: Wish): void {
    const before = this.#wishes.get(sid) ?? unknownTile;
    if (wish.widthPx * wish.heightPx > before.widthPx * before.heightPx) this.#probe();
    this.#wishes.set(sid, wish);
    if (this.#timer === undefined) return; // still settling
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.#update(), wishDelayMs);
  }

  /** The source behind a track has changed: its old layer says nothing about it. */
  forget(sid: string): void {
    this.#applied.delete(sid);
    this.#probe();
  }

  /** The track is not sent any more. */
  remove(sid: string): void {
    this.#applied.delete(sid);
    this.#wishes.delete(sid);
  }

  #probe(): void {
    this.#probingUntilMs = performance.now() + probingMs;
  }

  async #update(): Promise<void> {
    const senders = this.#senders();
    if (this.#busy || senders.length === 0) return;
    this.#busy = true;
    try {
      const stats = await recentStats(this.#pc);
      const estimate = estimateOf(stats);
      if (performance.now() < this.#probingUntilMs) estimate.availableBps = 0;
      estimate.availableBps /= senders.length; // a camera and a screen share the link
      const requests = senders.map(([sid, sender]) => this.#request(sid, sender, estimate));
      const layers = await this.#choose(requests);
      for (const [index, [sid, sender]] of senders.entries()) {
        const layer = layers[index];
        if (layer !== undefined && !same(layer, this.#applied.get(sid)))
          await this.#apply(sid, sender, layer);
      }
    } catch (error) {
      // the connection closed under us, or the browser refused a parameter: the old layer stays in force
      if (this.#pc.connectionState !== "closed") console.warn("Meshcall: layer not applied", error);
    } finally {
      this.#busy = false;
    }
  }

  #request(sid: string, sender: RTCRtpSender, estimate: Estimate): LayerRequest {
    const settings = sender.track?.getSettings() ?? {};
    const tile = this.#wishes.get(sid) ?? unknownTile;
    return {
      sourceWidthPx: settings.width ?? unknownTile.widthPx,
      sourceHeightPx: settings.height ?? unknownTile.heightPx,
      sourceFramesPerSecond: settings.frameRate ?? usualFramesPerSecond,
      tileWidthPx: tile.widthPx,
      tileHeightPx: tile.heightPx,
      detail: sender.track?.contentHint === "detail" || sender.track?.contentHint === "text",
      previous: this.#applied.get(sid),
      ...estimate,
    };
  }

  async #apply(sid: string, sender: RTCRtpSender, layer: Layer): Promise<void> {
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    if (encoding === undefined) return; // not negotiated yet: the next round finds it
    encoding.active = layer.active;
    encoding.scaleResolutionDownBy = layer.scaleResolutionDownBy;
    encoding.maxFramerate = layer.maxFramerate;
    encoding.maxBitrate = layer.maxBitrateBps;
    await sender.setParameters(parameters);
    this.#applied.set(sid, layer);
  }
}

/**
 * The link's estimate counts only while it is what limits the picture: before that the browser is still
 * probing upwards, and a cap derived from its first guess (300 kbps) would hold it down.
 */
function estimateOf(stats: RTCStatsReport): Estimate {
  const estimate: Estimate = { availableBps: 0, roundTripMs: 0, fractionLost: 0 };
  let limited = false;
  for (const entry of stats.values()) {
    if (entry.type === "outbound-rtp" && entry.kind === "video") {
      limited ||= entry.qualityLimitationReason === "bandwidth";
    } else if (entry.type === "remote-inbound-rtp" && entry.kind === "video") {
      estimate.fractionLost = Math.max(estimate.fractionLost, numberOr(entry.fractionLost, 0));
    } else if (entry.type === "candidate-pair" && entry.nominated === true) {
      // of several nominated pairs only the one in use has an estimate
      estimate.availableBps = Math.max(estimate.availableBps, numberOr(entry.availableOutgoingBitrate, 0));
      estimate.roundTripMs = Math.max(estimate.roundTripMs, numberOr(entry.currentRoundTripTime, 0) * 1_000);
    }
  }
  if (!limited) estimate.availableBps = 0;
  return estimate;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function same(a: Layer, b: Layer | undefined): boolean {
  return (
    b !== undefined &&
    a.active === b.active &&
    a.scaleResolutionDownBy === b.scaleResolutionDownBy &&
    a.maxFramerate === b.maxFramerate &&
    a.maxBitrateBps === b.maxBitrateBps
  );
}
