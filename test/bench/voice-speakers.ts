import { Random } from "../../scripts/voice/random.ts";
import { recordedRateHz, recordings } from "../../scripts/voice/recordings.ts";
import { labelled } from "../../scripts/voice/scenes.ts";
import { add, blockSamples, gainOf, play, powerOf, rateHz } from "../../scripts/voice/sound.ts";
import { blocksOf, type Ear } from "../../scripts/voice/hear.ts";
import { LEVEL_VOICE_BIT } from "../../wasm/layout.ts";
import { Speakers } from "../../web/room/speakers.ts";

const people = 5;
const calls = 6;
const callSeconds = 120;
const blocksPerReport = 10;

interface Report {
  speaking: boolean;
  levelDbov: number;
}

/** What became of the calls: switches to somebody else than whose turn it was, and turns that nobody was switched to. */
export interface Switches {
  own: number;
  loudest: number;
  ownMissed: number;
  turns: number;
}

/**
 * Talk of five with overlaps, murmurs of assent and different microphones, made of the voices that were not tuned on.
 * Each microphone is heard by the kernel and reports ten times a second, as in a call. The other rule is that of the
 * loudest who speaks.
 */
export function countFalseSwitches(ear: Ear, seed: number): Switches {
  const sum: Switches = { own: 0, loudest: 0, ownMissed: 0, turns: 0 };
  for (let call = 0; call < calls; call++) {
    const { sounds, turns } = makeCall(new Random(seed + call));
    const reports = sounds.map((samples) => reportsOf(ear, samples));
    const speakers = new Speakers<number>();
    let loudest: number | null = null;
    let own: number | null = null;
    const heard = new Set<number>();
    const count = reports[0]?.length ?? 0;
    for (let at = 0; at < count; at++) {
      const atMs = (at + 1) * 100;
      for (const [person, list] of reports.entries()) {
        const report = list[at];
        if (report) speakers.hear(person, report, atMs + person * 7);
      }
      const speaking = reports
        .map((list, person) => ({ person, ...(list[at] ?? { speaking: false, levelDbov: -127 }) }))
        .filter(({ speaking: is }) => is)
        .toSorted((a, b) => b.levelDbov - a.levelDbov);
      const turn = turns.findLastIndex(({ startMs }) => startMs <= atMs);
      const holder = turns[turn]?.person ?? null;
      if (speakers.dominant !== own) {
        own = speakers.dominant;
        if (own !== holder) sum.own++;
      }
      if (own === holder && turn >= 0) heard.add(turn);
      const [first] = speaking;
      if (first && first.person !== loudest) {
        loudest = first.person;
        if (loudest !== holder) sum.loudest++;
      }
    }
    sum.turns += turns.length;
    sum.ownMissed += turns.length - heard.size;
  }
  return sum;
}

function reportsOf(ear: Ear, samples: Float32Array): Report[] {
  ear.reset();
  const reports: Report[] = [];
  let [loudest, blocks] = [-127, 0];
  for (const block of blocksOf(samples)) {
    const result = ear.block(block);
    loudest = Math.max(loudest, 0 - (result & 127));
    if (++blocks < blocksPerReport) continue;
    reports.push({ speaking: (result & LEVEL_VOICE_BIT) !== 0, levelDbov: loudest });
    [loudest, blocks] = [-127, 0];
  }
  return reports;
}

function makeCall(random: Random): { sounds: Float32Array[]; turns: { person: number; startMs: number }[] } {
  const voices = (["test-fr", "test-ru", "test-it"] as const).map((name) => recordings(name) ?? []);
  const length = callSeconds * rateHz;
  const sounds = Array.from({ length: people }, () => {
    const room = gainOf(random.between(-75, -50));
    return Float32Array.from({ length }, () => room * random.normal());
  });
  const microphones = sounds.map(() => ({
    dbov: random.between(-34, -20),
    speed: random.between(0.88, 1.12),
  }));
  /** Says some of a prompt. @returns the samples it took */
  const say = (person: number, at: number, mostSeconds: number): number => {
    const { dbov, speed } = microphones[person]!;
    const words = play(random.pick(voices[person % voices.length]!), recordedRateHz, speed);
    const first = labelled(words).indexOf(true) * blockSamples;
    const piece = words.subarray(first, first + Math.floor(mostSeconds * rateHz));
    add(sounds[person]!, piece, gainOf(dbov) / (Math.sqrt(powerOf(piece)) + 1e-6), Math.floor(at));
    return piece.length;
  };
  const turns: { person: number; startMs: number }[] = [];
  let person = 0;
  for (let at = rateHz; at < length;) {
    turns.push({ person, startMs: (at / rateHz) * 1_000 });
    const start = at;
    const end = at + random.between(4, 12) * rateHz;
    while (at < end) at += say(person, at, 6) + random.between(0.15, 0.7) * rateHz;
    for (let murmur = random.integer(0, 3); murmur > 0; murmur--) {
      const other = (person + random.integer(1, people - 1)) % people;
      say(other, random.between(start + rateHz, at), random.between(0.2, 0.7));
    }
    person = (person + random.integer(1, people - 1)) % people;
    // The next begins before the last has ended, or after a pause.
    at += random.between(-1, 0.8) * rateHz;
  }
  return { sounds, turns };
}
