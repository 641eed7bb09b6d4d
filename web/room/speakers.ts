import type { AudioLevel } from "./ports.ts";

/**
 * The three looks of Volfin and Cohen ("Dominant Speaker Identification for Multipoint Videoconferencing", 2012), which
 * Jitsi and mediasoup have too: now, the last word, the last sentence. They look at blocks of 20 ms, these at ten
 * reports a second.
 */
const nowMs = 250;
const wordMs = 500;
const sentenceMs = 3_000;
/** Sound for this much of a word is speech; a cough is shorter. */
const speechMs = 450;
/** Who takes over has to be this many times as active in each look as whoever is dominant. */
const shareNow = 2;
const shareOfWord = 2;
const shareOfSentence = 1;
/** Sound is what is this far above the quietest that this microphone sends: the voice decision holds on after it. */
const soundDb = 15;
/** How soon a microphone that has become noisy is known as such, dB per second. */
const floorRise = 1;
/** A quiet room: the floor of who has just come, and of who was muted. */
const leastFloorDbov = -75;
/** A report stands for the time since the one before, but for no more than this: some may be missing. */
const reportMs = 150;
/** One of silence, which in a crowd comes every 400 ms. */
const silentReportMs = 450;

interface Report {
  atMs: number;
  /** How long it was loud, and that times dB above the floor. */
  soundMs: number;
  loudness: number;
}

interface Voice {
  reportedAtMs: number;
  floorDbov: number;
  /** Of the last sentence's time. */
  reports: Report[];
  /** When it was last loud in what counts as speech; -Infinity: has not spoken. */
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
  hear(id: Id, level: AudioLevel, atMs: number): boolean {
    const voice = this.#voices.get(id) ?? silent(atMs);
    this.#voices.set(id, voice);
    const isSound = listen(voice, level, atMs);
    if (!isSound || soundOf(voice, atMs, wordMs) < speechMs) return false;
    voice.spokeAtMs = atMs;
    const dominant = this.#dominant === null ? undefined : this.#voices.get(this.#dominant);
    if (dominant === undefined || takesOver(voice, dominant, atMs)) this.#dominant = id;
    return true;
  }

  forget(id: Id): void {
    this.#voices.delete(id);
    if (this.#dominant === id) this.#dominant = null;
  }
}

/** @returns whether this report is of sound */
function listen(voice: Voice, { speaking, levelDbov }: AudioLevel, atMs: number): boolean {
  const sinceMs = atMs - voice.reportedAtMs;
  const passedMs = Math.min(sinceMs, reportMs);
  voice.reportedAtMs = atMs;
  const risenDbov = voice.floorDbov + (floorRise * Math.min(sinceMs, silentReportMs)) / 1_000;
  voice.floorDbov = Math.max(leastFloorDbov, Math.min(levelDbov, risenDbov));
  const overDb = levelDbov - voice.floorDbov;
  const isSound = speaking && overDb >= soundDb;
  voice.reports.push({ atMs, soundMs: isSound ? passedMs : 0, loudness: isSound ? passedMs * overDb : 0 });
  while ((voice.reports[0]?.atMs ?? atMs) <= atMs - sentenceMs) voice.reports.shift();
  return isSound;
}

function takesOver(voice: Voice, dominant: Voice, atMs: number): boolean {
  return (
    loudnessOf(voice, atMs) > shareNow * loudnessOf(dominant, atMs) &&
    soundOf(voice, atMs, wordMs) > shareOfWord * soundOf(dominant, atMs, wordMs) &&
    soundOf(voice, atMs, sentenceMs) > shareOfSentence * soundOf(dominant, atMs, sentenceMs)
  );
}

function soundOf({ reports }: Voice, atMs: number, lookMs: number): number {
  return reports.reduce((sum, report) => (report.atMs > atMs - lookMs ? sum + report.soundMs : sum), 0);
}

function loudnessOf({ reports }: Voice, atMs: number): number {
  return reports.reduce((sum, report) => (report.atMs > atMs - nowMs ? sum + report.loudness : sum), 0);
}

function silent(atMs: number): Voice {
  return { reportedAtMs: atMs - reportMs, floorDbov: leastFloorDbov, reports: [], spokeAtMs: -Infinity };
}
