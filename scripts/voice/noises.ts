import type { Random } from "./random.ts";
import { recordedRateHz } from "./recordings.ts";
import { add, bandPass, gainOf, lowPass, play, powerOf, rateHz, recoloured } from "./sound.ts";

/** What a noise may be made of. */
export interface NoiseSources {
  voices: readonly (readonly Int16Array[])[];
  music: readonly Int16Array[];
}

/** Makes a noise of some length, at any level. */
type Make = (random: Random, length: number, sources: NoiseSources) => Float32Array;

/**
 * The classes of noise. `filtered` and what follows it are there to train wide: a class of the first nine that is held
 * out of training leaves none of its kind behind.
 */
export const noises = {
  white: (random, length) => tinted(random, length, 0),
  pink,
  brown: (random, length) => tinted(random, length, 0.998),
  babble: (random, length, sources) => babble(random, length, sources, random.integer(3, 12)),
  music: (random, length, sources) =>
    random.chance(0.35) ? tune(random, length) : played(random, length, sources),
  keyboard,
  fan,
  hum,
  knocks,
  filtered,
  modulated,
  machine,
} satisfies Record<string, Make>;

export type NoiseName = keyof typeof noises;

/** The classes that the decision is tested on; `music` as it is recorded, `babble` of eight voices. */
export const testNoises = {
  white: noises.white,
  pink,
  brown: noises.brown,
  babble: (random, length, sources) => babble(random, length, sources, 8),
  music: played,
  keyboard,
  fan,
  hum,
  knocks,
} satisfies Partial<Record<NoiseName, Make>>;

export type TestNoiseName = keyof typeof testNoises;

/** White noise through a leak: 0 leaves it white, 0.998 falls by 6 dB an octave from 15 Hz on. */
function tinted(random: Random, length: number, leak: number): Float32Array {
  const out = new Float32Array(length);
  let last = 0;
  for (let i = 0; i < length; i++) {
    last = leak * last + random.normal();
    out[i] = last;
  }
  return out;
}

/** Paul Kellet's filter: 3 dB an octave within 0.05 dB. */
function pink(random: Random, length: number): Float32Array {
  const out = new Float32Array(length);
  const poles = [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616];
  const gains = [0.0555179, 0.0750759, 0.153852, 0.3104856, 0.5329522, -0.016898];
  const white = Float32Array.from({ length }, () => random.normal());
  for (const [filter, pole] of poles.entries()) {
    const gain = gains[filter] ?? 0;
    let last = 0;
    for (let i = 0; i < length; i++) {
      last = pole * last + gain * (white[i] ?? 0);
      out[i] = (out[i] ?? 0) + last;
    }
  }
  for (let i = 0; i < length; i++)
    out[i] = (out[i] ?? 0) + 0.5362 * (white[i] ?? 0) + 0.115926 * (white[i - 1] ?? 0);
  return out;
}

/** Stationary, of any colour. */
function filtered(random: Random, length: number): Float32Array {
  const leak = random.pick([0, 0, 0.5, 0.9, 0.97, 0.99, 0.995]);
  let samples = tinted(random, length, leak);
  samples = recoloured(random, samples, 15);
  if (random.chance(0.4)) samples = lowPass(samples, random.between(300, 6_000));
  if (random.chance(0.3)) {
    const band = bandPass(samples, random.between(150, 4_000), random.between(1, 20));
    add(samples, band, random.between(1, 8));
  }
  return samples;
}

/** Noise that comes and goes: waves, traffic, rustling, breath, steps; sometimes as fast as syllables do. */
function modulated(random: Random, length: number): Float32Array {
  const samples = filtered(random, length);
  const kind = random.integer(0, 3);
  const rate = 10 ** random.between(-0.7, 1.1);
  const depth = random.between(0.5, 3.5);
  let envelope = 0;
  let target = 0;
  let left = 0;
  const smooth = 1 - Math.exp(-rate / (rateHz * random.between(0.02, 0.3)));
  return samples.map((x, i) => {
    if (kind === 0) return x * Math.exp(depth * Math.sin((2 * Math.PI * rate * i) / rateHz));
    if (--left < 0) {
      left = Math.floor((rateHz / rate) * random.between(0.3, 1.7));
      target = kind === 1 ? depth * random.normal() : random.chance(0.5) ? 2 : -depth * 2;
    }
    envelope += smooth * (target - envelope);
    return x * Math.exp(envelope);
  });
}

