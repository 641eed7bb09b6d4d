import type { AnyListener, EventArguments } from "./emitter.ts";
import type { LocalDataTrack } from "./local-data-track.ts";
import type { LocalParticipantEvents } from "./local-participant.ts";
import type { Dimensions } from "./media-track.ts";
import type { NetworkQualityLevel, NetworkQualityStats } from "./network-quality.ts";
import type {
  LocalAudioTrackPublication,
  LocalDataTrackPublication,
  LocalVideoTrackPublication,
  RemoteAudioTrackPublication,
  RemoteDataTrackPublication,
  RemoteVideoTrackPublication,
} from "./publications.ts";
import type { RemoteDataTrack } from "./remote-data-track.ts";
import type { RemoteParticipantEvents } from "./remote-participant.ts";
import type { AddProcessorOptions, VideoProcessor } from "./video-processor.ts";
import type { TrackPriority } from "./track-priority.ts";

/*
 * Twilio's words for what local and remote things have in common, for applications that name these types. Nothing
 * here is there at run time, as in Twilio's SDK.
 */

interface Listenable {
  on(event: string, listener: AnyListener): this;
  once(event: string, listener: AnyListener): this;
  addListener(event: string, listener: AnyListener): this;
  off(event: string, listener?: AnyListener): this;
  removeListener(event: string, listener?: AnyListener): this;
  removeAllListeners(event?: string): this;
}

/** Any track. */
export interface Track extends Listenable {
  readonly kind: Track.Kind;
  readonly name: string;
}
export declare namespace Track {
  type Kind = "audio" | "video" | "data";
  type Priority = TrackPriority;
  type ID = string;
  /** `MT` and 32 hex digits. */
  type SID = string;
}

interface AnyMediaTrack extends Track {
  readonly isStarted: boolean;
  readonly isEnabled: boolean;
  readonly mediaStreamTrack: MediaStreamTrack;
  readonly processedTrack: MediaStreamTrack | null;
  attach(target?: HTMLMediaElement | string): HTMLMediaElement;
  detach(): HTMLMediaElement[];
  detach(target: HTMLMediaElement | string): HTMLMediaElement;
  on(event: "started" | "enabled" | "disabled", listener: (track: this) => void): this;
  on(event: string, listener: AnyListener): this;
}
/** A microphone, one's own or somebody else's. */
export interface AudioTrack extends AnyMediaTrack {
  readonly kind: "audio";
}
/** A camera or screen, one's own or somebody else's. */
export interface VideoTrack extends AnyMediaTrack {
  readonly kind: "video";
  readonly dimensions: Dimensions;
  readonly processor: VideoProcessor | null;
  addProcessor(processor: VideoProcessor, options?: AddProcessorOptions): this;
  removeProcessor(processor: VideoProcessor): this;
}
export declare namespace VideoTrack {
  type Dimensions = import("./media-track.ts").Dimensions;
}
export type DataTrack = LocalDataTrack | RemoteDataTrack;

/** That a track is in the room, one's own or somebody else's. */
export interface TrackPublication extends Listenable {
  readonly kind: Track.Kind;
  readonly trackName: string;
  readonly trackSid: Track.SID;
  readonly isEnabled: boolean;
  readonly isTrackEnabled: boolean;
  on(event: "trackEnabled" | "trackDisabled", listener: () => void): this;
  on(event: string, listener: AnyListener): this;
}
export type AudioTrackPublication = LocalAudioTrackPublication | RemoteAudioTrackPublication;
export type VideoTrackPublication = LocalVideoTrackPublication | RemoteVideoTrackPublication;
export type DataTrackPublication = LocalDataTrackPublication | RemoteDataTrackPublication;

/** Oneself or somebody else: events of others have the arguments of a remote participant. */
type ParticipantEvents = RemoteParticipantEvents &
  Omit<LocalParticipantEvents, keyof RemoteParticipantEvents>;

/** Somebody in the room, oneself included. */
export interface Participant extends Listenable {
  readonly sid: Participant.SID;
  readonly identity: Participant.Identity;
  readonly displayName: string;
  readonly state: string;
  readonly tracks: Map<Track.SID, TrackPublication>;
  readonly audioTracks: Map<Track.SID, AudioTrackPublication>;
  readonly videoTracks: Map<Track.SID, VideoTrackPublication>;
  readonly dataTracks: Map<Track.SID, DataTrackPublication>;
  readonly networkQualityLevel: NetworkQualityLevel | null;
  readonly networkQualityStats: NetworkQualityStats | null;
  on(event: "disconnected" | "reconnecting" | "reconnected", listener: (participant: this) => void): this;
  on<Name extends keyof ParticipantEvents>(
    event: Name,
    listener: (...args: EventArguments<ParticipantEvents, Name>) => void,
  ): this;
  on(event: string, listener: AnyListener): this;
}
export declare namespace Participant {
  type Identity = string;
  /** `PA` and 32 hex digits. */
  type SID = string;
}

/** What somebody said, as text. A mesh has no server that could write it down: no such event comes. */
export interface TranscriptionEvent {
  language_code: string;
  partial_results: boolean;
  sequence_number: number;
  participant: string;
  timestamp: string;
  track: string;
  transcription: string;
  type: "extension_transcriptions";
}
