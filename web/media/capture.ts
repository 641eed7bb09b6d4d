import type { AudioCaptureOptions, CaptureOptions } from "../room/connect-options.ts";
import { LocalAudioTrack, LocalVideoTrack, type LocalTrackOptions } from "../room/local-media-track.ts";

/** 720p at 30 fps: what a 1:1 call can show; the layers send less where less is wanted. */
const usualVideo: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};

/** @throws the browser's DOMException (as a rejection): NotAllowedError, NotFoundError, NotReadableError, … */
export async function captureAudio(options: AudioCaptureOptions = {}): Promise<LocalAudioTrack> {
  checkMode(options);
  const { name, getUserMedia = browserMedia, ...constraints } = options;
  const open = (changed?: MediaTrackConstraints) =>
    openDevice(getUserMedia, "audio", { ...constraints, ...changed });
  return new LocalAudioTrack(await open(), trackOptions(name), open);
}

/** @throws the browser's DOMException (as a rejection) */
export async function captureVideo(options: CaptureOptions = {}): Promise<LocalVideoTrack> {
  const { name, getUserMedia = browserMedia, ...constraints } = options;
  const open = (changed?: MediaTrackConstraints) =>
    openDevice(getUserMedia, "video", { ...usualVideo, ...constraints, ...changed });
  return new LocalVideoTrack(await open(), trackOptions(name), open);
}

/**
 * Microphone and camera in one question to the person.
 * @throws the browser's DOMException (as a rejection); nothing is left open then
 */
export async function captureBoth(
  audio: AudioCaptureOptions,
  video: CaptureOptions,
): Promise<[LocalAudioTrack, LocalVideoTrack]> {
  checkMode(audio);
  const { name: audioName, getUserMedia = browserMedia, ...audioConstraints } = audio;
  const { name: videoName, getUserMedia: getVideo = getUserMedia, ...videoConstraints } = video;
  const openAudio = (changed?: MediaTrackConstraints) =>
    openDevice(getUserMedia, "audio", { ...audioConstraints, ...changed });
  const openVideo = (changed?: MediaTrackConstraints) =>
    openDevice(getVideo, "video", { ...usualVideo, ...videoConstraints, ...changed });
  const stream = await getUserMedia({
    audio: audioConstraints,
    video: { ...usualVideo, ...videoConstraints },
  });
  return [
    new LocalAudioTrack(onlyTrack(stream.getAudioTracks()), trackOptions(audioName), openAudio),
    new LocalVideoTrack(onlyTrack(stream.getVideoTracks()), trackOptions(videoName), openVideo),
  ];
}

/** @throws RangeError for what Twilio's SDK has no word for */
function checkMode({ defaultDeviceCaptureMode: mode = "auto" }: AudioCaptureOptions): void {
  if (mode !== "auto" && mode !== "manual")
    throw new RangeError("defaultDeviceCaptureMode must be one of auto, manual");
}

type GetUserMedia = (constraints: MediaStreamConstraints) => Promise<MediaStream>;
const browserMedia: GetUserMedia = (constraints) => navigator.mediaDevices.getUserMedia(constraints);

async function openDevice(
  getUserMedia: GetUserMedia,
  kind: "audio" | "video",
  constraints: MediaTrackConstraints,
): Promise<MediaStreamTrack> {
  const stream = await getUserMedia({ [kind]: constraints });
  return onlyTrack(stream.getTracks());
}

function onlyTrack(tracks: MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks;
  if (track === undefined) throw new DOMException("The device gave no track", "NotFoundError");
  return track;
}

function trackOptions(name: string | undefined): LocalTrackOptions {
  return name === undefined ? {} : { name };
}
