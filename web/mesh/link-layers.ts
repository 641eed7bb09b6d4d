import type { EncodingWishes, Layer } from "../room/layer.ts";
import type { Wish } from "../room/ports.ts";
import { topLayer } from "../room/layer.ts";
import type { SentTrack } from "./link-media.ts";
import type { VideoPause } from "./video-pause.ts";
import { crowd } from "./uplink/crowd.ts";
import type { Uplink } from "./uplink/uplink.ts";

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
/** The same where tiles are small, and full pictures to everybody would be too much. */
const unknownTileInACrowd: Wish = { widthPx: 320, heightPx: 180, priority: 0 };
/** What libwebrtc gives 180p. */
const firstInACrowdBps = 200_000;
const usualFramesPerSecond = 30;

/** What is known of the video sent on one link: what its receiver wishes, and what was made of it. */
export class LinkLayers {
  readonly pc: RTCPeerConnection;
  /** The tracks that are sent, by SID. */
  readonly #senders: (kind: "audio" | "video") => SentTrack[];
  /** By SID. Kept by whoever applies layers. */
  readonly applied = new Map<string, Layer>();
  /** SIDs of which a whole picture is asked for. Kept by whoever applies layers. */
  readonly keyFrames = new Set<string>();
  /** Makes a new offer, once the link is open. */
  readonly renegotiate: () => void;
  /** What the link's descriptions were made with. Kept by whoever applies layers. */
  described: EncodingWishes | undefined;
  readonly #uplink: Uplink;
  readonly #wishes = new Map<string, Wish>();
  #settling: ReturnType<typeof setTimeout> | undefined;
  #settled = false;
  #held = false;
  /** Of whoever applies layers: before that there is no picture worth it. */
  pause: VideoPause | undefined;
  #probingUntilMs = 0;

  constructor(
    pc: RTCPeerConnection,
    senders: (kind: "audio" | "video") => SentTrack[],
    uplink: Uplink,
    renegotiate: () => void,
  ) {
    this.pc = pc;
    this.renegotiate = renegotiate;
    this.described = uplink.encoding;
    this.#senders = senders;
    this.#uplink = uplink;
    if (this.people >= crowd) this.#beginSmall();
  }

  get people(): number {
    return this.#uplink.people;
  }
  get encoding(): EncodingWishes | undefined {
    return this.#uplink.encoding;
  }
  /** The statistics do not say yet what the link carries. */
  get probing(): boolean {
    return this.#held || performance.now() < this.#probingUntilMs;
  }

  /** The video that is sent, by SID. */
  senders(): SentTrack[] {
    return this.#senders("video");
  }
  audioSenders(): RTCRtpSender[] {
    return this.#senders("audio").map(([, sender]) => sender);
  }

  start(): void {
    this.#probe();
    this.#settling = setTimeout(() => {
      this.#settled = true;
      this.#uplink.add(this);
    }, settleMs);
  }

  stop(): void {
    clearTimeout(this.#settling);
    this.#uplink.remove(this);
  }

  wish(sid: string, wish: Wish): void {
    const before = this.wishFor(sid);
    const beforePixels = before.widthPx * before.heightPx;
    const higher = (wish.spatialLayer ?? topLayer) > (before.spatialLayer ?? topLayer);
    if (wish.widthPx * wish.heightPx > beforePixels || higher) this.#probe();
    this.#wishes.set(sid, wish);
    // who looks again after a while waits for a key frame already
    if (this.#settled) this.#uplink.chooseSoon(beforePixels === 0 ? 0 : wishDelayMs);
  }

  wishFor(sid: string): Wish {
    return this.#wishes.get(sid) ?? (this.people < crowd ? unknownTile : unknownTileInACrowd);
  }

  /** The receiver, or the page, asks for a whole picture. */
  keyFrame(sid: string): void {
    this.keyFrames.add(sid);
    if (this.#settled) this.#uplink.chooseSoon(0); // else it comes with the first layers
  }

  /** Something that layers are made of has changed. */
  chooseSoon(delayMs: number): void {
    this.#uplink.chooseSoon(delayMs);
  }

  /** The path is dead: nothing is encoded for it, and what the statistics say of it is no reason to change a layer. */
  hold(): void {
    this.#held = true;
    this.pause?.begin(this.senders().map(([, sender]) => sender));
  }
  get held(): boolean {
    return this.#held;
  }

  /** There is a path again, perhaps another one. */
  goOn(): void {
    this.#held = false;
    this.#probe();
    this.pause?.end(() => this.applied.clear()); // the next round switches on what is wished for
  }

  /** The source behind a track has changed: its old layer says nothing about it. */
  forget(sid: string): void {
    this.applied.delete(sid);
    this.#probe();
  }

  /** The track is not sent any more. */
  remove(sid: string): void {
    this.applied.delete(sid);
    this.#wishes.delete(sid);
    this.keyFrames.delete(sid);
  }

  #probe(): void {
    this.#probingUntilMs = performance.now() + probingMs;
  }

  /** Before anything is sent: it costs nothing now. */
  #beginSmall(): void {
    for (const [sid, sender] of this.senders()) {
      const { width = unknownTile.widthPx, frameRate } = sender.track?.getSettings() ?? {};
      if (width <= unknownTileInACrowd.widthPx) continue; // the browser gives it as little by itself
      const layer: Layer = {
        active: true,
        scaleResolutionDownBy: width / unknownTileInACrowd.widthPx,
        maxFramerate: frameRate ?? usualFramesPerSecond,
        maxBitrateBps: firstInACrowdBps,
      };
      // where a browser refuses, the first second is full size
      void setLayer(sender, layer).then(
        (set) => set && this.applied.set(sid, layer),
        () => undefined,
      );
    }
  }
}

/**
 * @param more changes the encoding further
 * @param options what is wanted besides, once
 * @returns whether there was an encoding to set: before the negotiation there may be none
 */
export async function setLayer(
  sender: RTCRtpSender,
  layer: Layer,
  more: (encoding: RTCRtpEncodingParameters, parameters: RTCRtpSendParameters) => void = () => undefined,
  options?: RTCSetParameterOptions,
): Promise<boolean> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings;
  if (encoding === undefined) return false;
  encoding.active = layer.active;
  encoding.scaleResolutionDownBy = layer.scaleResolutionDownBy;
  encoding.maxFramerate = layer.maxFramerate;
  encoding.maxBitrate = layer.maxBitrateBps;
  more(encoding, parameters);
  await sender.setParameters(parameters, options);
  return true;
}
