import { VOICE_CELLS as cells, VOICE_FEATURES as features } from "../../wasm/layout.ts";
import type { Random } from "./random.ts";
import { weightCount } from "./weights.ts";

const gates = 3 * cells;
/** Where each part begins in the weights. */
const recurrent = features * gates;
const bias = recurrent + cells * gates;
const out = bias + gates;
const outBias = out + cells;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** What one clip's forward pass leaves for the way back. */
interface Trace {
  cells: Float32Array;
  gates: Float32Array;
  past: Float32Array;
}

/** The network of wasm/assembly/voice-network.ts, with its gradient: back through time in chunks. */
export class Gru {
  readonly weights = new Float32Array(weightCount);
  readonly gradient = new Float32Array(weightCount);
  readonly #trace: Trace;

  constructor(random: Random, chunkBlocks: number) {
    for (let i = 0; i < bias; i++) {
      this.weights[i] = random.normal() / Math.sqrt(i < recurrent ? features : cells);
    }
    for (let i = out; i < outBias; i++) this.weights[i] = random.normal() / Math.sqrt(cells);
    this.#trace = {
      cells: new Float32Array((chunkBlocks + 1) * cells),
      gates: new Float32Array(chunkBlocks * gates),
      past: new Float32Array(chunkBlocks * cells),
    };
  }

  /**
   * Hears a chunk and adds its gradient.
   * @param state the cells; they are taken further @returns the sum of the blocks' losses
   */
  learn(x: Float32Array, labels: Uint8Array, state: Float32Array): number {
    const blocks = labels.length;
    const { cells: h, gates: g, past } = this.#trace;
    const { weights: w, gradient } = this;
    h.set(state);
    const logits = new Float32Array(blocks);
    for (let t = 0; t < blocks; t++) logits[t] = this.#forward(x, t, h, g, past);
    state.set(h.subarray(blocks * cells, (blocks + 1) * cells));
    let loss = 0;
    const dh = new Float32Array(cells);
    const da = new Float32Array(gates);
    const before = new Float32Array(cells);
    for (let t = blocks - 1; t >= 0; t--) {
      const score = sigmoid(logits[t] ?? 0);
      const label = labels[t] ?? 0;
      loss -= Math.log((label ? score : 1 - score) + 1e-7);
      const error = score - label;
      gradient[outBias] = (gradient[outBias] ?? 0) + error;
      const [at, now, gate] = [t * cells, (t + 1) * cells, t * gates];
      for (let c = 0; c < cells; c++) {
        gradient[out + c] = (gradient[out + c] ?? 0) + error * (h[now + c] ?? 0);
        const d = (dh[c] ?? 0) + error * (w[out + c] ?? 0);
        const [z, r, n] = [g[gate + c] ?? 0, g[gate + cells + c] ?? 0, g[gate + 2 * cells + c] ?? 0];
        const dn = d * (1 - z) * (1 - n * n);
        da[c] = d * ((h[at + c] ?? 0) - n) * z * (1 - z);
        da[cells + c] = dn * (past[at + c] ?? 0) * r * (1 - r);
        da[2 * cells + c] = dn;
        before[c] = d * z;
      }
      for (let j = 0; j < gates; j++) gradient[bias + j] = (gradient[bias + j] ?? 0) + (da[j] ?? 0);
      for (let i = 0; i < features; i++) {
        const [value, column] = [x[t * features + i] ?? 0, i * gates];
        for (let j = 0; j < gates; j++)
          gradient[column + j] = (gradient[column + j] ?? 0) + value * (da[j] ?? 0);
      }
      for (let c = 0; c < cells; c++)
        da[2 * cells + c] = (da[2 * cells + c] ?? 0) * (g[gate + cells + c] ?? 0);
      for (let i = 0; i < cells; i++) {
        const [value, column] = [h[at + i] ?? 0, recurrent + i * gates];
        let sum = before[i] ?? 0;
        for (let j = 0; j < gates; j++) {
          gradient[column + j] = (gradient[column + j] ?? 0) + value * (da[j] ?? 0);
          sum += (w[column + j] ?? 0) * (da[j] ?? 0);
        }
        dh[i] = sum;
      }
    }
    return loss;
  }

  /** @returns the score before the last sigmoid */
  #forward(x: Float32Array, t: number, h: Float32Array, g: Float32Array, past: Float32Array): number {
    const w = this.weights;
    const [at, now, gate] = [t * cells, (t + 1) * cells, t * gates];
    for (let j = 0; j < gates; j++) g[gate + j] = w[bias + j] ?? 0;
    for (let i = 0; i < features; i++) {
      const [value, column] = [x[t * features + i] ?? 0, i * gates];
      for (let j = 0; j < gates; j++) g[gate + j] = (g[gate + j] ?? 0) + value * (w[column + j] ?? 0);
    }
    for (let c = 0; c < cells; c++) past[at + c] = 0;
    for (let i = 0; i < cells; i++) {
      const [value, column] = [h[at + i] ?? 0, recurrent + i * gates];
      for (let j = 0; j < 2 * cells; j++) g[gate + j] = (g[gate + j] ?? 0) + value * (w[column + j] ?? 0);
      for (let c = 0; c < cells; c++)
        past[at + c] = (past[at + c] ?? 0) + value * (w[column + 2 * cells + c] ?? 0);
    }
    let logit = w[outBias] ?? 0;
    for (let c = 0; c < cells; c++) {
      const z = sigmoid(g[gate + c] ?? 0);
      const r = sigmoid(g[gate + cells + c] ?? 0);
      const n = Math.tanh((g[gate + 2 * cells + c] ?? 0) + r * (past[at + c] ?? 0));
      g[gate + c] = z;
      g[gate + cells + c] = r;
      g[gate + 2 * cells + c] = n;
      const next = n + z * ((h[at + c] ?? 0) - n);
      h[now + c] = next;
      logit += next * (w[out + c] ?? 0);
    }
    return logit;
  }
}
