/**
 * The SDK, shaped like Twilio Video 2.x. Importing it has no side effect; nothing touches the browser
 * before the first call.
 * @module
 */
export { connect } from "./connect.ts";
export { createLocalAudioTrack, createLocalTracks, createLocalVideoTrack } from "./create-local-tracks.ts";
export { createScreenTracks } from "./media/screen.ts";
export { runPreflight } from "./run-preflight.ts";
export { isSupported } from "./is-supported.ts";
export { version } from "./version.ts";
export { Logger, type Log } from "./logger.ts";
export { fetchToken } from "./signaling/fetch-token.ts";
export { LocalAudioTrack, LocalVideoTrack } from "./room/local-media-track.ts";
export { LocalDataTrack } from "./room/local-data-track.ts";
export { MeshcallError, MeshcallError as TwilioError } from "./room/errors.ts";

export type { AudioLevel, AudioLevelFeed } from "./room/audio-level-feed.ts";
export type {
  AudioCaptureOptions as CreateLocalAudioTrackOptions,
  CancelablePromise,
  CaptureOptions,
  CaptureOptions as CreateLocalTrackOptions,
  ConnectOptions,
  CreateLocalTracksOptions,
  TrackerOptions,
} from "./room/connect-options.ts";
export type { LocalDataTrackEvents, LocalDataTrackOptions, Sendable } from "./room/local-data-track.ts";
export type { LocalTrackOptions } from "./room/local-media-track.ts";
export type {
  LocalParticipant,
  LocalParticipantEvents,
  PublishOptions,
  PublishOptions as LocalTrackPublishOptions,
  PublishOptions as MediaStreamTrackPublishOptions,
} from "./room/local-participant.ts";
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
export type { PublishingSettings } from "./room/publishing/settings.ts";
export type { RemoteDataTrack } from "./room/remote-data-track.ts";
export type {
  RemoteAudioTrack,
  RemoteVideoTrack,
  VideoContentPreferences,
} from "./room/remote-media-track.ts";
export type { TrackPriority } from "./room/track-priority.ts";
export type { RemoteParticipant, RemoteParticipantEvents, Route } from "./room/remote-participant.ts";
export type {
  NetworkQualityBandwidthStats,
  NetworkQualityFractionLostStats,
  NetworkQualityLatencyStats,
  NetworkQualityLevel,
  NetworkQualityMediaStats,
  NetworkQualitySendOrRecvStats,
  NetworkQualityStats,
} from "./room/network-quality.ts";
export type {
  AudioCodec,
  AudioCodecSettings,
  BandwidthProfileMode,
  BandwidthProfileOptions,
  DefaultDeviceCaptureMode,
  EncodingParameters,
  LogLevel,
  LogLevels,
  NetworkQualityConfiguration,
  NetworkQualityVerbosity,
  NoiseCancellation,
  NoiseCancellationOptions,
  NoiseCancellationVendor,
  OpusCodecSettings,
  TrackSwitchOffMode,
  VideoBandwidthProfileOptions,
  VideoCodec,
  VideoCodecSettings,
  VideoRenderDimensions,
  VP8CodecSettings,
} from "./room/twilio-options.ts";
export type {
  AudioTrack,
  AudioTrackPublication,
  DataTrack,
  DataTrackPublication,
  Participant,
  Track,
  TrackPublication,
  TranscriptionEvent,
  VideoTrack,
  VideoTrackPublication,
} from "./room/twilio-types.ts";
export type {
  AddProcessorOptions,
  ProcessingNews,
  ProcessTrack,
  TrackProcessing,
  TrackProcessor,
  VideoProcessor,
} from "./room/video-processor.ts";
export type { VerificationEmoji } from "./room/verification.ts";
export type {
  Subscription,
  SubscriptionEvents,
  SubscriptionState,
} from "./room/subscription/subscription.ts";
export type { VideoLayer, WatchOptions, WatchSettings } from "./room/subscription/watch-options.ts";
export type { Correspondent, MessageNotSentError } from "./room/messages/delivery.ts";
export type { Addressee } from "./room/messages/messages.ts";
export type {
  AnyParticipant,
  Attendee,
  MessageCircumstances,
  MessageOptions,
  Room,
  RoomConnection,
  RoomEvents,
  SignalingState,
} from "./room/room.ts";
export type { Invitations, Moderation, Whom } from "./room/moderation/moderation.ts";
export type { Knock, ListedParticipant } from "#protocol/news";
export type { Role, Silenced } from "#protocol/role";
export type { RoomEdit, RoomRules } from "#protocol/room-rules";
export type { PreflightOptions } from "./run-preflight.ts";
export type { PreflightEvents, PreflightTest } from "./preflight/preflight-test.ts";
export type {
  PreflightReport,
  PreflightReport as PreflightTestReport,
  ProgressName,
} from "./preflight/preflight-report.ts";
export type { CallReport, ParticipantReport } from "./room/stats/call-report.ts";
export type { LinkTotals } from "./room/network-quality.ts";
export type {
  LocalAudioTrackStats,
  LocalTrackStats,
  LocalVideoTrackStats,
  RemoteAudioTrackStats,
  RemoteTrackStats,
  RemoteVideoTrackStats,
  StatsReport,
  TrackStats,
} from "./room/stats/stats-report.ts";
export type { TokenReply, TokenRequest } from "#protocol/token";
