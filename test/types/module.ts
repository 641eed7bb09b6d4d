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

/** The SDK can stand wherever `twilio-video` does. */
export const twilio: Omit<typeof Twilio, TypesOfTwilio> = meshcall;

/** And an application that has one of Twilio's things in its hands by type can be handed one of ours. */
export function stands(
  room: meshcall.Room,
  participant: meshcall.Participant,
  track: meshcall.Track,
  publication: meshcall.TrackPublication,
  options: Twilio.ConnectOptions,
): [Twilio.Room, Pick<Twilio.Participant, "sid" | "tracks">, meshcall.ConnectOptions] {
  return [room, participant, options];
}
