import type { AudioLevel, LevelMeter, SampleListener } from "../room/ports.ts";
import { log } from "../room/log.ts";

/** Measures one microphone at a time with the kernel. */
export class MicrophoneMeter implements LevelMeter {
  readonly #kernel: () => Promise<SampleListener | undefined>;
  readonly #onLevel: (level: AudioLevel) => void;
  readonly #onMutedSpeech: () => void;
  #processorUrl: URL | undefined;
  #track: MediaStreamTrack | undefined;
  #stop: (() => void) | undefined;

  /**
   * @param kernel the one there is now; undefined when it could not start: then no level is reported
   * @param onLevel about ten times a second, and at once when speech starts or ends; silence while the track is disabled
   * @param onMutedSpeech somebody talks while the track is disabled: after 0.6 s of it, and again after 15 s
   * @param kernelUrl where the page serves the kernel's file: the tap's lies beside it
   */
  constructor(
    kernel: () => Promise<SampleListener | undefined>,
    onLevel: (level: AudioLevel) => void,
    onMutedSpeech: () => void = () => undefined,
    kernelUrl?: string,
  ) {
    this.#kernel = kernel;
    this.#onLevel = onLevel;
    this.#onMutedSpeech = onMutedSpeech;
    if (kernelUrl !== undefined && URL.canParse(kernelUrl, document.baseURI))
      this.#processorUrl = new URL("level-tap.js", new URL(kernelUrl, document.baseURI));
  }

  follow(track: MediaStreamTrack | undefined): void {
    this.close();
    if (track === undefined) return;
    this.#track = track;
    const stopping = new AbortController();
    this.#stop = () => stopping.abort();
    this.#listen(track, stopping.signal).catch((error: unknown) => {
      log("warn", "the microphone's level cannot be measured", error);
    });
  }

  /** There is another kernel: the same microphone is measured by that one. */
  restart(): void {
    this.follow(this.#track);
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#track = undefined;
  }

  async #listen(track: MediaStreamTrack, signal: AbortSignal): Promise<void> {
    await quiet();
    const kernel = await this.#kernel();
    if (kernel === undefined || signal.aborted) return;
    const { tapMicrophone } = await import("./microphone-tap.ts");
    if (signal.aborted) return;
    const listener = { onLevel: this.#onLevel, onMutedSpeech: this.#onMutedSpeech };
    await tapMicrophone(track, kernel, listener, signal, this.#processorUrl);
  }
}

/** The first picture comes first: an audio context that starts beside it costs it 20 ms and more (measured). */
function quiet(): Promise<unknown> {
  if (typeof requestIdleCallback !== "function") return Promise.resolve(); // Safari
  return new Promise((resolve) => requestIdleCallback(resolve, { timeout: 500 }));
}
