import type * as Twilio from "twilio-video";
import * as meshcall from "../../web/index.ts";

/**
 * Twilio's typings declare these as classes, which an application can only use as types: `twilio-video` has none of
 * them at run time (test/node/twilio-exports.test.ts). The SDK exports types of the same names.
 */
export type TypesOfTwilio =
  | "AudioTrack"
  | "LocalAudioTrackPublication"
  | "LocalDataTrackPublication"
  | "LocalParticipant"
  | "LocalTrackPublication"
  | "LocalTrackStats"
  | "LocalAudioTrackStats"
  | "LocalVideoTrackPublication"
  | "LocalVideoTrackStats"
  | "NetworkQualityBandwidthStats"
  | "NetworkQualityFractionLostStats"
  | "NetworkQualityLatencyStats"
  | "NetworkQualityMediaStats"
  | "NetworkQualitySendOrRecvStats"
  | "NetworkQualityStats"
  | "Participant"
  | "PreflightTest"
  | "RemoteAudioTrack"
  | "RemoteAudioTrackPublication"
  | "RemoteAudioTrackStats"
  | "RemoteDataTrack"
  | "RemoteDataTrackPublication"
  | "RemoteParticipant"
  | "RemoteTrackPublication"
  | "RemoteTrackStats"
  | "RemoteVideoTrack"
  | "RemoteVideoTrackPublication"
  | "RemoteVideoTrackStats"
  | "Room"
  | "StatsReport"
  | "Track"
  | "TrackPublication"
  | "TrackStats"
  | "TwilioError"
  | "VideoProcessor"
  | "VideoTrack";

/**
 * Functions as methods: their parameters are compared both ways. One package's tracks are never handed to the other's
 * functions.
 */
type AsMethods<Module> = {
  [Name in keyof Module]: Module[Name] extends (...args: infer Arguments) => infer Result
    ? { method(...args: Arguments): Result }["method"]
    : Module[Name] extends new (...args: infer Arguments) => infer Instance
      ? new (...args: Arguments) => Instance // without the statics of Node's EventEmitter
      : Module[Name];
};

/** The SDK can stand wherever `twilio-video` does. */
export const twilio: AsMethods<Omit<typeof Twilio, TypesOfTwilio>> = meshcall;

/** So can each of its objects, by the type of the same name. */
export const objects = (given: {
  room: meshcall.Room;
  local: meshcall.LocalParticipant;
  remote: meshcall.RemoteParticipant;
  localAudio: meshcall.LocalAudioTrack;
  localVideo: meshcall.LocalVideoTrack;
  localData: meshcall.LocalDataTrack;
  remoteAudio: meshcall.RemoteAudioTrack;
  remoteVideo: meshcall.RemoteVideoTrack;
  remoteData: meshcall.RemoteDataTrack;
  localPublication: meshcall.LocalTrackPublication;
  remotePublication: meshcall.RemoteTrackPublication;
  stats: meshcall.StatsReport;
  quality: meshcall.NetworkQualityStats;
  preflight: meshcall.PreflightTest;
  report: meshcall.PreflightTestReport;
  error: meshcall.TwilioError;
  options: meshcall.ConnectOptions;
}): {
  room: Twilio.Room;
  local: Twilio.LocalParticipant;
  remote: Twilio.RemoteParticipant;
  localAudio: Twilio.LocalAudioTrack;
  localVideo: Twilio.LocalVideoTrack;
  localData: Twilio.LocalDataTrack;
  remoteAudio: Twilio.RemoteAudioTrack;
  remoteVideo: Twilio.RemoteVideoTrack;
  remoteData: Twilio.RemoteDataTrack;
  localPublication: Twilio.LocalTrackPublication;
  remotePublication: Twilio.RemoteTrackPublication;
  stats: Twilio.StatsReport;
  quality: Twilio.NetworkQualityStats;
  preflight: Twilio.PreflightTest;
  report: Twilio.PreflightTestReport;
  error: Twilio.TwilioError;
  options: Twilio.ConnectOptions;
} => given;
