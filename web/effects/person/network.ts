import type { EffectsWasm } from "../wasm.ts";
import { readTflite, type TfliteLayer, type TfliteModel } from "./tflite.ts";
import { Places } from "./places.ts";

/** As in wasm/assembly/effects/activation.ts. */
const activations = { none: 0, relu: 1, hardSwish: 2, logistic: 3 } as const;

/** tensorflow/lite/schema/schema.fbs, BuiltinOperator. */
const operators = {
  add: 0,
  averagePool: 1,
  convolution: 3,
  convolutionOfChannels: 4,
  dequantize: 6,
  logistic: 14,
  multiply: 18,
  relu: 19,
  resize: 23,
  mean: 40,
  hardSwish: 117,
  /** MediaPipe's own, of 2 x 2 that do not overlap. */
  spread: "Convolution2DTransposeBias",
} as const;

const activationOf = new Map<number | string, number>([
  [operators.relu, activations.relu],
  [operators.hardSwish, activations.hardSwish],
  [operators.logistic, activations.logistic],
]);

/**
 * A network that says of each pixel of a small picture whether it belongs to a person, ready to run. It holds the numbers of
 * the model in the WASM's memory.
 */
export class PersonNetwork {
  /** Of the picture that goes in, and of the mask that comes out. */
  readonly width: number;
  readonly height: number;
  /** Where in the memory: red, green and blue of each pixel, 0 to 1. */
  readonly input: number;
  /** Where in the memory: one number for each pixel, 0 (behind) to 1 (a person). */
  readonly output: number;
  readonly #steps: readonly (() => void)[];

  /**
   * @param bytes a TensorFlow Lite file of MediaPipe's selfie segmentation
   * @throws RangeError for another file
   */
  constructor(wasm: EffectsWasm, bytes: Uint8Array) {
    const builder = new NetworkBuilder(wasm, readTflite(bytes));
    const { model, places } = builder;
    const [, height = 0, width = 0] = model.tensors[model.input]?.shape ?? [];
    const [, ...outShape] = model.tensors[model.output]?.shape ?? [];
    if (width * height === 0 || outShape.join() !== [height, width, 1].join())
      throw new RangeError("The model makes no mask of a picture");
    this.width = width;
    this.height = height;
    this.input = places.of(model.input);
    this.#steps = builder.build();
    this.output = places.of(model.output);
  }

  /** Makes the mask of what lies at `input`. */
  run(): void {
    for (const step of this.#steps) step();
  }
}

class NetworkBuilder {
  readonly model: TfliteModel;
  readonly places: Places;
  readonly #wasm: EffectsWasm;
  /** Where a tensor's numbers are, for constants that are kept in another form. */
  readonly #sameAs = new Map<number, number>();
  /** How many layers take it. */
  readonly #uses = new Map<number, number>();

