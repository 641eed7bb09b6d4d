/** Changes the frames of a video track, as in Twilio Video 2.x: blurs what is behind a person, for instance. */
export interface VideoProcessor {
  /** Draws what is to be sent. @param input by `inputFrameBufferType` @param output of the input's size */
  processFrame(
    input: OffscreenCanvas | HTMLCanvasElement | HTMLVideoElement | VideoFrame,
    output: HTMLCanvasElement,
  ): Promise<void> | void;
}

export interface AddProcessorOptions {
  /** Default: `offscreencanvas` where the browser has it, else `canvas`. */
  inputFrameBufferType?: "video" | "canvas" | "offscreencanvas" | "videoframe";
  /** `2d` (the default), `webgl2` or `bitmaprenderer`. */
  outputFrameBufferContextType?: string;
}
