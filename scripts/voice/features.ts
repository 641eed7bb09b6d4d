import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { VOICE_FEATURES } from "../../wasm/layout.ts";
import { inRepository } from "../repository.ts";
import { blocksOf, openEar } from "./hear.ts";
import type { NoiseName } from "./noises.ts";
import { debianPackages } from "./recordings.ts";
import { trainingMaterial } from "./scenes.ts";

/** A training scene as the network sees it. */
export interface Clip {
  /** A row of VOICE_FEATURES for each block. */
  features: Float32Array;
  /** 1: speech. */
  labels: Uint8Array;
  noises: readonly NoiseName[];
}

const cache = inRepository("node_modules/.cache/voice");
export const sceneSeconds = 20;
const blocks = sceneSeconds * 100;

/** Scenes 1 to `count` through the kernel. They are kept until what makes them changes. */
export async function trainingClips(count: number): Promise<Clip[]> {
  const name = `${cache}/scenes-${count}-${digestOfSources()}`;
  if (!existsSync(`${name}.json`)) await makeClips(count, name);
  const bytes = readFileSync(`${name}.f32`);
  const features = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const labels = readFileSync(`${name}.labels`);
  const noises: NoiseName[][] = JSON.parse(readFileSync(`${name}.json`, "utf8"));
  const row = blocks * VOICE_FEATURES;
  return noises.map((own, at) => ({
    features: features.subarray(at * row, (at + 1) * row),
    labels: labels.subarray(at * blocks, (at + 1) * blocks),
    noises: own,
  }));
}

async function makeClips(count: number, name: string): Promise<void> {
  const material = trainingMaterial(sceneSeconds);
  if (!material)
    throw new Error(`Install Debian's ${debianPackages.join(" ")}: their recordings are trained on.`);
  const ear = await openEar();
  const features = new Float32Array(count * blocks * VOICE_FEATURES);
  const labels = new Uint8Array(count * blocks);
  const noises: NoiseName[][] = [];
  for (let at = 0; at < count; at++) {
    const scene = material.scene(at + 1);
    ear.reset();
    let block = at * blocks;
    for (const samples of blocksOf(scene.samples)) {
      ear.block(samples);
      features.set(ear.features(), block++ * VOICE_FEATURES);
    }
    labels.set(scene.isSpeech.map(Number), at * blocks);
    noises.push(scene.noises);
    if (at % 50 === 49) console.info(`${at + 1} of ${count} scenes`);
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${name}.f32`, features);
  writeFileSync(`${name}.labels`, labels);
  writeFileSync(`${name}.json`, JSON.stringify(noises));
}

/** Of what makes scenes and features; not of the weights. */
function digestOfSources(): string {
  const hash = createHash("sha256");
  const kernel = "wasm/assembly/{level,voice,voice-features,voice-fft}.ts";
  const scripts = "scripts/voice/{noises,random,recordings,scenes,sound}.ts";
  for (const path of globSync([kernel, scripts], { cwd: inRepository(".") }).toSorted()) {
    hash.update(readFileSync(inRepository(path)));
  }
  return hash.digest("hex").slice(0, 12);
}