  constructor(wasm: EffectsWasm, model: TfliteModel) {
    this.#wasm = wasm;
    this.model = model;
    for (const { inputs } of model.layers)
      for (const input of inputs) this.#uses.set(input, (this.#uses.get(input) ?? 0) + 1);
    this.places = new Places(wasm, (tensor) => this.#size(tensor));
    this.places.keep(model.input);
  }

  build(): (() => void)[] {
    const steps: (() => void)[] = [];
    const { layers } = this.model;
    for (let at = 0; at < layers.length; at++) {
      const layer = layers[at];
      if (layer === undefined) break;
      if (layer.operator === operators.dequantize) {
        const [from] = layer.inputs;
        if (from !== undefined) this.#sameAs.set(layer.output, from);
        continue;
      }
      // an activation right behind is done before the numbers are stored
      const next = layers[at + 1];
      const activation = next === undefined ? undefined : activationOf.get(next.operator);
      const isTaken =
        activation !== undefined &&
        activationOf.get(layer.operator) === undefined &&
        next?.inputs[0] === layer.output &&
        this.#uses.get(layer.output) === 1 &&
        takesActivation.has(layer.operator);
      steps.push(
        this.#step(layer, isTaken ? next.output : layer.output, isTaken ? activation : activations.none),
      );
      for (const input of layer.inputs) this.#used(input);
      if (isTaken) at++;
    }
    return steps;
  }

  #step(layer: TfliteLayer, output: number, activation: number): () => void {
    const wasm = this.#wasm.exports;
    const [first = -1, second = -1, third = -1] = layer.inputs;
    const [, height = 1, width = 1, channels = 1] = this.#shape(first);
    const to = this.places.of(output);
    const from = this.#place(first);
    const alone = activationOf.get(layer.operator);
    if (alone !== undefined) return () => wasm.activate(from, to, width * height * channels, alone);
    switch (layer.operator) {
      case operators.add:
        return (
          (other: number) => () =>
            wasm.sum(from, other, to, width * height * channels)
        )(this.#place(second));
      case operators.multiply:
        return (
          (by: number) => () =>
            wasm.scale(from, by, to, width * height, channels)
        )(this.#place(second));
      case operators.mean:
      case operators.averagePool:
        return () => wasm.mean(from, to, width * height, channels);
      case operators.resize:
        return () => wasm.enlarge(from, to, width, height, channels);
      case operators.spread: {
        const [weights, bias] = [
          this.places.constant(this.#values(second)),
          this.places.constant(this.#values(third)),
        ];
        return () => wasm.spread(from, weights, bias, to, width, height, channels, activation);
      }
      case operators.convolution:
        return this.#convolution(layer, to, activation);
      case operators.convolutionOfChannels: {
        const [, size = 1] = this.#shape(second);
        const [, , stride = 1] = layer.options;
        const before = rowsBefore(height, size, stride);
        const weights = this.places.constant(this.#values(second));
        const bias = this.places.constant(this.#values(third));
        return () =>
          wasm.convolveChannels(
            from,
            weights,
            bias,
            to,
            width,
            height,
            channels,
            size,
            stride,
            before,
            activation,
          );
      }
      default:
        throw new RangeError(`The model has a layer of a kind that is not known: ${layer.operator}`);
    }
  }

  #convolution(layer: TfliteLayer, to: number, activation: number): () => void {
    const wasm = this.#wasm.exports;
    const [first = -1, second = -1, third = -1] = layer.inputs;
    const [, height = 1, width = 1, ins = 1] = this.#shape(first);
    const [outs = 1, size = 1] = this.#shape(second);
    const from = this.#place(first);
    const bias = this.places.constant(this.#values(third));
    const values = this.#values(second);
    if (size === 3 && ins === 3 && outs === 16) {
      const weights = this.places.constant(inputsFirst(values, outs, 27, outs));
      const before = rowsBefore(height, size, 2);
      return () => wasm.convolveColours(from, weights, bias, to, width, height, before, activation);
    }
    if (size !== 1 || ins % 4 !== 0 || outs % 8 !== 0)
      throw new RangeError("The model has a layer of another size");
    const weights = this.places.constant(inputsFirst(values, outs, ins, 8));
    return () => wasm.convolvePixels(from, weights, bias, to, width * height, ins, outs, activation);
  }

  #place(tensor: number): number {
    return this.places.of(tensor);
  }

  #values(tensor: number): Float32Array {
    const values = this.model.tensors[this.#sameAs.get(tensor) ?? tensor]?.values;
    if (values === undefined) throw new RangeError("The model lacks numbers");
    return values;
  }

  #shape(tensor: number): readonly number[] {
    return this.model.tensors[tensor]?.shape ?? [];
  }

  #size(tensor: number): number {
    return this.#shape(tensor).reduce((product, each) => product * each, 1);
  }

  #used(tensor: number): void {
    const left = (this.#uses.get(tensor) ?? 0) - 1;
    this.#uses.set(tensor, left);
    if (left === 0) this.places.free(tensor);
  }
}

const takesActivation = new Set<number | string>([
  operators.convolution,
  operators.convolutionOfChannels,
  operators.spread,
]);

/** Of `SAME` padding: what does not divide evenly lies behind. */
function rowsBefore(rows: number, size: number, stride: number): number {
  return Math.max(0, (Math.ceil(rows / stride) - 1) * stride + size - rows) >> 1;
}

/** Weights by output channel become weights by input channel, in groups of output channels. */
function inputsFirst(values: Float32Array, outs: number, ins: number, group: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let out = 0; out < outs; out++)
    for (let each = 0; each < ins; each++)
      turned[Math.floor(out / group) * group * ins + each * group + (out % group)] =
        values[out * ins + each] ?? 0;
  return turned;
}
