import { captureAudio, captureBoth, captureVideo } from "./media/capture.ts";
import type {
  AudioCaptureOptions,
  CaptureOptions,
  CreateLocalTracksOptions,
} from "./room/connect-options.ts";
import type { LocalAudioTrack, LocalVideoTrack } from "./room/local-media-track.ts";
import type { LocalTrack } from "./room/publications.ts";

/** @throws the browser's DOMException (as a rejection) when the microphone is denied, missing or busy */
export function createLocalAudioTrack(options?: AudioCaptureOptions): Promise<LocalAudioTrack> {
  return captureAudio(options);
}

/** @throws the browser's DOMException (as a rejection) when the camera is denied, missing or busy */
export function createLocalVideoTrack(options?: CaptureOptions): Promise<LocalVideoTrack> {
  return captureVideo(options);
}

/**
 * Opens microphone and camera with one question. Neither `audio` nor `video` given: both; only one given:
 * that one. `tracks` given: those, and nothing is opened.
 * @throws the browser's DOMException (as a rejection); nothing is left open then
 */
export async function createLocalTracks(
  options?: CreateLocalTracksOptions & { tracks?: undefined },
): Promise<(LocalAudioTrack | LocalVideoTrack)[]>;
export async function createLocalTracks(options?: CreateLocalTracksOptions): Promise<LocalTrack[]>;
export async function createLocalTracks(options: CreateLocalTracksOptions = {}): Promise<LocalTrack[]> {
  return options.tracks ?? captureLocalTracks(options);
}

/** The same, without `tracks`. */
export async function captureLocalTracks(
  options: Omit<CreateLocalTracksOptions, "tracks">,
): Promise<(LocalAudioTrack | LocalVideoTrack)[]> {
  const { getUserMedia } = options;
  const neither = options.audio === undefined && options.video === undefined;
  const audio = captureOptions(neither ? true : options.audio, getUserMedia);
  const video = captureOptions(neither ? true : options.video, getUserMedia);
  if (audio !== undefined && video !== undefined) return captureBoth(audio, video);
  if (audio !== undefined) return [await captureAudio(audio)];
  if (video !== undefined) return [await captureVideo(video)];
  return [];
}

function captureOptions(
  given: boolean | CaptureOptions | undefined,
  getUserMedia: CaptureOptions["getUserMedia"],
): CaptureOptions | undefined {
  if (given === undefined || given === false) return undefined;
  return { ...(getUserMedia === undefined ? {} : { getUserMedia }), ...(given === true ? {} : given) };
}
