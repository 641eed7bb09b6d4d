import { measureLevel } from "./media/level-meter.ts";
import type { LocalAudioTrack } from "./room/local-media-track.ts";

/**
 * Follows a microphone outside of a call (a lobby's meter), also when it is opened again.
 * @returns the call that ends it
 */
export function meterMicrophone(track: LocalAudioTrack, onLevel: (levelDbov: number) => void): () => void {
  let end: (() => void) | undefined;
  const stop = (): void => {
    end?.();
    end = undefined;
  };
  const follow = (): void => {
    stop();
    if (!track.isStopped) end = measureLevel(track.mediaStreamTrack, onLevel);
  };
  follow();
  track.on("restarted", follow).on("stopped", stop);
  return () => {
    track.off("restarted", follow).off("stopped", stop);
    stop();
  };
}
