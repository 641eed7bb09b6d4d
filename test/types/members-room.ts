/** See members-module.ts. */
import {
  type AudioTrack,
  type AudioTrackPublication,
  type DataTrack,
  type DataTrackPublication,
  type EncodingParameters,
  type LocalAudioTrackPublication,
  type LocalAudioTrackStats,
  type LocalDataTrackPublication,
  type LocalParticipant,
  type LocalTrack,
  type LocalTrackPublication,
  type LocalTrackPublishOptions,
  type LocalTrackStats,
  type LocalVideoTrackPublication,
  type LocalVideoTrackStats,
  type MediaStreamTrackPublishOptions,
  type NetworkQualityBandwidthStats,
  type NetworkQualityFractionLostStats,
  type NetworkQualityLatencyStats,
  type NetworkQualityLevel,
  type NetworkQualityMediaStats,
  type NetworkQualitySendOrRecvStats,
  type NetworkQualityStats,
  type Participant,
  type RemoteAudioTrack,
  type RemoteAudioTrackPublication,
  type RemoteAudioTrackStats,
  type RemoteDataTrack,
  type RemoteDataTrackPublication,
  type RemoteParticipant,
  type RemoteTrack,
  type RemoteTrackPublication,
  type RemoteTrackStats,
  type RemoteVideoTrack,
  type RemoteVideoTrackPublication,
  type RemoteVideoTrackStats,
  type Room,
  type StatsReport,
  type Track,
  type TrackPublication,
  type TrackStats,
  type TranscriptionEvent,
  type TwilioError,
  type VideoTrack,
  type VideoTrackPublication,
} from "twilio-video";
import { playing } from "./members-tracks.ts";
import { theirPublication, theirAudio, theirVideo, theirData } from "./members-publications.ts";

declare function use(...values: unknown[]): void;
declare function text(...values: (string | number | boolean | null)[]): void;

export function theRoom(room: Room): void {
  const sid: Room.SID = room.sid;
  text(sid, room.name, room.state, room.mediaRegion, room.isRecording);
  const speaker: RemoteParticipant | null = room.dominantSpeaker;
  const people: Map<Participant.SID, RemoteParticipant> = room.participants;
  use(
    speaker,
    people,
    room.localParticipant,
    room.getStats().then((reports: StatsReport[]) => reports.map(stats)),
  );
  room.refreshInactiveMedia();
  room.disconnect().removeAllListeners();
  room.setMaxListeners(20);
  text(room.listenerCount("disconnected"), room.getMaxListeners());
  room.once("disconnected", (left: Room, error: TwilioError) => use(left, error));
  room.on("disconnected", (left, error) => text(left.name, error.code, error.message));
  room.on("reconnecting", (error) => text(error.code)).on("reconnected", () => undefined);
  room.on("dominantSpeakerChanged", (participant: RemoteParticipant) => text(participant.identity));
  room.on("participantConnected", (participant) => anotherPerson(participant));
  room.on("participantDisconnected", (participant) => text(participant.identity));
  room.on("participantReconnecting", (participant) => text(participant.identity));
  room.on("participantReconnected", (participant) => text(participant.identity));
  room.on("recordingStarted", () => undefined).on("recordingStopped", () => undefined);
  room.on("transcription", (event: TranscriptionEvent) => text(event.participant, event.transcription));
  room.on("trackPublished", (publication, by) => text(publication.trackSid, by.identity));
  room.on("trackUnpublished", (publication, by) => text(publication.trackSid, by.identity));
  room.on("trackSubscribed", (track, publication, by) => text(track.kind, publication.trackSid, by.identity));
  room.on("trackUnsubscribed", (track, publication, by) =>
    text(track.kind, publication.trackSid, by.identity),
  );
  room.on("trackSubscriptionFailed", (error, publication) => text(error.code, publication.trackSid));
  room.on("trackEnabled", (publication, by) => text(publication.trackSid, by.identity));
  room.on("trackDisabled", (publication, by) => text(publication.trackSid, by.identity));
  room.on("trackStarted", (track, by) => text(track.sid, by.identity));
  room.on("trackDimensionsChanged", (track, by) => text(track.dimensions.height, by.identity));
  room.on("trackMessage", (data: string | ArrayBuffer, track: RemoteDataTrack) => use(data, track.sid));
  room.on("trackPublishPriorityChanged", (priority, publication) => text(priority, publication.trackSid));
  room.on("trackSwitchedOff", (track, publication, by) => use(track, publication, by));
  room.on("trackSwitchedOn", (track, publication, by) => use(track, publication, by));
  room.on("trackWarning", (name, publication, participant) => use(name, publication, participant.sid));
  room.on("trackWarningsCleared", (publication, participant) => use(publication, participant.sid));
}

