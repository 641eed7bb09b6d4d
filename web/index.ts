/**
 * The SDK, shaped like Twilio Video 2.x. Importing it has no side effect; nothing touches the browser
 * before the first call.
 * @module
 */
export { connect } from "./connect.ts";
export {
  createLocalAudioTrack,
  createLocalTracks,
  createLocalVideoTrack,
  createScreenTracks,
} from "./create-local-tracks.ts";
export { runPreflight } from "./run-preflight.ts";
export { isSupported } from "./is-supported.ts";
export { version } from "./version.ts";
export { fetchToken } from "./signaling/fetch-token.ts";
export { LocalAudioTrack, LocalVideoTrack } from "./room/local-media-track.ts";
export { LocalDataTrack } from "./room/local-data-track.ts";
export { MeshcallError } from "./room/errors.ts";

export type { AudioLevel, AudioLevelFeed } from "./room/audio-level-feed.ts";
export type {
  CancelablePromise,
  CaptureOptions,
  ConnectOptions,
  CreateLocalTracksOptions,
  TrackerOptions,
} from "./room/connect-options.ts";
export type { LocalDataTrackEvents, LocalDataTrackOptions, Sendable } from "./room/local-data-track.ts";
export type { LocalTrackOptions } from "./room/local-media-track.ts";
export type { LocalParticipant, LocalParticipantEvents, PublishOptions } from "./room/local-participant.ts";
export type { Dimensions, MediaTrackEvents } from "./room/media-track.ts";
export type { ParticipantConnection } from "./room/participant.ts";
export type {
  LocalAudioTrackPublication,
  LocalDataTrackPublication,
  LocalTrack,
  LocalTrackPublication,
  LocalVideoTrackPublication,
  RemoteAudioTrackPublication,
  RemoteDataTrackPublication,
  RemoteTrack,
  RemoteTrackPublication,
  RemoteVideoTrackPublication,
} from "./room/publications.ts";
export type { RemoteDataTrack } from "./room/remote-data-track.ts";
export type {
  RemoteAudioTrack,
  RemoteVideoTrack,
  VideoContentPreferences,
} from "./room/remote-media-track.ts";
export type { TrackPriority } from "./room/video-wish.ts";
export type { RemoteParticipant, RemoteParticipantEvents, Route } from "./room/remote-participant.ts";
export type {
  NetworkQualityLevel,
  NetworkQualityMediaStats,
  NetworkQualitySendOrRecvStats,
  NetworkQualityStats,
} from "./room/network-quality.ts";
export type { VerificationEmoji } from "./room/verification.ts";
export type { Room, RoomConnection, RoomEvents, SignalingState } from "./room/room.ts";
export type { PreflightOptions } from "./run-preflight.ts";
export type { PreflightEvents, PreflightTest } from "./preflight/preflight-test.ts";
export type { PreflightReport, ProgressName } from "./preflight/preflight-report.ts";
export type { CallReport, ParticipantReport } from "./room/stats/call-report.ts";
export type { LinkTotals } from "./room/network-quality.ts";
export type {
  LocalAudioTrackStats,
  LocalVideoTrackStats,
  RemoteAudioTrackStats,
  RemoteVideoTrackStats,
  StatsReport,
} from "./room/stats/stats-report.ts";
export type { TokenReply, TokenRequest } from "#protocol/token";
