import { steadyNowMs } from "./common-clock.ts";
import { drawInto, MixedPicture, type DrawnFrame } from "./mixed-picture.ts";
import type { MixedSource, PictureWish } from "./thread-wire.ts";
import { Timeline } from "./timeline.ts";

/** A player that is moved to a place in the file starts at the key frame before it. */
const keyFrameMs = 4_000;
/**
 * What the encoder has not done after this time waits for a machine that cannot keep up: frames are left out, so that what a
 * crash takes stays small.
 */
const mostLagMs = 400;
/** An encoder may drop a frame without a word: after this one more is tried. */
const lagEndsMs = 1_000;
/** What stands still is told again, so that a cut-off log shows how long it stood. */
const stillMs = 1_000;

interface Source {
  frame: VideoFrame | undefined;
  readonly timeline: Timeline;
}

export interface VideoLaneParts {
  /** By the page's clock. */
  startMs: number;
  wish: PictureWish;
  encode(frame: VideoFrame, isKey: boolean): void;
  /** Since the lane's beginning: the latest picture that the encoder has done. */
  doneMs(): number;
}

/** Pictures on their way to the encoder: those of one source as they come, or of everybody on one canvas. */
export class VideoLane {
  readonly #parts: VideoLaneParts;
  readonly #sources = new Map<string, Source>();
  readonly #mixed: MixedPicture | undefined;
  /** For what is not of the size that the file has. */
  #fitting: OffscreenCanvasRenderingContext2D | null = null;
  #size: { width: number; height: number } | undefined;
  #people: readonly MixedSource[] = [];
  #lastMs = -Infinity;
  #lastKeyMs = -Infinity;
  #restsUntilMs = -Infinity;

  constructor(parts: VideoLaneParts) {
    this.#parts = parts;
    const { isMixed, widthPx, heightPx } = parts.wish;
    if (isMixed) {
      this.#mixed = new MixedPicture(widthPx, heightPx);
      this.#size = { width: widthPx, height: heightPx };
    }
  }

  set people(people: readonly MixedSource[]) {
    this.#people = people;
  }

  /** The frame is the lane's from now on. @param heardMs by the page's clock */
  add(id: string, frame: VideoFrame, heardMs: number): void {
    const source = this.#sources.get(id) ?? { frame: undefined, timeline: new Timeline() };
    this.#sources.set(id, source);
    source.frame?.close();
    source.frame = frame;
    if (this.#mixed === undefined)
      this.#show(frame, source.timeline.place(frame.timestamp / 1_000, heardMs), false);
  }

  remove(id: string, nowMs: number): void {
    this.#sources.get(id)?.frame?.close();
    this.#sources.delete(id);
    if (this.#mixed === undefined && this.#size !== undefined) this.#showBlack(nowMs);
  }

  /** Called as often as the mixed picture has frames. */
  tick(nowMs: number): void {
    if (this.#mixed !== undefined) {
      if (nowMs < this.#restsUntilMs || this.#lags(nowMs)) return;
      const canvas = this.#mixed.draw(this.#people, (id) => this.#sources.get(id)?.frame);
      this.#show(canvas, nowMs, false);
      // half of the thread's time at most: all sound comes through it too
      const doneMs = steadyNowMs();
      this.#restsUntilMs = doneMs + (doneMs - nowMs);
    } else if (nowMs - this.#lastMs > stillMs) {
      const [source] = this.#sources.values();
      if (source?.frame !== undefined) this.#show(source.frame, nowMs, true);
      else if (this.#size !== undefined) this.#showBlack(nowMs);
    }
  }

  close(): void {
    for (const { frame } of this.#sources.values()) frame?.close();
    this.#sources.clear();
  }

  /** The encoder is another one: it begins with a whole picture. */
  startAnew(): void {
    this.#lastKeyMs = -Infinity;
  }

  #showBlack(nowMs: number): void {
    const canvas = this.#canvas()?.canvas;
    if (canvas !== undefined) this.#show(canvas, nowMs, true);
  }

  /** @param isStill late by itself, so that the rate does not matter */
  #show(picture: DrawnFrame, atMs: number, isStill: boolean): void {
    const { wish, startMs } = this.#parts;
    const leastMs = isStill ? 1 : 700 / wish.framesPerSecond;
    if (atMs < startMs || atMs - this.#lastMs < leastMs || this.#lags(atMs)) return;
    const timestamp = Math.round((atMs - startMs) * 1_000);
    const frame = this.#framed(picture, timestamp);
    if (frame === undefined) return;
    const isKey = atMs - this.#lastKeyMs >= keyFrameMs;
    if (isKey) this.#lastKeyMs = atMs;
    this.#lastMs = atMs;
    this.#parts.encode(frame, isKey);
    frame.close();
  }

  #lags(atMs: number): boolean {
    const { startMs, doneMs } = this.#parts;
    const isWaiting = this.#lastMs - startMs > doneMs() + 1;
    return isWaiting && atMs - startMs - doneMs() > mostLagMs && atMs - this.#lastMs < lagEndsMs;
  }

  #framed(picture: DrawnFrame, timestamp: number): VideoFrame | undefined {
    if (picture instanceof OffscreenCanvas) return new VideoFrame(picture, { timestamp });
    this.#size ??= within(picture, this.#parts.wish);
    const { width, height } = this.#size;
    if (picture.displayWidth === width && picture.displayHeight === height)
      return new VideoFrame(picture, { timestamp });
    const context = this.#canvas();
    if (context === undefined) return undefined;
    drawInto(context, picture, { x: 0, y: 0, width, height }, true);
    return new VideoFrame(context.canvas, { timestamp });
  }

  /** Black, and as large as the file's pictures. */
  #canvas(): OffscreenCanvasRenderingContext2D | undefined {
    if (this.#size === undefined) return undefined;
    const { width, height } = this.#size;
    this.#fitting ??= new OffscreenCanvas(width, height).getContext("2d", { alpha: false });
    if (this.#fitting === null) return undefined;
    this.#fitting.fillStyle = "#000";
    this.#fitting.fillRect(0, 0, width, height);
    return this.#fitting;
  }
}

/** As large as the first picture is, or as is wished; even, as VP8 needs it. */
function within(
  { displayWidth, displayHeight }: VideoFrame,
  { widthPx, heightPx }: PictureWish,
): { width: number; height: number } {
  const most = displayWidth >= displayHeight ? [widthPx, heightPx] : [heightPx, widthPx];
  const scale = Math.min(1, (most[0] ?? 0) / displayWidth, (most[1] ?? 0) / displayHeight);
  const even = (length: number): number => Math.max(2, Math.round((length * scale) / 2) * 2);
  return { width: even(displayWidth), height: even(displayHeight) };
}
