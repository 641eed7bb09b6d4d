import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { VOICE_CELLS, VOICE_FEATURES } from "../../wasm/layout.ts";
import { buildWasm } from "../build-wasm.ts";
import { inRepository } from "../repository.ts";
import { type Clip, trainingClips } from "./features.ts";
import { Gru } from "./gru.ts";
import { Random } from "./random.ts";
import { packWeights, weightStep } from "./weights.ts";

/**
 * Trains the network of the voice decision and writes its weights. `--without NOISE` leaves out every scene with that
 * class of noise, and writes the weights where `npm run bench -- voice` finds them (those there: `--epochs 10`). The same
 * seed gives the same weights.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    scenes: { type: "string", default: "500" },
    epochs: { type: "string", default: "14" },
    without: { type: "string" },
  },
});

const chunkBlocks = 250;
const clipsPerBatch = 20;
const topRate = 6e-3;
const heldOutPath = inRepository("test/bench/voice-held-out.json");

await buildWasm();
const clips = (await trainingClips(Number(values.scenes))).filter(
  ({ noises }) => !noises.some((noise) => noise === values.without),
);
const packed = packWeights(train(clips, Number(values.epochs), new Random(Number(values.seed))));
if (values.without === undefined) writeWeights(packed);
else writeHeldOut(values.without, packed);

/** Adam (Kingma and Ba 2015) with its usual constants; the rate falls along half a cosine. */
function train(from: readonly Clip[], epochs: number, random: Random): Float32Array {
  console.info(
    `${from.length} scenes, seed ${values.seed}${values.without ? `, without ${values.without}` : ""}`,
  );
  const gru = new Gru(random, chunkBlocks);
  const { weights, gradient } = gru;
  const mean = new Float64Array(weights.length);
  const square = new Float64Array(weights.length);
  const chunks = Math.floor((from[0]?.labels.length ?? 0) / chunkBlocks);
  const batches = Math.ceil(from.length / clipsPerBatch);
  const steps = epochs * batches * chunks;
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(random, from);
    let loss = 0;
    for (let batch = 0; batch < batches; batch++) {
      const own = order.slice(batch * clipsPerBatch, (batch + 1) * clipsPerBatch);
      const states = own.map(() => new Float32Array(VOICE_CELLS));
      for (let chunk = 0; chunk < chunks; chunk++) {
        const [start, end] = [chunk * chunkBlocks, (chunk + 1) * chunkBlocks];
        for (const [index, clip] of own.entries()) {
          const x = clip.features.subarray(start * VOICE_FEATURES, end * VOICE_FEATURES);
          loss += gru.learn(
            x,
            clip.labels.subarray(start, end),
            states[index] ?? new Float32Array(VOICE_CELLS),
          );
        }
        const rate = topRate * (0.5 + 0.5 * Math.cos((Math.PI * step++) / steps));
        adam(weights, gradient, mean, square, step, rate, own.length * chunkBlocks);
      }
    }
    console.info(
      `epoch ${epoch + 1} of ${epochs}: loss ${(loss / (from.length * chunks * chunkBlocks)).toFixed(4)}`,
    );
  }
  return weights;
}

function adam(
  weights: Float32Array,
  gradient: Float32Array,
  mean: Float64Array,
  square: Float64Array,
  step: number,
  rate: number,
  blocks: number,
): void {
  let norm = 0;
  for (const slope of gradient) norm += slope * slope;
  // A step that is much steeper than the others is made shorter.
  const scale = 1 / Math.max(blocks, Math.sqrt(norm));
  const [meanPart, squarePart] = [1 - 0.9 ** step, 1 - 0.999 ** step];
  for (let i = 0; i < weights.length; i++) {
    const slope = (gradient[i] ?? 0) * scale;
    const m = 0.9 * (mean[i] ?? 0) + 0.1 * slope;
    const v = 0.999 * (square[i] ?? 0) + 0.001 * slope * slope;
    mean[i] = m;
    square[i] = v;
    const moved = (weights[i] ?? 0) - (rate * m) / meanPart / (Math.sqrt(v / squarePart) + 1e-8);
    // No weight may outgrow the byte that it is packed in.
    weights[i] = Math.max(-127 * weightStep, Math.min(127 * weightStep, moved * (1 - rate * 0.01)));
  }
  gradient.fill(0);
}

function shuffled(random: Random, all: readonly Clip[]): Clip[] {
  return all
    .map((clip) => ({ clip, at: random.fraction() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ clip }) => clip);
}

function writeWeights(weights: Int8Array): void {
  const lines: string[] = [];
  for (let at = 0; at < weights.length; at += 24)
    lines.push(`  ${weights.subarray(at, at + 24).join(", ")},`);
  const text = [
    "// Written by scripts/voice/train.ts. Signed bytes, in the order of scripts/voice/weights.ts.",
    `export const WEIGHTS_COUNT: i32 = ${weights.length};`,
    "export const WEIGHTS = <i32>memory.data<i8>([",
    ...lines,
    "]);",
    "",
  ];
  writeFileSync(inRepository("wasm/assembly/voice-weights.ts"), text.join("\n"));
}

function writeHeldOut(noise: string, weights: Int8Array): void {
  const all: Record<string, string> = existsSync(heldOutPath)
    ? JSON.parse(readFileSync(heldOutPath, "utf8"))
    : {};
  all[noise] = Buffer.from(weights.buffer).toString("base64");
  writeFileSync(heldOutPath, `${JSON.stringify(all, null, 2)}\n`);
}
