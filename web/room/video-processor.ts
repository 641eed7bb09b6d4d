/** Changes the frames of a video track, as in Twilio Video 2.x: blurs what is behind a person, for instance. */
export interface VideoProcessor {
  /** Draws what is to be sent. @param input by `inputFrameBufferType` @param output of the input's size */
  processFrame(
    input: OffscreenCanvas | HTMLCanvasElement | HTMLVideoElement | VideoFrame,
    output: HTMLCanvasElement,
  ): Promise<void> | void;
  /** Meshcall's own: where it is there and gives something, `processFrame` is not called. */
  processTrack?: ProcessTrack;
}

/** Meshcall's own: changes the sound of a track, or its frames, away from the page's thread. */
export interface TrackProcessor {
  processTrack: ProcessTrack;
}

/**
 * Makes another track of a source, which stays the caller's.
 * @returns undefined where the browser cannot
 * @throws what the browser says; the source goes on as it is then
 */
export type ProcessTrack = (source: MediaStreamTrack, news: ProcessingNews) => TrackProcessing | undefined;

/** What is told of a track that is processed. Until the first, and after the second, the source is sent and shown. */
export interface ProcessingNews {
  started(): void;
  /** It gives nothing any longer. */
  failed(error: unknown): void;
}

export interface TrackProcessing {
  /** What the processor makes of the source. */
  readonly track: MediaStreamTrack;
  /** Ends the track, and gives everything back but the source. */
  stop(): void;
}

export interface AddProcessorOptions {
  /** Default: `offscreencanvas` where the browser has it, else `canvas`. */
  inputFrameBufferType?: "video" | "canvas" | "offscreencanvas" | "videoframe";
  /** `2d` (the default), `webgl2` or `bitmaprenderer`. */
  outputFrameBufferContextType?: string;
}
