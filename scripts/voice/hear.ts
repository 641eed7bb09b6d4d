import { readFile } from "node:fs/promises";
import {
  LEVEL_BLOCK_SAMPLES,
  LEVEL_SAMPLES_OFFSET,
  VOICE_FEATURES,
  VOICE_FEATURES_OFFSET,
  VOICE_SCORE_OFFSET,
} from "../../wasm/layout.ts";
import { inRepository } from "../repository.ts";

/** The kernel as it is built, with what it keeps of a block to be looked at. */
export interface Ear {
  floats: Float32Array;
  reset(): void;
  /** @returns what `levelBlock` does */
  block(samples: Float32Array): number;
  /** Of the last block. */
  features(): Float32Array;
  score(): number;
}

interface KernelExports {
  memory: WebAssembly.Memory;
  levelReset(microphone: number): void;
  levelBlock(microphone: number): number;
}

export async function openEar(): Promise<Ear> {
  const bytes = await readFile(inRepository("wasm/build/kernel.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, {});
  if (!isKernel(instance.exports)) throw new Error("wasm/build/kernel.wasm is not the kernel");
  const { memory, levelReset, levelBlock } = instance.exports;
  const floats = new Float32Array(memory.buffer);
  return {
    floats,
    reset: () => levelReset(0),
    block(samples) {
      floats.set(samples, LEVEL_SAMPLES_OFFSET / 4);
      return levelBlock(0);
    },
    features: () => floats.slice(VOICE_FEATURES_OFFSET / 4, VOICE_FEATURES_OFFSET / 4 + VOICE_FEATURES),
    score: () => floats[VOICE_SCORE_OFFSET / 4] ?? 0,
  };
}

// The module is built from the same commit.
function isKernel(exports: object): exports is KernelExports {
  return "levelReset" in exports && "levelBlock" in exports && "memory" in exports;
}

export function* blocksOf(samples: Float32Array): Generator<Float32Array, void, undefined> {
  for (let at = 0; at + LEVEL_BLOCK_SAMPLES <= samples.length; at += LEVEL_BLOCK_SAMPLES) {
    yield samples.subarray(at, at + LEVEL_BLOCK_SAMPLES);
  }
}
