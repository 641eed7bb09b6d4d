import { captureAudio, captureBoth, captureVideo } from "./media/capture.ts";
import type { CaptureOptions, CreateLocalTracksOptions } from "./room/connect-options.ts";
import type { LocalAudioTrack, LocalVideoTrack } from "./room/local-media-track.ts";

export { createScreenTracks } from "./media/screen.ts";

/** @throws the browser's DOMException (as a rejection) when the microphone is denied, missing or busy */
export function createLocalAudioTrack(options?: CaptureOptions): Promise<LocalAudioTrack> {
  return captureAudio(options);
}

/** @throws the browser's DOMException (as a rejection) when the camera is denied, missing or busy */
export function createLocalVideoTrack(options?: CaptureOptions): Promise<LocalVideoTrack> {
  return captureVideo(options);
}

/**
 * Opens microphone and camera with one question. Neither `audio` nor `video` given: both; only one given:
 * that one.
 * @throws the browser's DOMException (as a rejection); nothing is left open then
 */
export async function createLocalTracks(
  options: CreateLocalTracksOptions = {},
): Promise<(LocalAudioTrack | LocalVideoTrack)[]> {
  const neither = options.audio === undefined && options.video === undefined;
  const audio = captureOptions(neither ? true : options.audio);
  const video = captureOptions(neither ? true : options.video);
  if (audio !== undefined && video !== undefined) return captureBoth(audio, video);
  if (audio !== undefined) return [await captureAudio(audio)];
  if (video !== undefined) return [await captureVideo(video)];
  return [];
}

function captureOptions(given: boolean | CaptureOptions | undefined): CaptureOptions | undefined {
  if (given === undefined || given === false) return undefined;
  return given === true ? {} : given;
}