/** Harmonic and not alive: motors, sirens, beeps, whistles, saws. */
function machine(random: Random, length: number): Float32Array {
  const out = new Float32Array(length);
  const count = random.integer(1, 3);
  for (let voice = 0; voice < count; voice++) {
    const hz = 10 ** random.between(1.5, 3.4);
    const harmonics = random.integer(1, Math.max(1, Math.min(25, Math.floor(6_000 / hz))));
    const weights = Array.from(
      { length: harmonics },
      (_, h) => random.fraction() / (1 + h * random.fraction()),
    );
    const wobble = random.chance(0.5) ? random.between(0, 0.3) : random.between(0, 0.01);
    const wobbleHz = 10 ** random.between(-1, 0.9);
    const onS = random.chance(0.4) ? random.between(0.05, 1.5) : Infinity;
    const offS = random.between(0.05, 2);
    const gain = random.between(0.2, 1);
    let phase = random.fraction();
    let loud = 0;
    for (let i = 0; i < length; i++) {
      phase += (hz * (1 + wobble * Math.sin((2 * Math.PI * wobbleHz * i) / rateHz))) / rateHz;
      const on = onS === Infinity || (i / rateHz) % (onS + offS) < onS;
      loud += 0.002 * ((on ? gain : 0) - loud);
      if (loud < 1e-3) continue;
      let sum = 0;
      for (let h = 0; h < harmonics; h++) sum += (weights[h] ?? 0) * Math.sin(2 * Math.PI * phase * (h + 1));
      out[i] = (out[i] ?? 0) + loud * sum;
    }
  }
  add(out, filtered(random, length), 0.02 * random.fraction());
  return out;
}

/** Each key is a click down and one up, each a ring of the case and a hiss; in runs, with pauses. */
function keyboard(random: Random, length: number): Float32Array {
  const out = new Float32Array(length);
  const caseHz = random.between(1_500, 4_500);
  const perSecond = random.between(4, 11);
  for (let at = 0; at < length;) {
    const loud = random.between(0.3, 1);
    strike(random, out, at, loud, caseHz * random.between(0.8, 1.25), random.between(0.003, 0.015));
    strike(random, out, at, loud * 0.8, random.between(150, 500), random.between(0.005, 0.03));
    const up = at + Math.floor(rateHz * random.between(0.05, 0.11));
    strike(random, out, up, loud * random.between(0.2, 0.6), caseHz * random.between(1, 1.4), 0.004);
    at += Math.floor(
      rateHz * (random.chance(0.06) ? random.between(0.5, 2) : random.between(0.5, 1.6) / perSecond),
    );
  }
  add(out, pink(random, length), 2e-4);
  return out;
}

/** Doors, tables, dropped things: low, a few times in a row. */
function knocks(random: Random, length: number): Float32Array {
  const out = new Float32Array(length);
  for (let at = 0; at < length;) {
    const [hz, count] = [random.between(60, 600), random.integer(1, 5)];
    for (let knock = 0; knock < count; knock++) {
      const loud = random.between(0.4, 1);
      strike(random, out, at, loud, hz * random.between(0.9, 1.1), random.between(0.02, 0.12));
      strike(random, out, at, loud * 0.4, hz * random.between(2, 5), random.between(0.005, 0.03));
      at += Math.floor(rateHz * random.between(0.12, 0.5));
    }
    at += Math.floor(rateHz * random.between(0.3, 2.5));
  }
  add(out, pink(random, length), 2e-4);
  return out;
}

function strike(
  random: Random,
  out: Float32Array,
  at: number,
  gain: number,
  hz: number,
  decayS: number,
): void {
  const end = Math.min(out.length, at + Math.floor(rateHz * decayS * 6));
  const hiss = random.between(0.1, 0.8);
  for (let i = at; i < end; i++) {
    const t = (i - at) / rateHz;
    const ring = Math.sin(2 * Math.PI * hz * t) + hiss * random.normal();
    out[i] = (out[i] ?? 0) + gain * ring * Math.exp(-t / decayS) * Math.min(1, t * 2_000);
  }
}

/** Blades: a rush of air with a faint tone and a slow beat. */
function fan(random: Random, length: number): Float32Array {
  const air = lowPass(tinted(random, length, random.between(0.9, 0.99)), random.between(800, 4_000));
  const level = Math.sqrt(powerOf(air));
  const [bladeHz, beatHz] = [random.between(60, 260), random.between(0.2, 12)];
  const [tone, beat] = [random.between(0, 0.6), random.between(0, 0.3)];
  return air.map((x, i) => {
    const t = (2 * Math.PI * i) / rateHz;
    const blades = Math.sin(bladeHz * t) + 0.5 * Math.sin(2 * bladeHz * t) + 0.2 * Math.sin(3 * bladeHz * t);
    return (x + tone * level * blades) * (1 + beat * Math.sin(beatHz * t));
  });
}

