import type { AudioLevel, SampleListener } from "../room/ports.ts";
import { tapLevel } from "./level-tap.ts";
import { MutedSpeech } from "./muted-speech.ts";

/** Who hears of a microphone that is tapped. */
export interface TapListener {
  onLevel(level: AudioLevel): void;
  onMutedSpeech(): void;
}

/**
 * Has the kernel listen to a microphone until `signal` says no more, or the microphone ends.
 * @param processorUrl as of `tapLevel`
 */
export async function tapMicrophone(
  track: MediaStreamTrack,
  kernel: SampleListener,
  { onLevel, onMutedSpeech }: TapListener,
  signal: AbortSignal,
  processorUrl: URL | undefined,
): Promise<void> {
  // A disabled track is silent; its twin hears who speaks while muted. Nothing of that leaves the page.
  const twin = track.clone();
  twin.enabled = true;
  signal.addEventListener("abort", () => twin.stop(), { once: true }); // at once: it keeps the microphone open
  const tap = await tapLevel(twin, processorUrl).catch((error: unknown) => {
    twin.stop();
    throw error;
  });
  const close = (): void => {
    tap.close();
    twin.stop();
  };
  if (signal.aborted) return close();
  const { port1: reports, port2: report } = new MessageChannel();
  const handle = await kernel.listen(tap.samples, report, tap.sampleRateHz).catch((error: unknown) => {
    close();
    reports.close();
    throw error;
  });
  const stop = (): void => {
    signal.removeEventListener("abort", stop);
    close();
    reports.close();
    kernel.stopListening(handle).catch(() => undefined); // the kernel is gone, and the meter with it
    onLevel({ levelDbov: -127, speaking: false });
  };
  if (signal.aborted) return stop();
  signal.addEventListener("abort", stop, { once: true });
  const muted = new MutedSpeech();
  reports.onmessage = ({ data }: MessageEvent<{ levelDbov: number; voice: boolean }>) => {
    // A page may stop its track without a word: the twin alone would keep the microphone open.
    if (track.readyState === "ended") return void stop();
    if (track.enabled) {
      muted.unmuted();
      onLevel({ levelDbov: data.levelDbov, speaking: data.voice });
    } else {
      onLevel({ levelDbov: -127, speaking: false });
      if (muted.hear(data.voice, performance.now())) onMutedSpeech();
    }
  };
}
