import type { SharedLink } from "./shared-link.ts";
import type { SharedTrack } from "./shared-track.ts";
import type { LayerFigures, LinkFigures, ThreadReport } from "./wire.ts";

type Figures = Extract<ThreadReport, { is: "figures" }>;

/** Of one sent video track on one link, in `room.getRtcStats()`. docs/shared-video.md says what each member means. */
export interface SharedEncodingStats {
  id: string;
  type: "shared-encoding";
  timestamp: number;
  trackSid: string;
  mode: "own" | "shared";
  /** How many encoders run for the track. */
  encoders: number;
  frameWidth?: number;
  frameHeight?: number;
  framesPerSecond?: number;
  /** Bits per second that the layer is encoded for. */
  targetBitrate?: number;
  framesSent: number;
  framesDropped: number;
  lags: number;
  keyFrameRequests: number;
  typeMismatches: number;
  layerChanges: number;
  framesEncoded: number;
  keyFramesEncoded: number;
  /** Seconds, over the track's shared encoders. */
  totalEncodeTime: number;
  fallbacks: number;
  fallbackReason?: string;
}

/** What the thread has counted last. */
export class SharedFigures {
  #last: Figures = { is: "figures", sources: [], links: [] };
  #atMs = 0;
  #encodedSeconds = 0;
  /** Seconds spent encoding in each second, over all layers. */
  encodeShare = 0;

  async take(figures: Figures, tracks: readonly SharedTrack[]): Promise<void> {
    await Promise.all(tracks.map((track) => track.read()));
    const nowMs = performance.now();
    const seconds = tracks.reduce((sum, track) => sum + track.encodeSeconds, 0);
    const passedSeconds = (nowMs - this.#atMs) / 1_000;
    // an encoder that has ended takes its count along
    if (this.#atMs > 0) this.encodeShare = Math.max(0, (seconds - this.#encodedSeconds) / passedSeconds);
    this.#last = figures;
    this.#atMs = nowMs;
    this.#encodedSeconds = seconds;
  }

  forget(): void {
    this.#last = { is: "figures", sources: [], links: [] };
    this.#atMs = this.#encodedSeconds = this.encodeShare = 0;
  }

  /** The report of a connection, with an entry for each of its links and without a trace of carriers. */
  report(
    report: RTCStatsReport,
    links: readonly { link: SharedLink; track: SharedTrack | undefined }[],
  ): RTCStatsReport {
    const entries = new Map<string, unknown>(report);
    for (const { link, track } of links) {
      this.#uncover(entries, link, track);
      const stats = this.#stats(link, track);
      entries.set(stats.id, stats);
    }
    return entries;
  }

  #stats(link: SharedLink, track: SharedTrack | undefined): SharedEncodingStats {
    const layer = track?.layerOf(link);
    const layers = this.#last.sources.find(({ source }) => source === track?.id)?.layers ?? [];
    const counted: LinkFigures = this.#last.links.find((each) => each.link === link.id) ?? {
      link: link.id,
      framesSent: 0,
      framesDropped: 0,
      lags: 0,
      keyFrameRequests: 0,
      typeMismatches: 0,
      layerChanges: 0,
    };
    const { link: _, ...counts } = counted;
    return {
      id: `shared-encoding-${link.sid}`,
      type: "shared-encoding",
      timestamp: performance.timeOrigin + performance.now(),
      trackSid: link.sid,
      mode: link.isShared ? "shared" : "own",
      encoders: track?.isShared === true ? track.encoderCount : 0,
      ...(layer === undefined
        ? {}
        : {
            frameWidth: layer.widthPx,
            frameHeight: layer.heightPx,
            framesPerSecond: layer.framesPerSecond,
            targetBitrate: layer.bitrateBps,
          }),
      ...counts,
      framesEncoded: total(layers, "framesEncoded"),
      keyFramesEncoded: total(layers, "keyFramesEncoded"),
      totalEncodeTime: track?.encodeSeconds ?? 0,
      fallbacks: track?.failures ?? 0,
      ...(track?.lastFailure === undefined ? {} : { fallbackReason: track.lastFailure }),
    };
  }

  /** A carrier is nothing that anybody sees: what is told is the track and the picture that it stands for. */
  #uncover(entries: Map<string, unknown>, link: SharedLink, track: SharedTrack | undefined): void {
    const { carrierId } = link;
    const layer = track?.layerOf(link);
    if (carrierId === undefined || link.track === null) return;
    const { width, height, frameRate } = link.track.getSettings();
    let sourceId: unknown;
    for (const [id, entry] of entries) {
      if (!isEntry(entry) || entry["trackIdentifier"] !== carrierId) continue;
      sourceId = id;
      entries.set(id, {
        ...entry,
        trackIdentifier: link.track.id,
        width,
        height,
        framesPerSecond: frameRate,
      });
    }
    if (sourceId === undefined || layer === undefined) return;
    for (const [id, entry] of entries) {
      if (!isEntry(entry) || entry["mediaSourceId"] !== sourceId || entry["type"] !== "outbound-rtp")
        continue;
      entries.set(id, { ...entry, frameWidth: layer.widthPx, frameHeight: layer.heightPx });
    }
  }
}

function isEntry(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function total(layers: readonly LayerFigures[], name: keyof LayerFigures): number {
  return layers.reduce((sum, layer) => sum + layer[name], 0);
}
