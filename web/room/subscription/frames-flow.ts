/** A picture that stands still, such as a shared screen, has no second frame: nothing is missed then. */
const patienceMs = 500;

/**
 * Waits for a picture of a track, which no element needs to show: for two frames, since after the first, a large one, a
 * sender may take a while for the next.
 * @returns settles when frames that have come since flow; rejects with the signal's reason
 */
export function framesFlow(track: MediaStreamTrack, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const sinceMs = performance.now();
  const probe = document.createElement("video");
  probe.muted = true;
  probe.playsInline = true;
  const abort = (): void => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  let patience: ReturnType<typeof setTimeout> | undefined;
  const onFrame: VideoFrameRequestCallback = (_nowMs, { receiveTime }) => {
    if (patience !== undefined) return resolve();
    // a picture from before the track was stopped is none of now
    if (receiveTime === undefined || receiveTime >= sinceMs) patience = setTimeout(resolve, patienceMs);
    probe.requestVideoFrameCallback(onFrame);
  };
  const tellsFrames = "requestVideoFrameCallback" in probe; // Firefox before 132 does not
  if (tellsFrames) probe.requestVideoFrameCallback(onFrame);
  // a hidden page shows no frames: nobody would see a gap either
  const onLoaded = (): void => {
    if (document.hidden || !tellsFrames) resolve();
  };
  probe.addEventListener("loadeddata", onLoaded);
  probe.srcObject = new MediaStream([track]);
  probe.play().catch(() => undefined); // muted: what refuses it is the element's end
  return promise.finally(() => {
    clearTimeout(patience);
    signal.removeEventListener("abort", abort);
    probe.removeEventListener("loadeddata", onLoaded);
    probe.srcObject = null;
  });
}