export function publishing(me: LocalParticipant, source: MediaStreamTrack, tracks: LocalTrack[]): void {
  const priority: Track.Priority = "high";
  const options: LocalTrackPublishOptions = { priority };
  const named: MediaStreamTrackPublishOptions = { priority: "low", name: "screen" };
  const encoding: EncodingParameters = { maxAudioBitrate: null, maxVideoBitrate: 500_000 };
  const sid: Participant.SID = me.sid;
  const identity: Participant.Identity = me.identity;
  text(sid, identity, me.state, me.signalingRegion, me.networkQualityLevel);
  for (const track of tracks) use(me.publishTrack(track, options));
  use(me.publishTrack(source, named), me.publishTracks([source, ...tracks]));
  me.setParameters(encoding).setParameters(null).setNetworkQualityConfiguration({ local: 2, remote: 2 });
  const gone: LocalTrackPublication | null = me.unpublishTrack(source);
  const all: LocalTrackPublication[] = me.unpublishTracks([source]);
  use(gone, all);
  me.tracks.forEach((publication: LocalTrackPublication, trackSid: Track.SID) => use(publication, trackSid));
  me.audioTracks.forEach((publication: LocalAudioTrackPublication) => publication.track.disable());
  me.videoTracks.forEach((publication: LocalVideoTrackPublication) => publication.track.stop());
  me.dataTracks.forEach((publication: LocalDataTrackPublication) => publication.track.send("hello"));
  me.on("disconnected", (participant) => text(participant.signalingRegion));
  me.on("reconnecting", (participant) => use(participant)).on("reconnected", () => undefined);
  me.on("trackPublished", (publication) => use(publication.track));
  me.on("trackPublicationFailed", (error, track) => text(error.code, error.message, track.name));
  me.on("trackStarted", (track) => text(track.name)).on("trackStopped", (track) => text(track.name));
  me.on("trackEnabled", (track) => text(track.name)).on("trackDisabled", (track) => text(track.name));
  me.on("trackDimensionsChanged", (track) => text(track.dimensions.width));
  me.on("trackWarning", (name, publication) => text(name, publication.trackSid));
  me.on("trackWarningsCleared", (publication) => text(publication.trackSid));
  me.on("networkQualityLevelChanged", (level, stats) => use(level, stats));
  somebody(me);
}

export function somebody(participant: Participant): void {
  text(participant.sid, participant.identity, participant.state, participant.networkQualityLevel);
  participant.tracks.forEach((publication: TrackPublication) => {
    const remote = publication as RemoteTrackPublication;
    if (remote.isSubscribed) playing(remote.track as AudioTrack | VideoTrack);
  });
  participant.audioTracks.forEach((publication: AudioTrackPublication) => use(publication.track));
  participant.videoTracks.forEach((publication: VideoTrackPublication) => use(publication.track));
  participant.dataTracks.forEach((publication: DataTrackPublication) => {
    const track: DataTrack | null = publication.track;
    use(track);
  });
  participant.on("trackSubscribed", playing).on("trackUnsubscribed", playing);
  participant.on("disconnected", (same) => text(same.identity));
  participant.on("trackDimensionsChanged", (track) => text(track.dimensions.width));
  participant.on("trackStarted", (track) => text(track.name));
  if (participant.networkQualityStats !== null) quality(participant.networkQualityStats);
}

