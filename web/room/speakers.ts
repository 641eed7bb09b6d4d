import type { AudioLevel } from "./ports.ts";

/** Loud for this long in one turn is speech; a cough is shorter. */
const turnMs = 450;
/** Who has been dominant stays so through a pause of this length. */
const pauseMs = 2_000;
/** Two at once: the newer one takes over when it has been this much louder for this long. */
const contestMs = 3_000;
const louderDb = 6;
/** The sound of a turn is what is at most this far below its loudest moment: the voice decision holds on after it. */
const turnRangeDb = 25;
/** A report stands for the time since the one before, but for no more than this: some may be missing. */
const reportMs = 150;
/** Weight of a new report in the loudness of a turn: an average over about a second of ten reports. */
const loudnessWeight = 0.1;

interface Voice {
  reportedAtMs: number;
  /** Loud time of the turn under way. */
  turnMs: number;
  peakDbov: number;
  loudnessDbov: number;
  /** When it was last loud in a turn that counts as speech; -Infinity: has not spoken. */
  spokeAtMs: number;
}

/** Who speaks, and who did lately. A rule over levels: time comes in, nothing runs by itself. */
export class Speakers<Id> {
  readonly #voices = new Map<Id, Voice>();
  #dominant: Id | null = null;

  /** Whoever speaks, or was the last to; null when they have left, and before anybody has spoken. */
  get dominant(): Id | null {
    return this.#dominant;
  }

  /** Who has spoken, the latest first. */
  get latest(): Id[] {
    return [...this.#voices]
      .filter(([, { spokeAtMs }]) => spokeAtMs > -Infinity)
      .toSorted(([, a], [, b]) => b.spokeAtMs - a.spokeAtMs)
      .map(([id]) => id);
  }

  /** @returns whether this report was part of speech */
  hear(id: Id, { speaking, levelDbov }: AudioLevel, nowMs: number): boolean {
    const voice = this.#voices.get(id) ?? silent(nowMs);
    this.#voices.set(id, voice);
    const passedMs = Math.min(nowMs - voice.reportedAtMs, reportMs);
    voice.reportedAtMs = nowMs;
    if (!speaking) {
      voice.turnMs = 0;
      return false;
    }
    if (voice.turnMs === 0) voice.peakDbov = voice.loudnessDbov = levelDbov;
    voice.peakDbov = Math.max(voice.peakDbov, levelDbov);
    voice.loudnessDbov += (levelDbov - voice.loudnessDbov) * loudnessWeight;
    if (levelDbov < voice.peakDbov - turnRangeDb) return false;
    voice.turnMs += passedMs;
    if (voice.turnMs < turnMs) return false;
    voice.spokeAtMs = nowMs;
    if (this.#takesOver(voice, nowMs)) this.#dominant = id;
    return true;
  }

  forget(id: Id): void {
    this.#voices.delete(id);
    if (this.#dominant === id) this.#dominant = null;
  }

  #takesOver(voice: Voice, nowMs: number): boolean {
    const present = this.#dominant === null ? undefined : this.#voices.get(this.#dominant);
    if (present === undefined || nowMs - present.spokeAtMs >= pauseMs) return true;
    return voice.turnMs >= contestMs && voice.loudnessDbov >= present.loudnessDbov + louderDb;
  }
}

function silent(nowMs: number): Voice {
  return {
    reportedAtMs: nowMs - reportMs,
    turnMs: 0,
    peakDbov: -127,
    loudnessDbov: -127,
    spokeAtMs: -Infinity,
  };
}
