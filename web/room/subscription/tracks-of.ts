import type { RemoteAudioTrack, RemoteVideoTrack } from "../remote-media-track.ts";
import type { RemoteParticipant } from "../remote-participant.ts";
import { isScreenName } from "../track-info.ts";

/** All videos of somebody that are received here. */
export function videosOf({ trackPublications }: RemoteParticipant): RemoteVideoTrack[] {
  return [...trackPublications.values()].flatMap(({ track }) => (track?.kind === "video" ? track : []));
}

/** Their picture: the camera, or else what there is. */
export function pictureOf(participant: RemoteParticipant): RemoteVideoTrack | undefined {
  const videos = videosOf(participant);
  return videos.find(({ name }) => !isScreenName(name)) ?? videos[0];
}

export function soundOf({ trackPublications }: RemoteParticipant): RemoteAudioTrack | undefined {
  for (const { track } of trackPublications.values()) if (track?.kind === "audio") return track;
  return undefined;
}

/** They have a video that is switched on, received or not. */
export function showsVideo({ trackPublications }: RemoteParticipant): boolean {
  return [...trackPublications.values()].some((each) => each.kind === "video" && each.isTrackEnabled);
}