export function anotherPerson(participant: RemoteParticipant): void {
  const level: NetworkQualityLevel | null = participant.networkQualityLevel;
  text(level);
  participant.tracks.forEach((publication: RemoteTrackPublication) => theirPublication(publication));
  participant.audioTracks.forEach((publication: RemoteAudioTrackPublication) => theirAudio(publication));
  participant.videoTracks.forEach((publication: RemoteVideoTrackPublication) => theirVideo(publication));
  participant.dataTracks.forEach((publication: RemoteDataTrackPublication) => theirData(publication));
  participant.on("disconnected", (same) => text(same.identity));
  participant.on("reconnecting", (same) => use(same)).on("reconnected", () => undefined);
  participant.on("networkQualityLevelChanged", (now: number, stats: NetworkQualityStats) =>
    use(now, stats.level),
  );
  participant.on("trackPublished", (publication) => text(publication.trackName));
  participant.on("trackUnpublished", (publication) => text(publication.trackName));
  participant.on("trackSubscribed", (track, publication) => text(track.name, publication.trackName));
  participant.on("trackSubscribed", (track: RemoteAudioTrack | RemoteVideoTrack) => playing(track));
  participant.on("trackUnsubscribed", (track, publication) => text(track.name, publication.trackName));
  participant.on("trackSubscriptionFailed", (error, publication) => text(error.code, publication.trackName));
  participant.on("trackEnabled", (publication) => text(publication.trackName));
  participant.on("trackDisabled", (publication) => text(publication.trackName));
  participant.on("trackStarted", (track: RemoteTrack) => text(track.sid));
  participant.on("trackDimensionsChanged", (track) => text(track.dimensions.width));
  participant.on("trackMessage", (data, track) => use(data, track.sid));
  participant.on("trackPublishPriorityChanged", (priority, publication) =>
    text(priority, publication.publishPriority),
  );
  participant.on("trackSwitchedOff", (track, publication) => text(track.name, publication.trackName));
  participant.on("trackSwitchedOn", (track, publication) => text(track.name, publication.trackName));
  somebody(participant);
}

export function quality(stats: NetworkQualityStats): void {
  const media: NetworkQualityMediaStats | null = stats.audio;
  const oneWay: NetworkQualitySendOrRecvStats | null = stats.video?.sendStats ?? null;
  const bandwidth: NetworkQualityBandwidthStats | null = oneWay?.bandwidth ?? null;
  const latency: NetworkQualityLatencyStats | null = oneWay?.latency ?? null;
  const lost: NetworkQualityFractionLostStats | null = oneWay?.fractionLost ?? null;
  text(stats.level, media?.send ?? null, media?.recv ?? null, media?.recvStats === null);
  text(bandwidth?.actual ?? null, bandwidth?.available ?? null, bandwidth?.level ?? null);
  text(latency?.jitter ?? null, latency?.rtt ?? null, latency?.level ?? null);
  text(lost?.fractionLost ?? null, lost?.level ?? null);
}

export function stats(report: StatsReport): void {
  const sound: LocalAudioTrackStats[] = report.localAudioTrackStats;
  const picture: LocalVideoTrackStats[] = report.localVideoTrackStats;
  const heard: RemoteAudioTrackStats[] = report.remoteAudioTrackStats;
  const seen: RemoteVideoTrackStats[] = report.remoteVideoTrackStats;
  text(report.peerConnectionId);
  for (const each of sound) text(each.audioLevel, each.jitter);
  for (const each of picture)
    text(each.frameRate, each.captureFrameRate, each.qualityLimitationReason ?? null);
  for (const each of picture) use(each.dimensions, each.captureDimensions);
  for (const each of heard) text(each.audioLevel, each.jitter);
  for (const each of seen) text(each.frameRate, each.freezeCount ?? null, each.dimensions?.width ?? null);
  const local: LocalTrackStats[] = [...sound, ...picture];
  for (const each of local) text(each.bytesSent, each.packetsSent, each.roundTripTime);
  const remote: RemoteTrackStats[] = [...heard, ...seen];
  for (const each of remote) text(each.bytesReceived, each.packetsReceived);
  const all: TrackStats[] = [...local, ...remote];
  for (const each of all)
    text(each.trackId, each.trackSid, each.timestamp, each.ssrc, each.packetsLost, each.codec);
}
