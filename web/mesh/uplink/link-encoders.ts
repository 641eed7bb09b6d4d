import { noEncodingWishes, type EncodingWishes, type Layer, type LayerRequest } from "../../room/layer.ts";
import { setLayer, type LinkLayers } from "../link-layers.ts";
import { CodecSetting, type Encoding } from "./codec-setting.ts";
import type { Demand, Sharing } from "../shared/sharing.ts";
import { VideoPause } from "../video-pause.ts";
import { framesFor } from "./crowd.ts";
import { KeyFrames, sendKeyFrame } from "./key-frames.ts";
import { recentStats } from "../recent-stats.ts";
import { withinLayers } from "./within-layers.ts";
import { LinkMeter, noReading, type LinkReading } from "./link-reading.ts";
import type { LineReading } from "./shared-line.ts";
import { hasDescriptor, isSpatial, modeFor, offerDescriptor } from "./stream-layers.ts";
import { log } from "../../room/log.ts";

/** Where the browser does not say what the source is like. */
const usualSource = { width: 1280, height: 720, frameRate: 30 };
/** An estimate this far above what is allowed was found by probing: the link carries more than was asked of it. */
const clearlyMore = 1.5;
/** An estimate above this part of our own cap is not what makes the picture worse. */
const nearCap = 1.2;
/** An encoder can make do with this part of what its layer is allowed, as the kernel reckons (wasm/assembly/layer.ts). */
const enough = 0.6;
/** Who sends this part of the estimate is held up by it. */
const nearlyAll = 0.85;

const usualAudio = JSON.stringify([0, [], false]);

/** One video track on one link, as the governor sees it. */
export interface SentVideo {
  sid: string;
  sender: RTCRtpSender;
  track: MediaStreamTrack;
  request: LayerRequest;
}

/** The encoders of one link: reads how they fare and sets what they send. */
export class LinkEncoders {
  readonly #layers: LinkLayers;
  readonly #meter = new LinkMeter();
  readonly #codecs = new CodecSetting();
  /** What was last asked for besides a layer, by SID. `keepsSize`: the browser leaves it alone. */
  readonly #asked = new Map<string, { how: string; keepsSize: boolean }>();
  readonly #keyFrames: KeyFrames;
  readonly #sharing: Sharing | undefined;
  #reading = noReading;
  /** The estimate counts: the network has been too narrow, and nothing says that it is wider now. */
  #narrow = false;
  #audioBps = 0;
  /** What was last applied to sound. */
  readonly #audio = new WeakMap<RTCRtpSender, string>();

  constructor(layers: LinkLayers, sharing: Sharing | undefined) {
    this.#layers = layers;
    this.#sharing = sharing;
    layers.pause ??= new VideoPause();
    this.#keyFrames = new KeyFrames(layers);
  }

  get encoding(): EncodingWishes {
    return this.#layers.encoding ?? noEncodingWishes;
  }

  get reading(): LinkReading {
    return this.#reading;
  }

