import { alignTo, envelopeOf, pearson, stepMs } from "./envelope.ts";
import { floored, unbrokenLevelsOf, type Given } from "./given-sound.ts";
import type { Person } from "./person.ts";
import { speechFile, type Voice } from "./speech.ts";

/** What a page noted for two rounds of the clip. All times are of `Date.now()`. */
export interface Listened {
  fromMs: number;
  /** By its own microphone. */
  given: Given;
  /** By the other's track, as it is played. */
  heard: Given;
  /** Whether the other was shown to speak. */
  shown: { atMs: number; speaking: boolean }[];
}

/** Two rounds of the clip, and so two of its long pauses. */
const steps = 680;

/** In the page of `person`, which has {@link hearTracks}: what it gives, and what it gets of `identity`. */
export function listen(person: Person, identity: string): Promise<Listened> {
  return person.page.evaluate(
    async ([who, count, step]) => {
      const { room, microphone } = window.inPage;
      const speaker = [...room.participants.values()].find((participant) => participant.identity === who);
      const voice = [...(speaker?.audioTracks.values() ?? [])][0]?.track;
      if (speaker === undefined || !voice) throw new Error(`${who} is not heard in the room`);
      const given = window.hearGiven(microphone.mediaStreamTrack);
      const heard = window.hearGiven(voice.mediaStreamTrack);
      const fromMs = Date.now();
      const shown: { atMs: number; speaking: boolean }[] = [];
      for (let at = 0; at < count; at = Math.max(at + 1, Math.round((Date.now() - fromMs) / step))) {
        await new Promise((resolve) => setTimeout(resolve, fromMs + at * step - Date.now()));
        shown.push({ atMs: Date.now(), speaking: speaker.audioLevel.current.speaking });
      }
      return { fromMs, given, heard, shown };
    },
    [identity, steps, stepMs] as const,
  );
}

/** Speech: loud now and just before. Pause: quiet for longer than the voice decision hangs over (400 ms) and a report takes (100 ms). */
const loudDb = -40;
const quietDb = -55;
const justBeforeSteps = 250 / stepMs;
const hangoverSteps = 500 / stepMs;
/** A busy machine tells later; nobody is told before it was said, but for the edges of a step. */
const lateSteps = 150 / stepMs;
const edgeSteps = 1;

/** A part that is compared by itself: 4 s in which a stall of the machine may be. */
const partSteps = 85;
/** As late as a jitter buffer may play a part. */
const mostLateSteps = 1_000 / stepMs;

/**
 * Compares with what the microphone gave, since a busy machine stops the fake one.
 * @returns `clip`: how well the microphone follows its clip, where it was not stopped; `correlation`: how well what is heard there
 * follows what the microphone gave; shares of 0 to 1 of the time in which the speaker was shown to speak there
 */
export function judge(voice: Voice, here: Listened, there: Listened) {
  const gave = unbrokenLevelsOf(here.given, there.fromMs - mostLateSteps * stepMs, steps + mostLateSteps);
  const heard = unbrokenLevelsOf(there.heard, there.fromMs, steps);
  const at = (step: number): number => gave[step + mostLateSteps] ?? NaN;

  const correlations: number[] = [];
  for (let from = 0; from < steps; from += partSteps) {
    const part = heard.slice(from, from + partSteps);
    const byLateness = Array.from({ length: mostLateSteps }, (_, late) =>
      pearson(
        part.map((_level, index) => at(from + index - late)),
        part,
      ),
    );
    correlations.push(Math.max(...byLateness));
  }

  const speech: boolean[] = [];
  const pauses: boolean[] = [];
  for (const { atMs, speaking } of there.shown) {
    const step = Math.floor((atMs - there.fromMs) / stepMs);
    const around = (before: number, after: number): number[] =>
      Array.from({ length: before + after + 1 }, (_, index) => at(step - before + index));
    if (around(justBeforeSteps, 0).every((level) => level > loudDb)) speech.push(speaking);
    if (around(hangoverSteps + lateSteps, edgeSteps).every((level) => level < quietDb)) pauses.push(speaking);
  }
  return {
    clip: followsClip(voice, here.given),
    correlation: median(correlations),
    speakingInSpeech: share(speech),
    speakingInPauses: share(pauses),
    pauseSteps: pauses.length,
  };
}

function followsClip(voice: Voice, given: Given): number {
  const { fromMs, toMs, offsetMs } = given.unbroken;
  const levels = unbrokenLevelsOf(given, fromMs + offsetMs, Math.floor((toMs - fromMs) / stepMs));
  return alignTo(envelopeOf(speechFile(voice)).map(floored), levels).correlation;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return ((sorted[(sorted.length - 1) >> 1] ?? NaN) + (sorted[sorted.length >> 1] ?? NaN)) / 2;
}

function share(flags: readonly boolean[]): number {
  return flags.length === 0 ? 0 : flags.filter(Boolean).length / flags.length;
}
