import { Participant, type ParticipantState } from "./participant.ts";
import { LocalAudioTrack, LocalVideoTrack } from "./local-media-track.ts";
import { LocalDataTrack } from "./local-data-track.ts";
import type { NetworkQualityLevel } from "./network-quality.ts";
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
  trackPublicationFailed: [error: Error, track: LocalTrack];
  trackEnabled: [track: LocalAudioTrack | LocalVideoTrack];
  trackDisabled: [track: LocalAudioTrack | LocalVideoTrack];
  trackStarted: [track: LocalAudioTrack | LocalVideoTrack];
  trackStopped: [track: LocalAudioTrack | LocalVideoTrack];
  /** Meshcall's own: somebody talks while their microphone is disabled. Once in 15 s at most. */
  speakingWhileMuted: [track: LocalAudioTrack];
  disconnected: [participant: LocalParticipant];
  reconnecting: [participant: LocalParticipant];
  reconnected: [participant: LocalParticipant];
  networkQualityLevelChanged: [level: NetworkQualityLevel, stats: null];
}

/** What a local participant may ask of the room's writer. */
export interface Publisher {
  publish(track: LocalTrack): AnyLocalTrackPublication;
  unpublish(track: LocalTrack): AnyLocalTrackPublication | null;
}

export interface PublishOptions {
  /** For a bare MediaStreamTrack. */
  name?: string;
}

/** Oneself in the room. */
export class LocalParticipant extends Participant<AnyLocalTrackPublication, LocalParticipantEvents> {
  readonly #publisher: Publisher;
  /** Meshcall has no signaling regions. */
  readonly signalingRegion = "gll";

  constructor(state: ParticipantState<AnyLocalTrackPublication>, publisher: Publisher) {
    super(state);
    this.#publisher = publisher;
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
   * @throws TypeError (as a rejection) for anything that is not a track, Error once the room has ended
   */
  async publishTrack(
    track: LocalTrack | MediaStreamTrack,
    options: PublishOptions = {},
  ): Promise<AnyLocalTrackPublication> {
    return this.#publisher.publish(asLocalTrack(track, options));
  }
  async publishTracks(
    tracks: readonly (LocalTrack | MediaStreamTrack)[],
  ): Promise<AnyLocalTrackPublication[]> {
    return tracks.map((track) => this.#publisher.publish(asLocalTrack(track)));
  }

  /** Takes a track out of the room without stopping it. @returns null when it was not published */
  unpublishTrack(track: LocalTrack | MediaStreamTrack): AnyLocalTrackPublication | null {
    const local = track instanceof MediaStreamTrack ? this.#ofSource(track) : track;
    return local === undefined ? null : this.#publisher.unpublish(local);
  }
  unpublishTracks(tracks: readonly (LocalTrack | MediaStreamTrack)[]): AnyLocalTrackPublication[] {
    return tracks.flatMap((track) => this.unpublishTrack(track) ?? []);
  }

  #ofSource(source: MediaStreamTrack): LocalTrack | undefined {
    for (const { track } of this.tracks.values()) {
      if (track.kind !== "data" && track.mediaStreamTrack === source) return track;
    }
    return undefined;
  }
}

/** @throws TypeError for anything that is not a track */
export function asLocalTrack(track: LocalTrack | MediaStreamTrack, options: PublishOptions = {}): LocalTrack {
  if (track instanceof LocalAudioTrack || track instanceof LocalVideoTrack || track instanceof LocalDataTrack)
    return track;
  if (track instanceof MediaStreamTrack) {
    return track.kind === "audio" ? new LocalAudioTrack(track, options) : new LocalVideoTrack(track, options);
  }
  throw new TypeError("Expected a LocalAudioTrack, LocalVideoTrack, LocalDataTrack or MediaStreamTrack");
}
