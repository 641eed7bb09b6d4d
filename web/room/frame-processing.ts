import { StallWatch } from "./stall-watch.ts";
import type {
  AddProcessorOptions,
  ProcessingNews,
  TrackProcessing,
  TrackProcessor,
  VideoProcessor,
} from "./video-processor.ts";

/** Where the browser does not say what the source is like: Twilio's own default. */
const usualFramesPerSecond = 24;
/** One frame may fail by chance and is left out, as with Twilio's SDK. Two have a reason. */
const failuresInARow = 2;

/**
 * Has a processor change a source, until it is stopped. The source stays the caller's.
 * @throws what the processor or the browser says: it cannot start
 */
export function startProcessing(
  source: MediaStreamTrack,
  processor: VideoProcessor | TrackProcessor,
  options: AddProcessorOptions,
  news: ProcessingNews,
): TrackProcessing {
  const made = processor.processTrack?.(source, news);
  if (made !== undefined) return made;
  if (!("processFrame" in processor) || source.kind !== "video")
    throw new DOMException("The browser cannot process this track", "NotSupportedError");
  return processFrames(source, processor, options, news);
}

function processFrames(
  source: MediaStreamTrack,
  processor: VideoProcessor,
  { inputFrameBufferType, outputFrameBufferContextType = "2d" }: AddProcessorOptions,
  news: ProcessingNews,
): TrackProcessing {
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

  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let started = false;
  let failures = 0;
  const watch = new StallWatch(() => fail(new DOMException("The processor does not answer", "TimeoutError")));
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
    watch.begin();
    try {
      await processor.processFrame(frame ?? canvas ?? video, output);
      failures = 0;
      if (!started && !stopped) {
        started = true;
        news.started();
      }
    } catch (error) {
      failures++;
      if (failures >= failuresInARow) fail(error);
    } finally {
      watch.end();
      frame?.close();
    }
  };
  const fail = (error: unknown): void => {
    if (stopped) return;
    stop();
    news.failed(error);
  };
  timer = setTimeout(() => void next());
  const stop = (): void => {
    stopped = true;
    watch.end();
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