/** Mains. */
function hum(random: Random, length: number): Float32Array {
  const hz = random.pick([50, 60]);
  const weights = Array.from(
    { length: 24 },
    (_, h) => (random.fraction() ** 2 * (h % 2 ? 1 : 0.4)) / (1 + h * 0.2),
  );
  const out = new Float32Array(length);
  // It repeats every 0.1 s.
  const period = rateHz / 10;
  for (let i = 0; i < period; i++) {
    let sum = 0;
    for (const [h, weight] of weights.entries())
      sum += weight * Math.sin((2 * Math.PI * hz * (h + 1) * i) / rateHz);
    for (let at = i; at < length; at += period) out[at] = sum;
  }
  add(out, pink(random, length), random.between(0, 0.1));
  return out;
}

/** Voices that talk without a pause, all about as loud. */
function babble(random: Random, length: number, { voices }: NoiseSources, count: number): Float32Array {
  const out = new Float32Array(length);
  for (let voice = 0; voice < count; voice++) {
    const prompts = random.pick(voices);
    const speed = random.between(0.8, 1.2);
    const gain = gainOf(random.between(-4, 4));
    for (let at = -Math.floor(random.between(0, 2 * rateHz)); at < length;) {
      const talk = play(random.pick(prompts), recordedRateHz, speed);
      const level = Math.sqrt(powerOf(talk)) + 1e-6;
      if (at >= 0) add(out, talk, gain / level, at);
      at += talk.length;
    }
  }
  return out;
}

function played(random: Random, length: number, { music }: NoiseSources): Float32Array {
  const out = new Float32Array(length);
  for (let at = 0; at < length;) {
    const recorded = random.pick(music);
    const speed = random.between(0.95, 1.05);
    const need = Math.ceil(((length - at) * speed * recordedRateHz) / rateHz) + 32;
    const from = random.integer(0, Math.max(0, recorded.length - need));
    const piece = play(recorded.subarray(from, from + need), recordedRateHz, speed);
    add(out, piece, 1, at);
    at += Math.max(piece.length, rateHz);
  }
  return out;
}

/** Made music: chords, a melody or broken chords over them, a bass, drums. */
function tune(random: Random, length: number): Float32Array {
  const out = new Float32Array(length);
  const beat = Math.floor((rateHz * 60) / random.between(60, 170));
  const root = random.between(36, 52);
  const [drums, chords, melody] = [random.chance(0.7), random.chance(0.8), random.chance(0.7)];
  const timbre = random.between(0.3, 1.5);
  for (let bar = 0; bar * beat * 4 < length; bar++) {
    const step = random.pick([0, 5, 7, 9, 2, 4]);
    const at = bar * beat * 4;
    const third = random.pick([3, 4]);
    if (chords)
      for (const n of [0, third, 7, 12]) note(random, out, at, 4 * beat, root + 12 + step + n, 0.25, timbre);
    for (let half = 0; half < 8; half++) {
      const now = at + half * (beat >> 1);
      if (half % 2 === 0) note(random, out, now, beat, root + step, 0.5, timbre);
      if (melody && random.chance(0.7)) {
        const pitch = root + 24 + step + random.pick([0, third, 7, 12, 2, 9]);
        note(random, out, now, beat >> random.integer(0, 1), pitch, random.between(0.3, 0.8), timbre);
      }
      if (!drums) continue;
      if (half % 4 === 0) strike(random, out, now, 1.5, 60, 0.08);
      if (half % 4 === 2) strike(random, out, now, 0.7, 200, 0.06);
      strike(random, out, now, 0.25, 7_000, 0.02);
    }
  }
  return out;
}

/** @param pitch as in MIDI: 69 is 440 Hz */
function note(
  random: Random,
  out: Float32Array,
  at: number,
  length: number,
  pitch: number,
  gain: number,
  timbre: number,
): void {
  const hz = 440 * 2 ** ((pitch - 69) / 12);
  const decay = random.between(0.5, 4);
  const vibrato = random.chance(0.3) ? random.between(0, 0.006) : 0;
  const harmonics = Math.max(1, Math.min(8, Math.floor(7_000 / hz)));
  const end = Math.min(out.length, at + length);
  for (let i = at; i < end; i++) {
    const t = (i - at) / rateHz;
    const phase = 2 * Math.PI * hz * (t + (vibrato / 35) * Math.sin(35 * t));
    let sum = 0;
    for (let h = 1; h <= harmonics; h++) sum += Math.sin(phase * h) / h ** (1 + timbre);
    const release = Math.min(1, (end - i) / 1_000);
    out[i] = (out[i] ?? 0) + gain * sum * Math.exp(-decay * t) * Math.min(1, t * 100) * release;
  }
}
