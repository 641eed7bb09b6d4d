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
  const meter = new MicrophoneMeter(
    () => kernel.current,
    ({ levelDbov, speaking }) => onLevel(levelDbov, speaking),
  );
  const follow = (): void => meter.follow(track.mediaStreamTrack);
  follow();
  track.on("restarted", follow);
  return () => {
    track.off("restarted", follow);
    ending.abort();
    meter.close();
  };
}
