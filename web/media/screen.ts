import { LocalAudioTrack, LocalVideoTrack } from "../room/local-media-track.ts";

/** Constraints that TypeScript's DOM does not know yet (Screen Capture; Chrome 140 for the first). */
interface ScreenAudioConstraints extends MediaTrackConstraints {
  restrictOwnAudio?: boolean;
}
interface ScreenOptions extends DisplayMediaStreamOptions {
  selfBrowserSurface?: "include" | "exclude";
  surfaceSwitching?: "include" | "exclude";
  systemAudio?: "include" | "exclude";
}

/**
 * Asks the person what to share. First the picture, named `screen`; then its sound, if there is any, named
 * `screen-audio`.
 * @throws NotAllowedError (as a rejection) when they choose nothing, NotSupportedError where no browser support is
 */
export async function createScreenTracks(): Promise<(LocalAudioTrack | LocalVideoTrack)[]> {
  if (typeof navigator.mediaDevices?.getDisplayMedia !== "function") {
    throw new DOMException("This browser cannot share the screen", "NotSupportedError");
  }
  // without restrictOwnAudio the others would hear themselves: echo cancellation does not cover shared sound
  const audio: ScreenAudioConstraints = { restrictOwnAudio: true };
  const options: ScreenOptions = {
    video: { frameRate: { ideal: 15, max: 30 } },
    audio,
    selfBrowserSurface: "exclude",
    surfaceSwitching: "include",
    systemAudio: "include",
  };
  const stream = await navigator.mediaDevices.getDisplayMedia(options);
  return [...stream.getVideoTracks(), ...stream.getAudioTracks()].map((track) => {
    if (track.kind === "audio") return new LocalAudioTrack(track, { name: "screen-audio" });
    track.contentHint = "detail";
    return new LocalVideoTrack(track, { name: "screen" });
  });
}
