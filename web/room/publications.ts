import { LooseEmitter } from "./emitter.ts";
import type { MeshcallError } from "./errors.ts";
import type { LocalAudioTrack, LocalVideoTrack } from "./local-media-track.ts";
import type { LocalDataTrack } from "./local-data-track.ts";
import type { RemoteAudioTrack, RemoteVideoTrack } from "./remote-media-track.ts";
import type { RemoteDataTrack } from "./remote-data-track.ts";
import { checkPriority, type TrackPriority } from "./track-priority.ts";

export type LocalTrack = LocalAudioTrack | LocalVideoTrack | LocalDataTrack;
export type RemoteTrack = RemoteAudioTrack | RemoteVideoTrack | RemoteDataTrack;

export interface LocalTrackPublicationEvents {
  trackEnabled: [];
  trackDisabled: [];
  /** Meshcall's own: see `isSilenced`. */
  silenced: [];
  unsilenced: [];
  /** Of a recording, in Twilio's group rooms: never in a mesh. */
  warning: [name: string];
  warningsCleared: [];
}

/** What a publication may ask of whoever has published it. */
export interface LocalPublicationActions {
  unpublish(): void;
  setPriority(priority: TrackPriority): void;
  isSilenced(): boolean;
}

/** That a local track is in the room. */
export class LocalTrackPublication<
  Track extends LocalTrack = LocalTrack,
> extends LooseEmitter<LocalTrackPublicationEvents> {
  readonly trackSid: string;
  readonly track: Track;
  readonly #actions: LocalPublicationActions;
  #priority: TrackPriority;
  #silenced: boolean;

  constructor(trackSid: string, track: Track, priority: TrackPriority, actions: LocalPublicationActions) {
    super();
    this.trackSid = trackSid;
    this.track = track;
    this.#priority = priority;
    this.#actions = actions;
    this.#silenced = actions.isSilenced();
  }

  get trackName(): string {
    return this.track.name;
  }
  get kind(): Track["kind"] {
    return this.track.kind;
  }
  get isTrackEnabled(): boolean {
    return this.track.kind === "data" || this.track.isEnabled;
  }

  /** The same, in Twilio's typings. */
  get isEnabled(): boolean {
    return this.isTrackEnabled;
  }
  /**
   * Meshcall's own: published, and sent to nobody: a host has silenced it, or one is an attendee, or has stopped
   * publishing.
   */
  get isSilenced(): boolean {
    return this.#silenced;
  }
  /** @internal What may be sent is another. */
  review(): void {
    const silenced = this.#actions.isSilenced();
    if (silenced === this.#silenced) return;
    this.#silenced = silenced;
    this.emit(silenced ? "silenced" : "unsilenced");
  }
  /** What the others' pages go by, unless they give the track another one themselves. */
  get priority(): TrackPriority {
    return this.#priority;
  }

  /** @throws RangeError for what is no priority, as in Twilio's SDK */
  setPriority(priority: TrackPriority): this {
    if (checkPriority(priority) === this.#priority) return this;
    this.#priority = priority;
    this.#actions.setPriority(priority);
    return this;
  }

  /** Takes the track out of the room; the track itself goes on. */
  unpublish(): this {
    this.#actions.unpublish();
    return this;
  }
}

export type LocalAudioTrackPublication = LocalTrackPublication<LocalAudioTrack>;
export type LocalVideoTrackPublication = LocalTrackPublication<LocalVideoTrack>;
export type LocalDataTrackPublication = LocalTrackPublication<LocalDataTrack>;
export type AnyLocalTrackPublication =
  | LocalAudioTrackPublication
  | LocalVideoTrackPublication
  | LocalDataTrackPublication;

export interface RemoteTrackPublicationEvents<Track extends RemoteTrack = RemoteTrack> {
  subscribed: [track: Track];
  unsubscribed: [track: Track];
  subscriptionFailed: [error: MeshcallError];
  trackEnabled: [];
  trackDisabled: [];
  trackSwitchedOff: [track: Track];
  trackSwitchedOn: [track: Track];
  publishPriorityChanged: [priority: TrackPriority];
}

/** What the room's writer knows of a publication. The publication reads it and never writes. */
export interface RemotePublicationState<Track extends RemoteTrack = RemoteTrack> {
  readonly sid: string;
  readonly kind: Track["kind"];
  readonly name: string;
  enabled: boolean;
  priority: TrackPriority;
  track: Track | null;
}

/** That a remote participant's track is in the room; `track` is there once it is subscribed. */
export class RemoteTrackPublication<Track extends RemoteTrack = RemoteTrack> extends LooseEmitter<
  RemoteTrackPublicationEvents<Track>
> {
  readonly #state: RemotePublicationState<Track>;

  constructor(state: RemotePublicationState<Track>) {
    super();
    this.#state = state;
  }

  get trackSid(): string {
    return this.#state.sid;
  }
  get trackName(): string {
    return this.#state.name;
  }
  get kind(): Track["kind"] {
    return this.#state.kind;
  }
  get isTrackEnabled(): boolean {
    return this.#state.enabled;
  }
  /** The same, in Twilio's typings. */
  get isEnabled(): boolean {
    return this.#state.enabled;
  }
  get track(): Track | null {
    return this.#state.track;
  }
  /** What its publisher gives it; a receiver's own `setPriority` counts more. */
  get publishPriority(): TrackPriority {
    return this.#state.priority;
  }
  get isSubscribed(): boolean {
    return this.#state.track !== null;
  }
}

export type RemoteAudioTrackPublication = RemoteTrackPublication<RemoteAudioTrack>;
export type RemoteVideoTrackPublication = RemoteTrackPublication<RemoteVideoTrack>;
export type RemoteDataTrackPublication = RemoteTrackPublication<RemoteDataTrack>;
export type AnyRemoteTrackPublication =
  | RemoteAudioTrackPublication
  | RemoteVideoTrackPublication
  | RemoteDataTrackPublication;
