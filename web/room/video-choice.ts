import { LastN } from "./last-n.ts";
import type { AudioLevel, PeerId } from "./ports.ts";
import type { RemoteRoster } from "./remote-roster.ts";
import { Speakers } from "./speakers.ts";
import { pixelsWithin, usualProfile, type VideoProfile } from "./video-profile.ts";

/** What else is done with levels comes with the same file. */
export { followTalkers } from "./talkers.ts";

/**
 * Two to four videos are what a mesh of ten can carry; four, because then nobody's goes away before the sixth
 * person comes.
 */
const usualMost = 4;

export interface VideoChoiceOptions {
  /** Whether any video is received, save for tracks that the page switches on. */
  receive?: "all" | "none" | undefined;
  /** Videos of cameras that are received from five people on, besides pinned ones; 0 or more. */
  maxVideoTracks?: number | undefined;
  profile?: VideoProfile | undefined;
}

/** Follows who speaks, and decides whose video is received. Only the room's writer has one. */
export class VideoChoice {
  readonly #roster: RemoteRoster;
  readonly #nothing: boolean;
  readonly #profile: VideoProfile;
  readonly #onDominant: (peerId: PeerId | null) => void;
  readonly #speakers = new Speakers<PeerId>();
  readonly #lastN: LastN<PeerId>;
  #dominant: PeerId | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;

  /** @param onDominant told who speaks, or spoke last, whenever that changes */
  constructor(
    roster: RemoteRoster,
    options: VideoChoiceOptions,
    onDominant: (peerId: PeerId | null) => void,
  ) {
    this.#roster = roster;
    this.#profile = options.profile ?? usualProfile;
    this.#nothing = options.receive === "none";
    this.#lastN = new LastN(options.maxVideoTracks ?? usualMost);
    this.#onDominant = onDominant;
  }

  level(peerId: PeerId, level: AudioLevel): void {
    if (this.#roster.has(peerId) && this.#speakers.hear(peerId, level, performance.now())) this.review();
  }

  gone(peerId: PeerId): void {
    this.#speakers.forget(peerId);
    this.review();
  }

  /** After everything that may change the choice: people, their cameras, what is pinned. */
  review(): void {
    clearTimeout(this.#again);
    const roster = this.#roster;
    const nowMs = performance.now();
    const { dominant, latest } = this.#speakers;
    const people = roster.peerIds();
    const { chosen, againAtMs } = this.#lastN.choose(
      people,
      latest,
      roster.showing(),
      roster.pinned(),
      nowMs,
    );
    if (againAtMs < Infinity) this.#again = setTimeout(() => this.review(), againAtMs - nowMs);
    const showing = roster.showing();
    const videos = roster.screens() + [...chosen].filter((peerId) => showing.has(peerId)).length;
    const mostPixels = pixelsWithin(this.#profile.budgetBps, videos);
    for (const peerId of people)
      roster.choose(peerId, {
        received: !this.#nothing && chosen.has(peerId),
        screens: !this.#nothing,
        rank: dominant === peerId ? this.#profile.speakerRank : 0,
        mostPixels,
      });
    if (dominant === this.#dominant) return;
    this.#dominant = dominant;
    this.#onDominant(dominant);
  }

  close(): void {
    clearTimeout(this.#again);
  }
}
