import { VOICE_CELLS, VOICE_FEATURES } from "../../wasm/layout.ts";

/** One column of gates for each feature and each cell, one of biases; then the output's weights and its bias. */
export const weightCount = (VOICE_FEATURES + VOICE_CELLS + 1) * 3 * VOICE_CELLS + VOICE_CELLS + 1;

/** As in wasm/assembly/voice-network.ts: weights are whole multiples of this in the kernel, in one signed byte each. */
export const weightStep = 1 / 32;

export function packWeights(weights: Float32Array): Int8Array {
  return Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / weightStep))));
}

export function unpackWeights(packed: Uint8Array): Float32Array {
  return Float32Array.from(new Int8Array(packed), (byte) => byte * weightStep);
}
