import { readFileSync } from "node:fs";
import { chromium } from "playwright";
import { chromiumFlags, requireChromium } from "../../scripts/find-browser.ts";
import { inRepository } from "../../scripts/repository.ts";
import { blocksOf, type Ear } from "../../scripts/voice/hear.ts";
import { LEVEL_SAMPLES_OFFSET } from "../../wasm/layout.ts";
import { type Fvad, FvadDetector } from "./voice-contenders.ts";

const rounds = 15;

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** Microseconds for a block of the scene, the copy into WASM included; in turn, in Node. */
export function blockCosts(
  ear: Ear,
  fvad: Fvad,
  samples: Float32Array,
): { kernelUs: number; libfvadUs: number } {
  const blocks = [...blocksOf(samples)];
  const detector = new FvadDetector(fvad, 3);
  const time = (run: (block: Float32Array) => void): number => {
    const start = performance.now();
    for (const block of blocks) run(block);
    return ((performance.now() - start) * 1_000) / blocks.length;
  };
  const [kernelUs, libfvadUs]: number[][] = [[], []];
  ear.reset();
  for (let round = -3; round < rounds; round++) {
    const [own, other] = [time((block) => ear.block(block)), time((block) => detector.block(block))];
    if (round < 0) continue; // warming up
    kernelUs?.push(own);
    libfvadUs?.push(other);
  }
  detector.close();
  return { kernelUs: median(kernelUs ?? []), libfvadUs: median(libfvadUs ?? []) };
}

/**
 * Microseconds for a block and for one poll of hark, in turn, in a page. Many analysers are asked at each moment of one
 * rendering, since an analyser answers the same moment twice without work, and the page's clock is coarse.
 */
export async function pageCosts(
  samples: Float32Array,
): Promise<{ kernelUs: number; harkUs: number; version: string }> {
  const browser = await chromium.launch({ executablePath: requireChromium(), args: [...chromiumFlags] });
  try {
    const page = await browser.newPage();
    const costs = await page.evaluate(measureInPage, {
      wasm: readFileSync(inRepository("wasm/build/kernel.wasm")).toString("base64"),
      samples: [...samples.subarray(0, 48_000 * 4)],
      offset: LEVEL_SAMPLES_OFFSET / 4,
      rounds,
    });
    return { kernelUs: median(costs.kernelUs), harkUs: median(costs.harkUs), version: browser.version() };
  } finally {
    await browser.close();
  }
}

async function measureInPage(given: { wasm: string; samples: number[]; offset: number; rounds: number }) {
  const bytes = Uint8Array.from(atob(given.wasm), (char) => char.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes, {});
  // The module is built from the same commit.
  const { memory, levelReset, levelBlock } = instance.exports as {
    memory: WebAssembly.Memory;
    levelReset(microphone: number): void;
    levelBlock(microphone: number): number;
  };
  const samples = Float32Array.from(given.samples);
  const floats = new Float32Array(memory.buffer);
  levelReset(0);
  const blocks = Array.from({ length: Math.floor(samples.length / 480) }, (_, i) =>
    samples.subarray(i * 480, (i + 1) * 480),
  );
  const hear = (): number => {
    const start = performance.now();
    for (let again = 0; again < 10; again++) {
      for (const block of blocks) {
        floats.set(block, given.offset);
        levelBlock(0);
      }
    }
    return ((performance.now() - start) * 1_000) / (10 * blocks.length);
  };
  const seconds = samples.length / 48_000;
  const context = new OfflineAudioContext(1, samples.length, 48_000);
  const buffer = context.createBuffer(1, samples.length, 48_000);
  buffer.copyToChannel(samples, 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  const analysers = Array.from({ length: 200 }, () => {
    const analyser = new AnalyserNode(context, { fftSize: 512, smoothingTimeConstant: 0.1 });
    source.connect(analyser);
    return analyser;
  });
  const bins = new Float32Array(256);
  let loudest = -Infinity;
  /** As in hark.js. */
  const poll = (analyser: AnalyserNode): void => {
    analyser.getFloatFrequencyData(bins);
    for (let i = 4; i < bins.length; i++) {
      const bin = bins[i] ?? -Infinity;
      if (bin > loudest && bin < 0) loudest = bin;
    }
  };
  const kernelUs: number[] = [];
  const harkUs: number[] = [];
  const warmUp = 3;
  for (let round = 0; round < given.rounds + warmUp; round++) {
    const at = ((round + 1) * seconds) / (given.rounds + warmUp + 2);
    void context.suspend(at).then(() => {
      const own = hear();
      const start = performance.now();
      for (const analyser of analysers) poll(analyser);
      const other = ((performance.now() - start) * 1_000) / analysers.length;
      if (round >= warmUp) {
        kernelUs.push(own);
        harkUs.push(other);
      }
      return context.resume();
    });
  }
  source.start();
  await context.startRendering();
  if (loudest === -Infinity) throw new Error("The analysers heard nothing");
  return { kernelUs, harkUs };
}
