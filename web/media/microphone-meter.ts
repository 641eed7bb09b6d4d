import type { AudioLevel, LevelMeter, SampleListener } from "../room/ports.ts";
import { tapLevel } from "./level-tap.ts";

/** Measures one microphone at a time with the kernel. */
export class MicrophoneMeter implements LevelMeter {
  readonly #kernel: () => Promise<SampleListener | undefined>;
  readonly #onLevel: (level: AudioLevel) => void;
  #track: MediaStreamTrack | undefined;
  #stop: (() => void) | undefined;

  /**
   * @param kernel the one there is now; undefined when it could not start: then no level is reported
   * @param onLevel about ten times a second, and at once when speech starts or ends
   */
  constructor(kernel: () => Promise<SampleListener | undefined>, onLevel: (level: AudioLevel) => void) {
    this.#kernel = kernel;
    this.#onLevel = onLevel;
  }

  follow(track: MediaStreamTrack | undefined): void {
    this.close();
    if (track === undefined) return;
    this.#track = track;
    const stopping = new AbortController();
    this.#stop = () => stopping.abort();
    this.#listen(track, stopping.signal).catch((error: unknown) => {
      console.warn("Meshcall: the microphone's level cannot be measured", error);
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
    const tap = await tapLevel(track);
    if (signal.aborted) return tap.close();
    const { port1: reports, port2: report } = new MessageChannel();
    const handle = await kernel.listen(tap.samples, report, tap.sampleRateHz).catch((error: unknown) => {
      tap.close();
      reports.close();
      throw error;
    });
    const stop = (): void => {
      tap.close();
      reports.close();
      kernel.stopListening(handle).catch(() => undefined); // the kernel is gone, and the meter with it
      this.#onLevel({ levelDbov: -127, speaking: false });
    };
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    reports.onmessage = ({ data }: MessageEvent<{ levelDbov: number; voice: boolean }>) =>
      this.#onLevel({ levelDbov: data.levelDbov, speaking: data.voice && track.enabled });
  }
}

/** The first picture comes first: an audio context that starts beside it costs it 20 ms and more (measured). */
function quiet(): Promise<unknown> {
  if (typeof requestIdleCallback !== "function") return Promise.resolve(); // Safari
  return new Promise((resolve) => requestIdleCallback(resolve, { timeout: 500 }));
}
