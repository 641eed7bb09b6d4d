import { levelTapProcessor } from "./level-tap-processor.ts";

/** The kernel is tuned for this rate and resamples others. */
const wantedRateHz = 48_000;

/**
 * Seconds: the audio thread wakes up 25 times a second in place of 100, and samples come as much later. Chromium keeps
 * 100 ms of a microphone for it.
 */
const latencyHint = 0.04;
/**
 * Nothing is to be heard of it, so no output device is kept open for it: half of what the tap cost (measured). Chrome 110;
 * others ignore the member, and TypeScript's DOM does not know it.
 */
const noOutput: AudioContextOptions & { sinkId: { type: "none" } } = { sinkId: { type: "none" } };
/** Left out, the machine's own rate. */
let contextRate: { sampleRate?: number } = { sampleRate: wantedRateHz };
let running: Promise<AudioContext> | undefined;
let openTaps = 0;

/** One audio context for the page; browsers allow only a few. The first one's `processorUrl` counts. */
function audioContext(processorUrl: URL | undefined): Promise<AudioContext> {
  running ??= startContext(processorUrl).catch((error: unknown) => {
    running = undefined;
    throw error;
  });
  return running;
}

async function startContext(processorUrl: URL | undefined): Promise<AudioContext> {
  const context = new AudioContext({ ...contextRate, latencyHint, ...noOutput });
  if (processorUrl === undefined) await addInline(context);
  // a page may serve the kernel's file alone, as it was enough once
  else await context.audioWorklet.addModule(processorUrl).catch(() => addInline(context));
  // browsers keep a context silent until the person has touched the page
  const resume = (): void => {
    if (openTaps > 0) context.resume().catch(() => undefined); // refused until a gesture
  };
  for (const gesture of ["pointerdown", "keydown"])
    addEventListener(gesture, resume, { capture: true, once: true });
  return context;
}

async function addInline({ audioWorklet }: AudioContext): Promise<void> {
  const url = URL.createObjectURL(new Blob([levelTapProcessor], { type: "text/javascript" }));
  try {
    await audioWorklet.addModule(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Firefox takes a microphone only into a context of the machine's own rate, when that is another one. */
async function openSource(
  track: MediaStreamTrack,
  processorUrl: URL | undefined,
): Promise<{ context: AudioContext; source: MediaStreamAudioSourceNode }> {
  const stream = new MediaStream([track]);
  const context = await audioContext(processorUrl);
  try {
    return { context, source: context.createMediaStreamSource(stream) };
  } catch (error) {
    const otherRate = error instanceof DOMException && error.name === "NotSupportedError";
    if (!otherRate || contextRate.sampleRate === undefined) throw error;
    contextRate = {};
    running = undefined;
    void context.close();
    const own = await audioContext(processorUrl);
    return { context: own, source: own.createMediaStreamSource(stream) };
  }
}

/** One microphone's samples on their way out of the audio thread. */
export interface LevelTap {
  /** Carries Float32Array blocks of 480 samples, mono, transferred. */
  samples: MessagePort;
  sampleRateHz: number;
  close(): void;
}

/**
 * @param processorUrl `level-tap.js` of the package, on the page's own origin; left out, a `blob:` is made of its text
 * @throws NotSupportedError or AbortError (as a rejection) where there is no AudioWorklet or the page's
 * Content-Security-Policy forbids its `blob:` script
 */
export async function tapLevel(track: MediaStreamTrack, processorUrl?: URL): Promise<LevelTap> {
  const { context, source } = await openSource(track, processorUrl);
  const node = new AudioWorkletNode(context, "meshcall-level-tap", {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: "explicit",
  });
  const { port1, port2 } = new MessageChannel();
  node.port.postMessage(port1, [port1]);
  source.connect(node);
  openTaps++;
  context.resume().catch(() => undefined); // refused until a gesture
  let closed = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    source.disconnect();
    node.port.postMessage(null); // else the audio thread would run the node for ever
    port2.close();
    // an idle context would keep the audio thread, and a phone's battery, busy
    if (--openTaps === 0) context.suspend().catch(() => undefined);
  };
  return { samples: port2, sampleRateHz: context.sampleRate, close };
}
