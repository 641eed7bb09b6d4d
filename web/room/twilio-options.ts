import type { Dimensions } from "./media-track.ts";
import type { TrackPriority } from "./track-priority.ts";

/* Options in Twilio Video 2.x's words. docs/coming-from-twilio.md says what each of them does in a mesh. */

export type AudioCodec = "isac" | "opus" | "PCMA" | "PCMU";
export type VideoCodec = "H264" | "VP8" | "VP9";
export interface AudioCodecSettings {
  codec: AudioCodec;
}
export interface OpusCodecSettings extends AudioCodecSettings {
  codec: "opus";
  /** `false`: packets go on while nobody speaks. */
  dtx?: boolean;
}
export interface VideoCodecSettings {
  codec: VideoCodec;
}
export interface VP8CodecSettings extends VideoCodecSettings {
  codec: "VP8";
  /** Each receiver has a layer of its own in any case. */
  simulcast?: boolean;
}

/** What may be sent of each track to each participant, bits per second; null or 0: no limit. */
export interface EncodingParameters {
  maxAudioBitrate?: number | null;
  maxVideoBitrate?: number | null;
}

export interface BandwidthProfileOptions {
  video?: VideoBandwidthProfileOptions;
}
export interface VideoBandwidthProfileOptions {
  /** `manual`: the size of the tiles does not count, only `setContentPreferences`. */
  contentPreferencesMode?: "auto" | "manual";
  /** How much a speaker's video is preferred by itself. */
  dominantSpeakerPriority?: TrackPriority;
  /** All video that is received, bits per second. */
  maxSubscriptionBitrate?: number;
  /** As Meshcall's `maxVideoTracks`. Not together with `clientTrackSwitchOffControl`. */
  maxTracks?: number;
  mode?: BandwidthProfileMode;
  /** The most that is received of tracks of each priority. Not together with `contentPreferencesMode`. */
  renderDimensions?: VideoRenderDimensions;
  /** `manual`: what no tile shows is received all the same, until `switchOff`. */
  clientTrackSwitchOffControl?: "auto" | "manual";
  /** `disabled`: everybody's video is received however many there are. */
  trackSwitchOffMode?: TrackSwitchOffMode;
}
export type BandwidthProfileMode = "grid" | "collaboration" | "presentation";
export type TrackSwitchOffMode = "detected" | "predicted" | "disabled";
export interface VideoRenderDimensions {
  high?: Dimensions;
  standard?: Dimensions;
  low?: Dimensions;
}

/** 0: none, 1: the level, 2 and 3: also what it was made of. */
export type NetworkQualityVerbosity = 0 | 1 | 2 | 3;
export interface NetworkQualityConfiguration {
  /** 1 to 3. */
  local?: NetworkQualityVerbosity;
  /** 0 to 3. */
  remote?: NetworkQualityVerbosity;
}

export type LogLevel = "debug" | "info" | "warn" | "error" | "off";
export interface LogLevels {
  default: LogLevel;
  media: LogLevel;
  signaling: LogLevel;
  webrtc: LogLevel;
}

/** What Twilio lets an application put in the place of the browser's WebRTC. Meshcall uses `getUserMedia` of these. */
export interface MediaImplementationOptions {
  getUserMedia?: (constraints: MediaStreamConstraints) => Promise<MediaStream>;
  enumerateDevices?: () => Promise<unknown[]>;
  MediaStream?: unknown;
  mapMediaElement?: (element: HTMLMediaElement) => void;
  disposeMediaElement?: (element: HTMLMediaElement) => void;
}

export type DefaultDeviceCaptureMode = "auto" | "manual";
export type NoiseCancellationVendor = "krisp" | "rnnoise";
export interface NoiseCancellationOptions {
  sdkAssetsPath: string;
  vendor: NoiseCancellationVendor;
}
/** What Twilio's plug-ins for noise give a track. The browser's own suppression is on in any case. */
export interface NoiseCancellation {
  readonly vendor: NoiseCancellationVendor;
  readonly sourceTrack: MediaStreamTrack;
  readonly isEnabled: boolean;
  enable: () => Promise<void>;
  disable: () => Promise<void>;
}