  /** @param audioBps what of the estimate belongs to the audio */
  async read(audioBps: number): Promise<void> {
    this.#audioBps = audioBps;
    try {
      const reading = this.#meter.read(await recentStats(this.#layers.pc));
      this.#reading = { ...reading, bandwidthLimited: reading.bandwidthLimited || this.#isShort(reading) };
    } catch {
      return; // the connection closed under us
    }
    const { bandwidthLimited, availableBps } = this.#reading;
    if (bandwidthLimited) this.#narrow = true;
    else if (availableBps > this.#allowedBps() * clearlyMore) this.#narrow = false;
  }

  lineReading(): LineReading {
    const { bandwidthLimited, availableBps, sentBps } = this.#reading;
    const allowedBps = this.#allowedBps();
    const capped = allowedBps > 0 && availableBps > (allowedBps + this.#audioBps) * nearCap;
    const short = bandwidthLimited && availableBps > 0 && !capped && !this.#layers.probing;
    return { short, availableBps, sentBps };
  }

  videos(): SentVideo[] {
    return this.#layers
      .senders()
      .map(([sid, sender, track]) => ({ sid, sender, track, request: this.#request(sid, track) }));
  }

  /**
   * What shared encoding is asked for.
   * @param codecs MIME types, the best first
   * @returns none, where its frames would not be what the page wants
   */
  demand(
    { sid, sender, track, request }: SentVideo,
    layer: Layer | undefined,
    codecs: readonly string[],
  ): Demand[] {
    if (layer === undefined || this.encoding.scalabilityMode !== "") return [];
    const parameters = sender.getParameters();
    const [encoding]: Encoding[] = parameters.encodings;
    const codec =
      this.#codecs.choose(sender, parameters.codecs, codecs) ?? encoding?.codec ?? parameters.codecs[0];
    if (codec === undefined) return []; // not negotiated yet: the next round finds it
    const { width, height, frameRate } = { ...usualSource, ...track.getSettings() };
    return [
      {
        sid,
        sender,
        layer: this.#limited(layer),
        source: { widthPx: width, heightPx: height, framesPerSecond: frameRate },
        isNarrow: request.availableBps > 0,
        isHeld: this.#layers.held,
        codec,
        encodeShare: this.#reading.encodeShare / Math.max(1, this.#layers.senders().length),
      },
    ];
  }

  /** The layer comes from a shared encoder. */
  share({ sid, sender }: SentVideo, layer: Layer): void {
    this.#layers.applied.set(sid, this.#limited(layer));
    this.#asked.delete(sid); // an encoder of its own has to be told all again
    if (this.#keyFrames.take(sid, layer.active)) this.#sharing?.keyFrame(sender);
  }

  /** @param codecs MIME types, the best first. A layer that is in force already costs nothing */
  async apply(video: SentVideo, layer: Layer, codecs: readonly string[]): Promise<void> {
    const { sid, sender } = video;
    const { applied, pc, held } = this.#layers;
    if (held) return;
    const { scalabilityMode } = this.encoding;
    layer = this.#limited(layer);
    const keepsSize = this.#carries(video, layer);
    const how = JSON.stringify([codecs, scalabilityMode, this.#isDescribed(sender)]);
    const asked = this.#asked.get(sid);
    const isAsked = how === asked?.how && keepsSize === asked.keepsSize;
    const isWhole = this.#keyFrames.take(sid, layer.active);
    if (!isWhole && same(layer, applied.get(sid)) && isAsked) return;
    try {
      const set = (options?: RTCSetParameterOptions) => this.#set(sender, layer, codecs, keepsSize, options);
      const stop = () => this.#set(sender, { ...layer, active: false }, codecs, keepsSize);
      if (!(await (isWhole ? sendKeyFrame(set, stop) : set()))) return; // not negotiated yet: the next round finds it
    } catch (error) {
      // the connection closed under us, or the browser refused a parameter: the old layer stays in force
      if (pc.connectionState !== "closed") log("warn", "layer not applied", error);
      return;
    }
    applied.set(sid, layer);
    this.#asked.set(sid, { how, keepsSize });
  }

  async #set(
    sender: RTCRtpSender,
    layer: Layer,
    codecs: readonly string[],
    keepsSize: boolean,
    options?: RTCSetParameterOptions,
  ): Promise<boolean> {
    const { dscp, scalabilityMode } = this.encoding;
    const set = (mode: string) =>
      setLayer(
        sender,
        layer,
        (encoding: Encoding, parameters) => {
          const codec = this.#codecs.set(sender, encoding, parameters.codecs, codecs);
          const had = modeFor(mode, codec, parameters, isDetail(sender.track));
          if (had === "") delete encoding.scalabilityMode;
          else encoding.scalabilityMode = had;
          if (dscp) encoding.networkPriority = "high";
          if (keepsSize) parameters.degradationPreference = "maintain-resolution";
          else delete parameters.degradationPreference;
        },
        options,
      );
    if (scalabilityMode === "") return set("");
    return set(scalabilityMode).catch(() => set("")); // the codec does not have it
  }

  /** Layers in space take a description of themselves, which is negotiated when they are first asked for. */
  #isDescribed(sender: RTCRtpSender): boolean {
    const { scalabilityMode } = this.encoding;
    if (!isSpatial(scalabilityMode) || hasDescriptor(sender.getParameters())) return true;
    if (offerDescriptor(this.#layers.pc)) this.#layers.renegotiate();
    return false;
  }

  /** FEC and DTX are agreed in the description. */
  describe(): void {
    const { fec, dtx } = this.#layers.described ?? noEncodingWishes;
    const { encoding } = this;
    this.#layers.described = encoding;
    if (fec !== encoding.fec || dtx !== encoding.dtx) this.#layers.renegotiate();
  }

  /** What the page wants of sound; nothing: as the browser has it. */
  async applyToAudio(): Promise<void> {
    const { limits, audioCodecs, dscp } = this.encoding;
    const wanted = JSON.stringify([limits.audioBps, audioCodecs, dscp]);
    for (const sender of this.#layers.audioSenders()) {
      if ((this.#audio.get(sender) ?? usualAudio) === wanted) continue;
      const parameters = sender.getParameters();
      const [encoding] = parameters.encodings;
      if (encoding === undefined) continue; // not negotiated yet: the next round finds it
      if (limits.audioBps > 0) encoding.maxBitrate = limits.audioBps;
      else delete encoding.maxBitrate;
      this.#codecs.set(sender, encoding, parameters.codecs, audioCodecs);
      if (dscp) encoding.networkPriority = "high";
      this.#audio.set(sender, wanted);
      // another change under way, or a browser that does not know a member: sound goes on as it was
      await sender.setParameters(parameters).catch(() => undefined);
    }
  }

  #limited(layer: Layer): Layer {
    const most = this.encoding.limits.videoBps;
    return most > 0 ? { ...layer, maxBitrateBps: Math.min(layer.maxBitrateBps, most) } : layer;
  }

  /**
   * What the browser does not tell: of shared frames its rate control sees nothing, and where it keeps the size it makes
   * nothing smaller. An encoder may well need less than it is allowed.
   */
  #isShort({ availableBps, sentBps }: LinkReading): boolean {
    const keptBps = this.#allowedBps((sid) => this.#asked.get(sid)?.keepsSize === true);
    const wantedBps = Math.max(keptBps, this.#sharing?.sentBps(this.#layers.pc) ?? 0);
    if (wantedBps === 0 || availableBps === 0) return false;
    return availableBps < wantedBps + this.#audioBps && sentBps > availableBps * nearlyAll;
  }

  /**
   * The estimate covers the layer with all else that the link sends, and is not what the layer was made for. Left alone,
   * Chromium (156) makes the first pictures small for its first guess of 300 kbit/s, and then larger in steps of four
   * seconds, whatever the link turns out to carry (docs/decisions/size-is-kept-on-wide-links.md).
   */
  #carries({ sid, request }: SentVideo, { maxBitrateBps }: Layer): boolean {
    const othersBps = this.#allowedBps((other) => other !== sid);
    const spareBps = this.#reading.availableBps - this.#audioBps - othersBps;
    return spareBps >= maxBitrateBps * (request.availableBps > 0 ? clearlyMore : enough);
  }

  #allowedBps(counts: (sid: string) => boolean = () => true): number {
    return [...this.#layers.applied].reduce(
      (sum, [sid, { maxBitrateBps }]) => (counts(sid) ? sum + maxBitrateBps : sum),
      0,
    );
  }

  /**
   * The link's estimate counts only while it is what limits the picture: before that the browser is still probing
   * upwards, and a cap derived from its first guess (300 kbps) would hold it down.
   */
  #request(sid: string, track: MediaStreamTrack): LayerRequest {
    const settings = track.getSettings();
    const { availableBps, roundTripMs, fractionLost } = this.#reading;
    const sourceWidthPx = settings.width ?? usualSource.width;
    const sourceHeightPx = settings.height ?? usualSource.height;
    const sourceFps = settings.frameRate ?? usualSource.frameRate;
    const wish = this.#layers.wishFor(sid);
    const { priority } = wish;
    const { widthPx, heightPx, mostFps } = withinLayers(wish, { sourceWidthPx, sourceHeightPx, sourceFps });
    const { probing } = this.#layers;
    const counts = this.#narrow && availableBps > 0 && !probing;
    const estimateBps = counts ? Math.max(1, availableBps - this.#audioBps) : Infinity;
    const capBps = this.encoding.linkVideoBps || Infinity;
    const leastBps = Math.min(estimateBps, capBps);
    return {
      sourceWidthPx,
      sourceHeightPx,
      sourceFramesPerSecond: Math.min(
        mostFps,
        framesFor(sourceFps, { widthPx, heightPx }, this.#layers.people),
      ),
      tileWidthPx: widthPx,
      tileHeightPx: heightPx,
      detail: isDetail(track),
      previous: this.#layers.applied.get(sid),
      availableBps: leastBps === Infinity ? 0 : leastBps,
      roundTripMs,
      fractionLost: probing ? 0 : fractionLost,
      priority,
    };
  }
}

/** Of text the size stays and frames are few; `motion` is as a camera. */
function isDetail(track: MediaStreamTrack | null): boolean {
  return track?.contentHint === "detail" || track?.contentHint === "text";
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
