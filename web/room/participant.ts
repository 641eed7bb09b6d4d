import type { Role, Silenced } from "#protocol/role";
import { LooseEmitter } from "./emitter.ts";
import type { NetworkQualityLevel, NetworkQualityStats } from "./network-quality.ts";
import { AudioLevelFeed, type AudioLevelState } from "./audio-level-feed.ts";
import type { Standing } from "./standing.ts";
export type ParticipantConnection = "connecting" | "connected" | "reconnecting" | "disconnected";

/** What the room's writer knows of a participant. The participant reads it and never writes. */
export interface ParticipantState<Publication> extends Standing {
  sid: string;
  identity: string;
  connection: ParticipantConnection;
  readonly tracks: Map<string, Publication> & { ofKind(kind: string): Map<string, Publication> };
  readonly level: AudioLevelState;
  quality: NetworkQualityLevel | null;
  qualityStats: NetworkQualityStats | null;
}

/** What local and remote participants share. */
export abstract class Participant<
  Publication extends { kind: string },
  Events extends object,
> extends LooseEmitter<Events> {
  readonly #state: ParticipantState<Publication>;
  /** How loud this participant is, and whether it speaks. */
  readonly audioLevel: AudioLevelFeed;
  #isTalking = false;

  constructor(state: ParticipantState<Publication>) {
    super();
    this.#state = state;
    this.audioLevel = new AudioLevelFeed(state.level);
  }

  /** `PA` and 32 hex digits. */
  get sid(): string {
    return this.#state.sid;
  }
  /** Unique in the room, from the token. */
  get identity(): string {
    return this.#state.identity;
  }
  /** What to show for this participant; the identity where the token has no name. */
  get displayName(): string {
    return this.#state.displayName;
  }
  /** Meshcall's own. A host publishes as well. */
  get role(): Role {
    return this.#state.role;
  }
  /** Meshcall's own: false for an attendee, and for a publisher who has stopped. Nothing is received of them. */
  get isPublishing(): boolean {
    return this.#state.isPublishing;
  }
  /** Meshcall's own: what a host has taken from them, and nobody receives. */
  get silenced(): Silenced {
    return this.#state.silenced;
  }
  get state(): ParticipantConnection {
    return this.#state.connection;
  }
  /**
   * 5 is excellent, 1 bad, 0 broken; null before the first measure. A remote participant's tells of the link between
   * the two of us, one's own of all links: what at least half of them reach.
   */
  get networkQualityLevel(): NetworkQualityLevel | null {
    return this.#state.quality;
  }
  /** What the level was made of, renewed every 2 s; null for oneself. */
  get networkQualityStats(): NetworkQualityStats | null {
    return this.#state.qualityStats;
  }
  /**
   * Meshcall's own: loud enough for long enough, as the room's rules have it (Janus's `talking`); `talking` and
   * `stoppedTalking` tell when it changes.
   */
  get isTalking(): boolean {
    return this.#isTalking;
  }
  /** @internal */
  talks(isTalking: boolean): void {
    this.#isTalking = isTalking;
  }
  /** By track SID. */
  get tracks(): Map<string, Publication> {
    return this.#state.tracks;
  }
  /** The same, also where `legacyEvents` makes tracks of `tracks`. */
  get trackPublications(): Map<string, Publication> {
    return this.#state.tracks;
  }

  protected byKind<Kind extends Publication["kind"]>(
    kind: Kind,
  ): Map<string, Extract<Publication, { kind: Kind }>> {
    return this.#state.tracks.ofKind(kind) as Map<string, Extract<Publication, { kind: Kind }>>;
  }
}
