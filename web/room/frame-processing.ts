import type { AddProcessorOptions, VideoProcessor } from "./video-processor.ts";

/** Where the browser does not say what the source is like: Twilio's own default. */
const usualFramesPerSecond = 24;

export interface FrameProcessing {
  /** What the processor makes of the source. */
  readonly track: MediaStreamTrack;
  stop(): void;
}

/** Has a processor change each frame of a source, until it is stopped. The source stays the caller's. */
export function processFrames(
  source: MediaStreamTrack,
  processor: VideoProcessor,
  { inputFrameBufferType, outputFrameBufferContextType = "2d" }: AddProcessorOptions,
): FrameProcessing {
  const { width = 640, height = 480, frameRate = usualFramesPerSecond } = source.getSettings();
  const output = Object.assign(document.createElement("canvas"), { width, height });
  output.getContext(outputFrameBufferContextType); // Firefox captures no canvas without one
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([source]);
  video.play().catch(() => undefined); // muted, so it may; else there is no frame
  const canvas = inputCanvas(inputFrameBufferType, width, height);
  const stream = output.captureStream();
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new DOMException("The canvas gives no track", "NotSupportedError");
  track.enabled = source.enabled;

  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const next = async (): Promise<void> => {
    const startMs = performance.now();
    if (video.videoWidth > 0) await processFrame();
    if (source.readyState === "ended") stop();
    if (stopped) return;
    timer = setTimeout(() => void next(), Math.max(0, 1_000 / frameRate - (performance.now() - startMs)));
  };
  const processFrame = async (): Promise<void> => {
    const { videoWidth, videoHeight } = video;
    for (const each of canvas === undefined ? [output] : [output, canvas]) {
      if (each.width !== videoWidth) each.width = videoWidth;
      if (each.height !== videoHeight) each.height = videoHeight;
    }
    if (canvas !== undefined) draw(canvas, video);
    const frame = inputFrameBufferType === "videoframe" ? new VideoFrame(video) : undefined;
    try {
      await processor.processFrame(frame ?? canvas ?? video, output);
    } catch {
      // this frame is left out, as with Twilio's SDK
    } finally {
      frame?.close();
    }
  };
  timer = setTimeout(() => void next());
  const stop = (): void => {
    stopped = true;
    clearTimeout(timer);
    video.srcObject = null;
    track.stop();
  };
  return { track, stop };
}

function inputCanvas(
  type: AddProcessorOptions["inputFrameBufferType"],
  width: number,
  height: number,
): OffscreenCanvas | HTMLCanvasElement | undefined {
  if (type === "video" || type === "videoframe") return undefined;
  if (type !== "canvas" && typeof OffscreenCanvas === "function") return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement("canvas"), { width, height });
}

function draw(canvas: OffscreenCanvas | HTMLCanvasElement, video: HTMLVideoElement): void {
  if (canvas instanceof HTMLCanvasElement) canvas.getContext("2d")?.drawImage(video, 0, 0);
  else canvas.getContext("2d")?.drawImage(video, 0, 0);
}
