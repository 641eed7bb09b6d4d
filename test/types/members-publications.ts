/** See members-module.ts. */
import {
  type LocalTrackPublication,
  type RemoteAudioTrack,
  type RemoteAudioTrackPublication,
  type RemoteDataTrack,
  type RemoteDataTrackPublication,
  type RemoteTrack,
  type RemoteTrackPublication,
  type RemoteVideoTrack,
  type RemoteVideoTrackPublication,
  type TrackPublication,
} from "twilio-video";
import { processing, playing } from "./members-tracks.ts";

declare function use(...values: unknown[]): void;
declare function text(...values: (string | number | boolean | null)[]): void;

export function ownPublication(publication: LocalTrackPublication): void {
  text(publication.trackSid, publication.trackName, publication.kind, publication.priority);
  text(publication.isTrackEnabled, publication.isEnabled, publication.track.kind);
  publication.setPriority("standard").unpublish();
  publication.on("trackEnabled", () => undefined).on("trackDisabled", () => undefined);
  publication.on("warning", (name: string) => text(name)).on("warningsCleared", () => undefined);
  const any: TrackPublication = publication;
  text(any.trackSid, any.trackName, any.kind, any.isEnabled);
}

export function theirPublication(publication: RemoteTrackPublication): void {
  text(publication.trackSid, publication.trackName, publication.kind, publication.publishPriority);
  text(publication.isSubscribed, publication.isTrackEnabled, publication.isEnabled);
  const track: RemoteTrack | null = publication.track;
  use(track);
  publication.on("subscribed", (subscribed) => text(subscribed.sid));
  publication.on("unsubscribed", (unsubscribed) => text(unsubscribed.sid));
  publication.on("subscriptionFailed", (error) => text(error.code));
  publication.on("publishPriorityChanged", (priority) => text(priority));
  publication.on("trackSwitchedOff", (off) => text(off.sid)).on("trackSwitchedOn", (on) => text(on.sid));
  publication.on("trackEnabled", () => undefined).on("trackDisabled", () => undefined);
}

export function theirAudio(publication: RemoteAudioTrackPublication): void {
  const kind: "audio" = publication.kind;
  text(kind);
  const track: RemoteAudioTrack | null = publication.track;
  publication.on("subscribed", (subscribed) => subscribed.setPriority("high"));
  if (track === null) return;
  text(track.sid, track.priority, track.isEnabled, track.isSwitchedOff, track.isStarted, track.name);
  track.setPriority(null);
  track.on("switchedOff", (same) => text(same.sid)).on("switchedOn", (same) => text(same.sid));
  track.on("started", (same) => text(same.sid));
  playing(track);
}

export function theirVideo(publication: RemoteVideoTrackPublication): void {
  const kind: "video" = publication.kind;
  text(kind);
  const track: RemoteVideoTrack | null = publication.track;
  publication.on("subscribed", (subscribed) => subscribed.switchOff());
  if (track === null) return;
  text(track.sid, track.priority, track.isEnabled, track.isSwitchedOff, track.dimensions.width);
  track.setPriority("low").switchOn().switchOff();
  track.setContentPreferences({ renderDimensions: { width: 640, height: 360 } });
  track.on("dimensionsChanged", (same) => text(same.dimensions.height, same.sid));
  track.on("switchedOff", (same) => text(same.sid)).on("switchedOn", (same) => text(same.sid));
  track.on("stopped", (same) => text(same.sid));
  processing(track);
  playing(track);
}

export function theirData(publication: RemoteDataTrackPublication): void {
  const kind: "data" = publication.kind;
  text(kind);
  const track: RemoteDataTrack | null = publication.track;
  if (track === null) return;
  text(
    track.sid,
    track.name,
    track.priority,
    track.isEnabled,
    track.isSubscribed,
    track.reliable,
    track.ordered,
  );
  text(track.maxPacketLifeTime, track.maxRetransmits);
  track.setPriority("standard");
  track.on("message", (data: string | ArrayBuffer, same) => use(data, same.sid));
  track.on("switchedOff", (same) => text(same.sid)).on("switchedOn", (same) => text(same.sid));
}
