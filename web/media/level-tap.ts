/** Samples per message: 10 ms at 48 kHz, one block of the kernel's. */
const blockSamples = 480;
/** The kernel is tuned for this rate and resamples others. */
const wantedRateHz = 48_000;

/** Runs in the audio thread: collects mono blocks and hands them to whoever holds the port. */
const processor = `registerProcessor("meshcall-level-tap", class extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Float32Array(${blockSamples});
    this.filled = 0;
    this.port.onmessage = ({ data }) => {
      this.out?.close();
      this.out = data;
      this.ended = data === null;
    };
  }
  process([[channel]]) {
    if (this.ended) return false;
    if (!channel || !this.out) return true;
    for (const sample of channel) {
      this.block[this.filled++] = sample;
      if (this.filled < ${blockSamples}) continue;
      this.out.postMessage(this.block, [this.block.buffer]);
      this.block = new Float32Array(${blockSamples});
      this.filled = 0;
    }
    return true;
  }
});`;

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

/** One audio context for the page; browsers allow only a few. */
function audioContext(): Promise<AudioContext> {
  running ??= startContext().catch((error: unknown) => {
    running = undefined;
    throw error;
  });
  return running;
}

async function startContext(): Promise<AudioContext> {
  const context = new AudioContext({ ...contextRate, latencyHint, ...noOutput });
  const url = URL.createObjectURL(new Blob([processor], { type: "text/javascript" }));
  try {
    await context.audioWorklet.addModule(url);
  } finally {
    URL.revokeObjectURL(url);
  }
  // browsers keep a context silent until the person has touched the page
  const resume = (): void => {
    if (openTaps > 0) context.resume().catch(() => undefined); // refused until a gesture
  };
  for (const gesture of ["pointerdown", "keydown"])
    addEventListener(gesture, resume, { capture: true, once: true });
  return context;
}

/** Firefox takes a microphone only into a context of the machine's own rate, when that is another one. */
async function openSource(
  track: MediaStreamTrack,
): Promise<{ context: AudioContext; source: MediaStreamAudioSourceNode }> {
  const stream = new MediaStream([track]);
  const context = await audioContext();
  try {
    return { context, source: context.createMediaStreamSource(stream) };
  } catch (error) {
    const otherRate = error instanceof DOMException && error.name === "NotSupportedError";
    if (!otherRate || contextRate.sampleRate === undefined) throw error;
    contextRate = {};
    running = undefined;
    void context.close();
    const own = await audioContext();
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
 * @throws NotSupportedError or AbortError (as a rejection) where there is no AudioWorklet or the page's
 * Content-Security-Policy forbids its `blob:` script
 */
export async function tapLevel(track: MediaStreamTrack): Promise<LevelTap> {
  const { context, source } = await openSource(track);
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
