import { existsSync, readFileSync } from "node:fs";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { inRepository } from "../../scripts/repository.ts";
import { type Ear, openEar } from "../../scripts/voice/hear.ts";
import { type TestNoiseName, testNoises } from "../../scripts/voice/noises.ts";
import { debianPackages } from "../../scripts/voice/recordings.ts";
import { type TestScene, testScenes } from "../../scripts/voice/scenes.ts";
import { unpackWeights } from "../../scripts/voice/weights.ts";
import { VOICE_WEIGHTS_OFFSET } from "../../wasm/layout.ts";
import type { Bench, Figures } from "./bench.ts";
import { versionOf } from "./version-of.ts";
import { type Contender, hark, kernel, libfvad, livekit, loadFvad } from "./voice-contenders.ts";
import { blockCosts, median, pageCosts } from "./voice-cost.ts";
import { Score } from "./voice-score.ts";
import { countFalseSwitches } from "./voice-speakers.ts";

/** Its scenes are not those of any tuning. */
const seed = 777;
const seconds = 40;
/** What the goals are over. */
const classes = ["white", "pink", "brown", "babble", "music"] as const satisfies TestNoiseName[];
const more = ["keyboard", "fan", "hum", "knocks"] as const satisfies TestNoiseName[];

export const bench: Bench = {
  summary:
    "The voice decision over libfvad's, LiveKit's and hark's: speech not tuned on, in noise (needs Debian's sounds)",
  atMost: { wrongVsLibfvad: 0.4, costVsLibfvad: 0.5, costVsHark: 0.143, falseSwitchesVsLoudest: 1 },
  atLeast: { f1: 0.93, heldOutMargin: 0.05 },
  async run() {
    await buildWasm();
    const scenes = [...testScenes([...classes, ...more], seconds, seed)];
    const first = scenes[0];
    if (!first)
      throw new Error(`Install Debian's ${debianPackages.join(" ")}: the speech of this comparison.`);
    const [ear, fvad] = [await openEar(), await loadFvad()];
    const contenders: Record<string, Contender> = { kernel: kernel(ear), livekit: livekit(ear), hark };
    for (const mode of [0, 1, 2, 3]) contenders[`libfvad${mode}`] = libfvad(fvad, mode);
    const scores = Object.fromEntries(
      Object.entries(contenders).map(([name, contender]) => [name, new Scores(scenes, contender)]),
    );
    const of = (name: string, noises: readonly TestNoiseName[] = classes): Score =>
      scores[name]?.over(noises) ?? new Score();
    const best = [0, 1, 2, 3].map((mode) => `libfvad${mode}`).reduce((a, b) => (of(b).f1 > of(a).f1 ? b : a));
    const own = of("kernel");
    const figures: Record<string, number> = {
      f1: own.f1,
      f1Libfvad: of(best).f1,
      f1Livekit: of("livekit").f1,
      f1Hark: of("hark").f1,
      balancedAccuracy: own.balancedAccuracy,
      balancedAccuracyLibfvad: of(best).balancedAccuracy,
      balancedAccuracyLivekit: of("livekit").balancedAccuracy,
      balancedAccuracyHark: of("hark").balancedAccuracy,
      wrongVsLibfvad: own.wrongShare / of(best).wrongShare,
      onsetMs: scores["kernel"]?.onsetMs ?? NaN,
      onsetMsLibfvad: scores[best]?.onsetMs ?? NaN,
    };
    for (const noise of [...classes, ...more]) {
      const key = noise[0]?.toUpperCase() + noise.slice(1);
      figures[`f1${key}`] = of("kernel", [noise]).f1;
      figures[`f1Libfvad${key}`] = of(best, [noise]).f1;
    }
    Object.assign(
      figures,
      heldOut(ear, scenes, (noise) => of(best, [noise]).f1),
    );
    const switches = countFalseSwitches(ear, seed);
    Object.assign(figures, {
      falseSwitchesVsLoudest: switches.own / switches.loudest,
      falseSwitches: switches.own,
      falseSwitchesLoudest: switches.loudest,
      turns: switches.turns,
      turnsMissed: switches.ownMissed,
    });
    const cost = blockCosts(ear, fvad, first.samples);
    const page = await pageCosts(first.samples);
    Object.assign(figures, {
      costVsLibfvad: cost.kernelUs / cost.libfvadUs,
      costVsHark: page.kernelUs / page.harkUs,
      blockUs: cost.kernelUs,
      blockUsInPage: page.kernelUs,
    });
    const rounded = Object.entries(figures).map(([key, figure]) => [key, Math.round(figure * 1_000) / 1_000]);
    return {
      figures: Object.fromEntries(rounded),
      peers: { libfvad: versionOf("@echogarden/fvad-wasm"), hark: versionOf("hark"), chromium: page.version },
    };
  },
};

/** What one contender made of all scenes. */
class Scores {
  readonly #scores: [TestScene, Score][];

  constructor(scenes: readonly TestScene[], contender: Contender) {
    this.#scores = scenes.map((scene) => [scene, Score.of(contender(scene.samples), scene.isSpeech)]);
  }

  over(noises: readonly TestNoiseName[]): Score {
    return Score.sum(this.#scores.filter(([{ noise }]) => noises.includes(noise)).map(([, score]) => score));
  }

  /** Median over the turns of the goals' scenes. */
  get onsetMs(): number {
    const own = this.#scores.filter(([{ noise }]) => classes.some((name) => name === noise));
    return median(own.flatMap(([, score]) => score.onsetsMs));
  }
}

/**
 * For each class of noise, with the weights that were trained without any noise of its kind: F1 on it, less
 * libfvad's. Nothing where those weights are missing.
 */
function heldOut(
  ear: Ear,
  scenes: readonly TestScene[],
  f1Libfvad: (noise: TestNoiseName) => number,
): Figures {
  const path = inRepository("test/bench/voice-held-out.json");
  if (!existsSync(path)) return {};
  const weights: Partial<Record<TestNoiseName, string>> = JSON.parse(readFileSync(path, "utf8"));
  const shipped = VOICE_WEIGHTS_OFFSET / 4;
  const figures: Record<string, number> = {};
  let worst = Infinity;
  for (const noise of Object.keys(testNoises) as TestNoiseName[]) {
    const packed = weights[noise];
    if (packed === undefined) continue;
    const unpacked = unpackWeights(Buffer.from(packed, "base64"));
    const before = ear.floats.slice(shipped, shipped + unpacked.length);
    ear.floats.set(unpacked, shipped);
    const own = scenes.filter((scene) => scene.noise === noise);
    const { f1 } = new Scores(own, kernel(ear)).over([noise]);
    ear.floats.set(before, shipped);
    const margin = f1 - f1Libfvad(noise);
    figures[`heldOutF1${noise[0]?.toUpperCase()}${noise.slice(1)}`] = f1;
    if (classes.some((name) => name === noise)) worst = Math.min(worst, margin);
  }
  return { ...figures, heldOutMargin: worst };
}
