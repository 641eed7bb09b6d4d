import { Participant } from "./participant.ts";
import type {
  AnyRemoteTrackPublication,
  RemoteAudioTrackPublication,
  RemoteDataTrackPublication,
  RemoteTrack,
  RemoteVideoTrackPublication,
} from "./publications.ts";
import type { RemoteAudioTrack, RemoteVideoTrack } from "./remote-media-track.ts";
import type { RemoteDataTrack } from "./remote-data-track.ts";

/** Listener arguments, as in Twilio Video 2.x. */
export interface RemoteParticipantEvents {
  trackPublished: [publication: AnyRemoteTrackPublication];
  trackUnpublished: [publication: AnyRemoteTrackPublication];
  trackSubscribed: [track: RemoteTrack, publication: AnyRemoteTrackPublication];
  trackUnsubscribed: [track: RemoteTrack, publication: AnyRemoteTrackPublication];
  trackEnabled: [publication: AnyRemoteTrackPublication];
  trackDisabled: [publication: AnyRemoteTrackPublication];
  trackStarted: [track: RemoteAudioTrack | RemoteVideoTrack];
  trackDimensionsChanged: [track: RemoteVideoTrack];
  trackMessage: [data: string | ArrayBuffer, track: RemoteDataTrack];
  disconnected: [participant: RemoteParticipant];
  reconnecting: [participant: RemoteParticipant];
  reconnected: [participant: RemoteParticipant];
}

/** Somebody else in the room. */
export class RemoteParticipant extends Participant<AnyRemoteTrackPublication, RemoteParticipantEvents> {
  get audioTracks(): Map<string, RemoteAudioTrackPublication> {
    return this.byKind("audio");
  }
  get videoTracks(): Map<string, RemoteVideoTrackPublication> {
    return this.byKind("video");
  }
  get dataTracks(): Map<string, RemoteDataTrackPublication> {
    return this.byKind("data");
  }
}
