import { LEVEL_SPEECH_BIT } from "../../wasm/layout.ts";
import { blockSamples, rateHz } from "../../scripts/voice/sound.ts";
import { blocksOf, type Ear } from "../../scripts/voice/hear.ts";
import { BlackmanSpectrum } from "./voice-analyser.ts";

/** Says of each 10 ms block of a sound whether it is speech. */
export type Contender = (samples: Float32Array) => boolean[];

export function kernel(ear: Ear): Contender {
  return (samples) => {
    ear.reset();
    return Array.from(blocksOf(samples), (block) => (ear.block(block) & LEVEL_SPEECH_BIT) !== 0);
  };
}

/** What the npm build of libfvad (WebRTC's own voice detector) exports. */
export interface Fvad {
  HEAP16: Int16Array;
  _malloc(bytes: number): number;
  _fvad_new(): number;
  _fvad_free(detector: number): void;
  _fvad_set_mode(detector: number, mode: number): number;
  _fvad_set_sample_rate(detector: number, rateHz: number): number;
  _fvad_process(detector: number, samples: number, length: number): number;
}

export async function loadFvad(): Promise<Fvad> {
  // Its package has no types.
  const name = "@echogarden/fvad-wasm";
  const { default: start }: { default: () => Promise<Fvad> } = await import(name);
  return start();
}

/** One detector; what it is given is made 16 bit first, as its interface asks. */
export class FvadDetector {
  readonly #fvad: Fvad;
  readonly #detector: number;
  readonly #input: number;

  constructor(fvad: Fvad, mode: number) {
    this.#fvad = fvad;
    this.#detector = fvad._fvad_new();
    this.#input = fvad._malloc(blockSamples * 2);
    fvad._fvad_set_mode(this.#detector, mode);
    fvad._fvad_set_sample_rate(this.#detector, rateHz);
  }

  block(samples: Float32Array): boolean {
    const to = this.#fvad.HEAP16;
    const start = this.#input >> 1;
    for (let i = 0; i < blockSamples; i++) {
      const sample = (samples[i] ?? 0) * 32_768;
      to[start + i] = sample > 32_767 ? 32_767 : sample < -32_768 ? -32_768 : sample;
    }
    return this.#fvad._fvad_process(this.#detector, this.#input, blockSamples) === 1;
  }

  close(): void {
    this.#fvad._fvad_free(this.#detector);
  }
}

/** @param mode 0..3, 3 lets the least through */
export function libfvad(fvad: Fvad, mode: number): Contender {
  return (samples) => {
    const detector = new FvadDetector(fvad, mode);
    const heard = Array.from(blocksOf(samples), (block) => detector.block(block));
    detector.close();
    return heard;
  };
}

/**
 * The rule of LiveKit's server as its configuration describes it (`audio`: `active_level` 35, `min_percentile` 40,
 * `update_interval` 400 ms): whoever was at -35 dBov or louder for 40 % of an interval is active in the next.
 */
export function livekit(ear: Ear): Contender {
  return (samples) => {
    ear.reset();
    let active = false;
    let [loud, blocks] = [0, 0];
    return Array.from(blocksOf(samples), (block) => {
      if ((ear.block(block) & 127) <= 35) loud++;
      if (++blocks < 40) return active;
      active = loud >= 16;
      loud = blocks = 0;
      return active;
    });
  };
}

/** Rule and defaults of hark 1.2.3: the loudest bin of an AnalyserNode at -50 dB, asked every 50 ms. */
export function hark(samples: Float32Array): boolean[] {
  const analyser = new BlackmanSpectrum(512, 0.1);
  const history = Array.from({ length: 10 }, () => 0);
  let speaking = false;
  return Array.from(blocksOf(samples), (_, block) => {
    if (block % 5 !== 4) return speaking;
    const bins = analyser.decibels(samples, (block + 1) * blockSamples);
    let volume = -Infinity;
    for (let i = 4; i < bins.length; i++) {
      const bin = bins[i] ?? -Infinity;
      if (bin > volume && bin < 0) volume = bin;
    }
    const isLoud = volume > -50;
    const sum = (from: number) => history.slice(from).reduce((all, one) => all + one, 0);
    if (isLoud && !speaking && sum(-3) >= 2) speaking = true;
    else if (!isLoud && speaking && sum(0) === 0) speaking = false;
    history.shift();
    history.push(isLoud ? 1 : 0);
    return speaking;
  });
}
