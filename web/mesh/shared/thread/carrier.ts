import type { LinkFigures } from "../wire.ts";
import type { SharedFrame, SharedLayer } from "./shared-layer.ts";

/** Of the tiny pictures that a link's browser encodes in place of a camera's. */
const sizePx = 16;
/** I420. */
const blank = new Uint8Array((sizePx * sizePx * 3) / 2).fill(128);

const mostWaiting = 4;
const leastStepUs = 1_000;
/** A carrier that was on its way when the link got its own encoder back would be a black picture. */
const afterglowMs = 2_000;
/** Nothing of what is written comes out for so long, and on other links it does: the link does not send. */
const silentMs = 800;
/** The same where it comes out nowhere: the machine may have no time for it. */
const silentEverywhereMs = 3_000;
/** A receiver that asks for more whole pictures than that in 5 s gets an encoder of its own. */
const floodWindowMs = 5_000;
const mostInWindow = 7;

/**
 * One link that sends shared frames. Its browser encodes a tiny picture, the carrier, for each shared frame; the transform
 * puts the shared frame in its place. Pacing, retransmission and congestion control stay the browser's.
 */
export class Carrier {
  readonly #link: number;
  readonly #onUnfit: (why: "silent" | "flood") => void;
  #writer: WritableStreamDefaultWriter<VideoFrame> | undefined;
  #releasedAtMs = -Infinity;
  /** A carrier: nothing else comes until it is released, and what a frame's metadata costs is saved. */
  #hasCome = false;
  /** It has sent nothing yet. */
  #isNew = true;
  #layer: SharedLayer | undefined;
  /** The layer that the link changes to with its next whole picture. */
  #next: SharedLayer | undefined;
  #isHalved = false;
  readonly #waiting: SharedFrame[] = [];
  /** Nothing but a whole picture is of use. */
  #needsKey = true;
  /** What was written did not come out; carriers are still written, to see when it does. */
  #isLagging = false;
  #writtenAtMs: number | undefined;
  /** When something came out the last time. */
  outAtMs = -Infinity;
  #timestampUs = 0;
  #catchesUp = false;
  #requestedAtMs: number[] = [];
  readonly #figures: LinkFigures;

