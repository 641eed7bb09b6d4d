import type { MeshcallError } from "./errors.ts";
import type { NetworkQualityLevel, NetworkQualityStats } from "./network-quality.ts";
import { Participant, type ParticipantState } from "./participant.ts";
import type {
  AnyRemoteTrackPublication,
  RemoteAudioTrackPublication,
  RemoteDataTrackPublication,
  RemoteTrack,
  RemoteVideoTrackPublication,
} from "./publications.ts";
import type { AnyParticipant } from "./room.ts";
import type { RemoteAudioTrack, RemoteVideoTrack } from "./remote-media-track.ts";
import type { TrackPriority } from "./track-priority.ts";
import type { VerificationEmoji } from "./verification.ts";
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
  /** A video is not received any more, because nobody would see it. */
  trackSwitchedOff: [track: RemoteVideoTrack, publication: RemoteVideoTrackPublication];
  trackSwitchedOn: [track: RemoteVideoTrack, publication: RemoteVideoTrackPublication];
  /** Meshcall's own: see `isPlaybackBlocked`. */
  trackPlaybackBlocked: [track: RemoteAudioTrack | RemoteVideoTrack];
  trackPlaybackStarted: [track: RemoteAudioTrack | RemoteVideoTrack];
  trackMessage: [data: string | ArrayBuffer, track: RemoteDataTrack];
  trackSubscriptionFailed: [error: MeshcallError, publication: AnyRemoteTrackPublication];
  trackPublishPriorityChanged: [priority: TrackPriority, publication: AnyRemoteTrackPublication];
  disconnected: [participant: RemoteParticipant];
  reconnecting: [participant: RemoteParticipant];
  reconnected: [participant: RemoteParticipant];
  /** Meshcall's own: see `isTalking`. */
  talking: [participant: RemoteParticipant];
  stoppedTalking: [participant: RemoteParticipant];
  /** `stats` is null at level 0, whatever the type says: it is Twilio's. */
  networkQualityLevelChanged: [level: NetworkQualityLevel, stats: NetworkQualityStats];
  /** Meshcall's own: see `route`. */
  routeChanged: [route: Route, participant: RemoteParticipant];
  /** Meshcall's own: in the room, but no path there is found; see `pathError`. */
  unreachable: [error: MeshcallError, participant: RemoteParticipant];
  /** Meshcall's own: a path is found after `unreachable`. */
  reachable: [participant: RemoteParticipant];
  /** Meshcall's own: data tracks work in neither direction; see `sealingError`. Sound and picture go on, unless they are sealed too. */
  sealingFailed: [error: MeshcallError, participant: RemoteParticipant];
  /** Meshcall's own: they work again after `sealingFailed`. */
  sealingRestored: [participant: RemoteParticipant];
  /** Meshcall's own: another role, name, or silence. @param by null: the account, or whoever has the room's secret */
  changed: [by: AnyParticipant | null];
  /** Meshcall's own: there are emoji to compare, at the wish of one of the two; or (null) no more, since the link is a new one. */
  verificationChanged: [verification: readonly VerificationEmoji[] | null, participant: RemoteParticipant];
}

/** `relayed`: over a TURN server, which passes on what it cannot read. */
export type Route = "direct" | "relayed";

export interface RemoteParticipantState extends ParticipantState<AnyRemoteTrackPublication> {
  route: Route | null;
  pathError: MeshcallError | null;
  sealingError: MeshcallError | null;
  verification: readonly VerificationEmoji[] | null;
  verify(): Promise<readonly VerificationEmoji[]>;
}

/** Somebody else in the room. */
export class RemoteParticipant extends Participant<AnyRemoteTrackPublication, RemoteParticipantEvents> {
  readonly #state: RemoteParticipantState;

  constructor(state: RemoteParticipantState) {
    super(state);
    this.#state = state;
  }

  /**
   * Meshcall's own: why there is no picture and sound of somebody who is in the room: 54010, 54011 or 53405.
   * Null while there is a path, and in the first seconds. Meshcall goes on trying.
   */
  get pathError(): MeshcallError | null {
    return this.#state.pathError;
  }
  /**
   * Meshcall's own: why data tracks do not work between the two of us: 54013; in a call with `sealMedia` why sound and picture
   * do not: 54077 to 54079. Null while they do.
   */
  get sealingError(): MeshcallError | null {
    return this.#state.sealingError;
  }
  /** Meshcall's own: how sound and picture travel between the two of us; null until it is measured. */
  get route(): Route | null {
    return this.#state.route;
  }
  /**
   * Meshcall's own: seven emoji that both of us see alike unless somebody sits in the middle of the link; null until one of
   * us has called `verify`, and again when the link was made anew. Compare them by voice, or better by another way.
   */
  get verification(): readonly VerificationEmoji[] | null {
    return this.#state.verification;
  }
  /**
   * Meshcall's own: makes `verification`, here and there.
   * @throws MeshcallError (as a rejection) 54015 without a link, or when the other side does not follow the rules
   */
  verify(): Promise<readonly VerificationEmoji[]> {
    return this.#state.verify();
  }
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
