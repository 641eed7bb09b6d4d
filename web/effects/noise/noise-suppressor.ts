import type { ProcessingNews, TrackProcessing, TrackProcessor } from "../../room/video-processor.ts";
import { assetsUrl } from "../assets.ts";
import type { CameraEffectsOptions } from "../camera-effects.ts";

/** RNNoise knows no other. */
const rateHz = 48_000;

/**
 * Takes noise out of a microphone with RNNoise: fans, keyboards, streets. Beside it the browser's own suppression is better
 * off. A voice is some 20 ms later for it.
 */
export class NoiseSuppressor implements TrackProcessor {
  readonly #path: string | undefined;
  #module: Promise<ArrayBuffer> | undefined;

  constructor({ assetsPath }: CameraEffectsOptions = {}) {
    this.#path = assetsPath;
  }

  /** @throws Error (as a rejection) when its file does not come */
  async loadModel(): Promise<void> {
    await this.#load();
  }

  processTrack(source: MediaStreamTrack, news: ProcessingNews): TrackProcessing {
    if (source.kind !== "audio") throw new TypeError("Noise suppression is for a microphone");
    const context = new AudioContext({ sampleRate: rateHz, latencyHint: "interactive" });
    const output = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    const [track] = output.stream.getAudioTracks();
    if (track === undefined) throw new DOMException("Web Audio gives no track", "NotSupportedError");
    let isStopped = false;
    let end = (): void => undefined;
    const stop = (): void => {
      isStopped = true;
      end();
      track.stop();
      void context.close().catch(() => undefined); // it is closed
    };
    const fail = (error: unknown): void => {
      if (isStopped) return;
      stop();
      news.failed(error);
    };
    const start = async (): Promise<void> => {
      const [module] = await Promise.all([
        this.#load(),
        context.audioWorklet.addModule(new URL("noise-worklet.js", assetsUrl(this.#path)).href),
      ]);
      if (isStopped) return;
      const input = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([source]) });
      const node = new AudioWorkletNode(context, "meshcall-noise", {
        channelCount: 1,
        channelCountMode: "explicit",
        outputChannelCount: [1],
        processorOptions: { module },
      });
      end = () => {
        node.port.postMessage("end");
        input.disconnect();
      };
      node.addEventListener("processorerror", () => fail(new Error("The suppression of noise has stopped")));
      context.addEventListener("statechange", () => {
        // the system has taken the audio away; a page that is not yet tapped has none either
        if (context.state !== "running") void context.resume().catch(() => undefined);
      });
      await running(context);
      input.connect(node).connect(output);
      await ready(node.port);
      if (!isStopped) news.started();
    };
    start().catch(fail);
    return { track, stop };
  }

  #load(): Promise<ArrayBuffer> {
    this.#module ??= fetchModule(new URL("rnnoise.wasm", assetsUrl(this.#path)));
    this.#module.catch(() => (this.#module = undefined)); // the next who asks tries again
    return this.#module;
  }
}

async function fetchModule(url: URL): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} is not there (${response.status})`);
  return response.arrayBuffer();
}

/** Until then the microphone goes on as it is: browsers let nothing run before the person has touched the page. */
async function running(context: AudioContext): Promise<void> {
  const resume = (): void => void context.resume().catch(() => undefined);
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, resume, { capture: true });
  try {
    await context.resume();
  } finally {
    for (const gesture of ["pointerdown", "keydown"]) removeEventListener(gesture, resume, { capture: true });
  }
}

function ready(port: MessagePort): Promise<void> {
  return new Promise((resolve) => {
    port.onmessage = () => resolve();
  });
}
