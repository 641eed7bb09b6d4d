import { Participant, type ParticipantState } from "./participant.ts";
import { LocalAudioTrack, LocalVideoTrack, type LocalTrackOptions } from "./local-media-track.ts";
import { isLocalDataTrack } from "./data-sinks.ts";
import type { LocalDataTrack, LocalDataTrackOptions } from "./local-data-track.ts";
import { errorOf, MeshcallError } from "./errors.ts";
import type { EncodingLimits } from "./layer.ts";
import type { NetworkQualityLevel, NetworkQualityStats } from "./network-quality.ts";
import type { Publishing } from "./publishing/publishing.ts";
import type { PublishingSettings } from "./publishing/settings.ts";
import type { AnyParticipant } from "./room.ts";
import { checkPriority, type TrackPriority } from "./track-priority.ts";
import type { EncodingParameters, NetworkQualityConfiguration } from "./twilio-options.ts";
import type {
  AnyLocalTrackPublication,
  LocalAudioTrackPublication,
  LocalDataTrackPublication,
  LocalTrack,
  LocalVideoTrackPublication,
} from "./publications.ts";

/** Listener arguments, as in Twilio Video 2.x. */
export interface LocalParticipantEvents {
  trackPublished: [publication: AnyLocalTrackPublication];
  /** Meshcall's own. */
  trackUnpublished: [publication: AnyLocalTrackPublication];
  trackPublicationFailed: [error: MeshcallError, track: LocalTrack];
  trackEnabled: [track: LocalAudioTrack | LocalVideoTrack];
  trackDisabled: [track: LocalAudioTrack | LocalVideoTrack];
  trackStarted: [track: LocalAudioTrack | LocalVideoTrack];
  trackStopped: [track: LocalAudioTrack | LocalVideoTrack];
  trackDimensionsChanged: [track: LocalVideoTrack];
  /** Of a recording, in Twilio's group rooms: never in a mesh. */
  trackWarning: [name: string, publication: AnyLocalTrackPublication];
  trackWarningsCleared: [publication: AnyLocalTrackPublication];
  /** Meshcall's own: somebody talks while their microphone is disabled. Once in 15 s at most. */
  speakingWhileMuted: [track: LocalAudioTrack];
  /** Meshcall's own: another role, name, or silence. @param by null: the account, or whoever has the room's secret */
  changed: [by: AnyParticipant | null];
  disconnected: [participant: LocalParticipant];
  reconnecting: [participant: LocalParticipant];
  reconnected: [participant: LocalParticipant];
  /** Meshcall's own: see `isTalking`. */
  talking: [participant: LocalParticipant];
  stoppedTalking: [participant: LocalParticipant];
  /** `stats` is null, whatever Twilio's typings say: each link has its own. */
  networkQualityLevelChanged: [level: NetworkQualityLevel, stats: NetworkQualityStats];
}

/** What a local participant may ask of the room's writer. */
export interface Publisher {
  /** @param to the SID of the one participant who is to hear of it */
  publish(track: LocalTrack, priority?: TrackPriority, to?: string): AnyLocalTrackPublication;
  unpublish(track: LocalTrack): AnyLocalTrackPublication | null;
  /** Its code comes with the first use. */
  publishing(): Promise<Publishing>;
}

export interface LocalParticipantState extends ParticipantState<AnyLocalTrackPublication> {
  privateId: string | null;
}

export interface PublishOptions extends LocalTrackOptions {
  /** Default: `standard`. */
  priority?: TrackPriority;
}

export interface DataPublishOptions extends LocalDataTrackOptions {
  /** For this participant alone, by SID; left out: for everybody. */
  to?: string | undefined;
}

/** Oneself in the room. */
export class LocalParticipant extends Participant<AnyLocalTrackPublication, LocalParticipantEvents> {
  readonly #publisher: Publisher;
  readonly #state: LocalParticipantState;
  /** Meshcall has no signaling regions. */
  readonly signalingRegion: string = "gll";

  constructor(state: LocalParticipantState, publisher: Publisher) {
    super(state);
    this.#state = state;
    this.#publisher = publisher;
  }

  /** Meshcall's own: lets attendees in where the room asks for one. Null where there is none. */
  get privateId(): string | null {
    return this.#state.privateId;
  }
  get audioTracks(): Map<string, LocalAudioTrackPublication> {
    return this.byKind("audio");
  }
  get videoTracks(): Map<string, LocalVideoTrackPublication> {
    return this.byKind("video");
  }
  get dataTracks(): Map<string, LocalDataTrackPublication> {
    return this.byKind("data");
  }

