import { LastingKernel } from "./kernel-parts.ts";
import { MicrophoneMeter } from "./media/microphone-meter.ts";
import type { LocalAudioTrack } from "./room/local-media-track.ts";

/** Follows a microphone outside of a call (a lobby's meter). @returns the call that ends it */
export function meterMicrophone(
  track: LocalAudioTrack,
  onLevel: (levelDbov: number, speaking: boolean) => void,
  kernelUrl?: string,
): () => void {
  const ending = new AbortController();
  const kernel = new LastingKernel(kernelUrl, { onRestart: () => meter.restart(), signal: ending.signal });
  kernel.start();
  const meter = new MicrophoneMeter(
    () => kernel.current,
    ({ levelDbov, speaking }) => onLevel(levelDbov, speaking),
    undefined,
    kernelUrl,
  );
  const follow = (): void => meter.follow(track.mediaStreamTrack);
  follow();
  const stopped = (): void => meter.follow(undefined);
  track.on("restarted", follow).on("stopped", stopped);
  return () => {
    track.off("restarted", follow).off("stopped", stopped);
    ending.abort();
    meter.close();
  };
}