  constructor(link: number, onUnfit: (why: "silent" | "flood") => void) {
    this.#link = link;
    this.#onUnfit = onUnfit;
    this.#figures = {
      link,
      framesSent: 0,
      framesDropped: 0,
      lags: 0,
      keyFrameRequests: 0,
      typeMismatches: 0,
      layerChanges: 0,
    };
  }

  get figures(): LinkFigures {
    return this.#figures;
  }

  /** Whether it is one, and no frame of the link's own encoder. */
  isCarrier(frame: RTCEncodedVideoFrame, nowMs: number): boolean {
    if (this.#hasCome) return true;
    if (this.#writer === undefined && nowMs - this.#releasedAtMs >= afterglowMs) return false;
    const isTiny = (frame.getMetadata().width ?? 0) <= sizePx;
    this.#hasCome = isTiny && this.#writer !== undefined;
    return isTiny;
  }

  carry(writable: WritableStream<VideoFrame>): void {
    this.release();
    this.#hasCome = false;
    this.#writer = writable.getWriter();
    this.#writer.closed.catch(() => undefined); // the page has stopped the track
    this.#isNew = true;
  }

  /** Safe to call twice. */
  release(): void {
    if (this.#writer === undefined) return;
    this.#releasedAtMs = performance.now();
    this.#hasCome = false;
    this.#writer.close().catch(() => undefined);
    this.#writer = undefined;
    this.watch(undefined, false);
  }

  /** @param layer undefined: nothing is sent */
  watch(layer: SharedLayer | undefined, isHalved: boolean): void {
    this.#isHalved = isHalved;
    if (layer === (this.#next ?? this.#layer)) return;
    if (layer === undefined || this.#layer === undefined) {
      this.#layer = layer;
      this.#next = undefined;
      this.#flush();
      this.#writtenAtMs = undefined;
    } else {
      this.#next = layer === this.#layer ? undefined : layer;
    }
    if (this.#next !== undefined || this.#needsKey) layer?.askKeyFrame(this.#isNew);
  }

  askKeyFrame(): void {
    (this.#next ?? this.#layer)?.askKeyFrame();
  }

  /** It is given the layer's frames, or waits for them. */
  uses(layer: SharedLayer): boolean {
    return layer === this.#layer || layer === this.#next;
  }

  /** A layer has a frame. */
  take(frame: SharedFrame, layer: SharedLayer): void {
    const { timestampUs } = frame;
    if (this.#writer === undefined) return;
    if (layer === this.#next && frame.isKey) {
      this.#layer = layer;
      this.#next = undefined;
      this.#needsKey = false;
      this.#figures.layerChanges++;
    }
    if (layer !== this.#layer || (this.#isHalved && frame.temporalLayer > 0)) return;
    if (this.#isLagging) return this.#write(timestampUs);
    if (this.#needsKey && !frame.isKey) return;
    this.#needsKey = this.#isNew = false;
    if (this.#waiting.length >= mostWaiting) {
      this.#figures.lags++;
      this.#flush();
      this.#isLagging = true;
      return this.#write(timestampUs);
    }
    this.#waiting.push(frame);
    this.#write(timestampUs);
    if (this.#waiting.length > 1) this.#catchUp(timestampUs, layer.periodMs / 2);
  }

  /** Puts what waits into a carrier. @returns false: nothing is to be sent in its place */
  fill(carrier: RTCEncodedVideoFrame): boolean {
    this.#writtenAtMs = undefined;
    this.outAtMs = performance.now();
    if (this.#layer === undefined) return false;
    if (this.#isLagging) {
      this.#isLagging = false; // it sends again, from a whole picture on
      this.askKeyFrame();
      return false;
    }
    const isKey = carrier.type === "key";
    if (isKey && this.#waiting[0]?.isKey !== true) {
      // the browser's own sign that the receiver needs a whole picture
      this.#requested();
      this.#flush();
      this.askKeyFrame();
      return false;
    }
    const frame = this.#waiting.shift();
    if (frame === undefined) {
      this.#figures.framesDropped++;
      return false;
    }
    if (frame.isKey !== isKey) this.#figures.typeMismatches++;
    carrier.data = frame.data.slice(0); // what is sent is detached
    this.#figures.framesSent++;
    return true;
  }

  /** Tells when nothing comes out. @param lastOutAtMs on any link */
  look(nowMs: number, lastOutAtMs: number): void {
    if (this.#writtenAtMs === undefined) return;
    const mostMs = lastOutAtMs > this.#writtenAtMs ? silentMs : silentEverywhereMs;
    if (nowMs - this.#writtenAtMs < mostMs) return;
    this.#writtenAtMs = undefined;
    this.#onUnfit("silent");
  }

  #write(timestampUs: number): void {
    const writer = this.#writer;
    if (writer === undefined || (writer.desiredSize ?? 0) <= 0) return;
    this.#writtenAtMs ??= performance.now();
    // two of one time would be one to the browser
    this.#timestampUs = Math.max(timestampUs, this.#timestampUs + leastStepUs);
    // of a copy of another frame Chromium (156) takes the time of that one, and pictures came in jerks of 300 ms
    const carrier = new VideoFrame(blank, {
      format: "I420",
      codedWidth: sizePx,
      codedHeight: sizePx,
      timestamp: this.#timestampUs,
    });
    writer.write(carrier).catch(() => undefined);
  }

  /** A carrier was lost on its way: one more, so that no frame is late for ever. One too many is not sent. */
  #catchUp(timestampUs: number, afterMs: number): void {
    if (this.#catchesUp) return;
    this.#catchesUp = true;
    setTimeout(() => {
      this.#catchesUp = false;
      if (this.#waiting.length > 0) this.#write(timestampUs + Math.round(afterMs * 1_000));
    }, afterMs);
  }

  #flush(): void {
    this.#figures.framesDropped += this.#waiting.length;
    this.#waiting.length = 0;
    this.#needsKey = true;
    this.#isLagging = false;
  }

  #requested(): void {
    this.#figures.keyFrameRequests++;
    const nowMs = performance.now();
    this.#requestedAtMs = this.#requestedAtMs.filter((atMs) => nowMs - atMs < floodWindowMs);
    this.#requestedAtMs.push(nowMs);
    if (this.#requestedAtMs.length <= mostInWindow) return;
    this.#requestedAtMs = [];
    this.#onUnfit("flood");
  }

  get link(): number {
    return this.#link;
  }
}