  /**
   * Sends a track to everybody, over the links there are. A track that is published already gives its
   * publication again.
   * @param options the name is for a bare MediaStreamTrack
   * @throws TypeError (as a rejection) for anything that is not a track, RangeError for what is no priority, Error once
   * the room has ended, MeshcallError 53203 where 64 are published already, or 24 data tracks, 54040 for an attendee;
   * `trackPublicationFailed` tells of it as well
   */
  publishTrack(
    track: LocalTrack,
    options?: Pick<PublishOptions, "priority">,
  ): Promise<AnyLocalTrackPublication>;
  publishTrack(
    track: LocalTrack | MediaStreamTrack,
    options?: PublishOptions,
  ): Promise<AnyLocalTrackPublication>;
  async publishTrack(
    track: LocalTrack | MediaStreamTrack,
    options: PublishOptions = {},
  ): Promise<AnyLocalTrackPublication> {
    const local = asLocalTrack(track, options);
    return this.#publish(local, checkPriority(options.priority ?? "standard"));
  }
  /**
   * Meshcall's own: makes a data track and publishes it. For code that comes in a file of its own, whose `LocalDataTrack` is
   * another class than the one this room knows.
   * @param options `to`, the SID of somebody in `room.participants`: for them alone. Neither the others nor the signal-worker
   * hear of it; `unpublishTrack` ends it, also where they have left
   * @throws TypeError (as a rejection) for options that exclude each other, MeshcallError as `publishTrack`; 53204 for somebody
   * who is not there
   */
  async publishData({ to, ...options }: DataPublishOptions = {}): Promise<LocalDataTrack> {
    const { LocalDataTrack } = await import("./local-data-track.ts");
    const track = new LocalDataTrack(options);
    await this.#publish(track, "standard", to);
    return track;
  }
  async publishTracks(tracks: (LocalTrack | MediaStreamTrack)[]): Promise<AnyLocalTrackPublication[]> {
    if (!Array.isArray(tracks)) throw new TypeError("Expected an array of tracks");
    return Promise.all(tracks.map((track) => this.publishTrack(track)));
  }

  /**
   * Takes a track out of the room without stopping it.
   * @returns null when it was not published
   * @throws TypeError for anything that is not a track
   */
  unpublishTrack(track: LocalTrack | MediaStreamTrack): AnyLocalTrackPublication | null {
    return this.#publisher.unpublish(asLocalTrack(track));
  }
  unpublishTracks(tracks: (LocalTrack | MediaStreamTrack)[]): AnyLocalTrackPublication[] {
    return tracks.flatMap((track) => this.unpublishTrack(track) ?? []);
  }

  /**
   * Limits what is sent to each participant, from now on. What is left out stays; null takes both limits away.
   * @throws TypeError for anything but numbers and null
   */
  setParameters(parameters?: EncodingParameters | null): this {
    if (parameters === undefined) return this;
    const limits = encodingLimits(parameters ?? {});
    void this.#publisher.publishing().then((publishing) => publishing.limit(limits, parameters));
    return this;
  }

  /**
   * Meshcall's own: changes how this page publishes, in the middle of a call and over the links there are. All of the
   * settings, or none.
   * @throws TypeError or RangeError (as a rejection) for what is no setting, MeshcallError where the signal-worker refuses
   * the name
   */
  async configure(settings: PublishingSettings): Promise<void> {
    return (await this.#publisher.publishing()).configure(settings);
  }

  /**
   * Meshcall's own: takes all tracks out of the room, and keeps them. One goes on receiving, and gives the publisher's
   * place to others.
   */
  async stopPublishing(): Promise<void> {
    return (await this.#publisher.publishing()).stop();
  }
  /**
   * Meshcall's own: takes up again what `stopPublishing` took out.
   * @throws MeshcallError (as a rejection) 54039 where as many publish as may, 54040 for an attendee
   */
  async startPublishing(): Promise<void> {
    return (await this.#publisher.publishing()).start();
  }

  /** Meshcall's own: sends everybody a whole picture of one's own videos. */
  async requestKeyFrame(): Promise<void> {
    return (await this.#publisher.publishing()).sendKeyFrames();
  }

  /**
   * Changes nothing: every level comes, with what it was made of.
   * @throws TypeError for what is no configuration, as in Twilio's SDK
   */
  setNetworkQualityConfiguration(configuration: NetworkQualityConfiguration): this {
    const given: unknown = configuration;
    const { local = 0, remote = 0 } = configuration; // of null that is a TypeError too
    if (typeof given !== "object" || !Number.isFinite(local) || !Number.isFinite(remote))
      throw new TypeError("Expected numbers in a configuration");
    return this;
  }

  async #publish(track: LocalTrack, priority: TrackPriority, to?: string): Promise<AnyLocalTrackPublication> {
    try {
      if (this.role === "attendee") throw new MeshcallError(54040);
      return this.#publisher.publish(track, priority, to);
    } catch (cause) {
      if (!(cause instanceof MeshcallError)) throw cause;
      const error = await errorOf(cause.code); // with its text
      this.emit("trackPublicationFailed", error, track);
      throw error;
    }
  }
}

/** @throws TypeError for anything but numbers and null */
export function encodingLimits({ maxAudioBitrate, maxVideoBitrate }: EncodingParameters): EncodingLimits {
  const [audioBps = 0, videoBps = 0] = [maxAudioBitrate, maxVideoBitrate].map((given: unknown) => {
    if (given === undefined || given === null) return 0;
    if (typeof given !== "number")
      throw new TypeError("Expected a bit rate to be a number, null or undefined");
    return given;
  });
  return { audioBps, videoBps };
}

/** @throws TypeError for anything that is not a track */
export function asLocalTrack(track: LocalTrack | MediaStreamTrack, options: PublishOptions = {}): LocalTrack {
  if (track instanceof LocalAudioTrack || track instanceof LocalVideoTrack || isLocalDataTrack(track))
    return track;
  if (track instanceof MediaStreamTrack) {
    return track.kind === "audio" ? new LocalAudioTrack(track, options) : new LocalVideoTrack(track, options);
  }
  throw new TypeError("Expected a LocalAudioTrack, LocalVideoTrack, LocalDataTrack or MediaStreamTrack");
}
