/**
 * Runs in the audio thread: RNNoise takes 10 ms at a time, the thread 128 samples. What comes out is 480 samples late, and
 * what RNNoise itself holds back.
 */
interface Rnnoise {
  /** Memory, and what emscripten has left of the names (rnnoise-wasm 0.2.1). */
  readonly memory: WebAssembly.Memory;
  construct(): void;
  create(model: number): number;
  allocate(bytes: number): number;
  /** In place; 16-bit sound in floats. @returns the probability of a voice */
  process(state: number, output: number, input: number): number;
}

interface NoiseOptions {
  readonly module: ArrayBuffer;
}

/** As RNNoise was trained: 10 ms at 48 kHz. */
const frameSamples = 480;
const sixteenBits = 32_768;

declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: typeof NoiseSuppressorProcessor): void;

export class NoiseSuppressorProcessor extends AudioWorkletProcessor {
  readonly #rnnoise: Rnnoise;
  readonly #state: number;
  readonly #place: number;
  readonly #in = new Float32Array(frameSamples);
  readonly #out = new Float32Array(frameSamples);
  #at = 0;
  #isEnded = false;

  constructor({ processorOptions }: { processorOptions: NoiseOptions }) {
    super();
    this.#rnnoise = rnnoiseOf(processorOptions.module);
    this.#rnnoise.construct();
    this.#state = this.#rnnoise.create(0);
    this.#place = this.#rnnoise.allocate(frameSamples * 4);
    this.port.onmessage = () => (this.#isEnded = true);
    this.port.postMessage("ready");
  }

  process([inputs]: Float32Array[][], [outputs]: Float32Array[][]): boolean {
    if (this.#isEnded) return false;
    const [input] = inputs ?? [];
    const [output] = outputs ?? [];
    if (output === undefined) return true;
    // one frame goes in while the one before comes out
    for (let each = 0; each < output.length; each++) {
      this.#in[this.#at] = input?.[each] ?? 0;
      output[each] = this.#out[this.#at] ?? 0;
      if (++this.#at === frameSamples) this.#turn();
    }
    return true;
  }

  #turn(): void {
    this.#at = 0;
    const samples = new Float32Array(this.#rnnoise.memory.buffer, this.#place, frameSamples);
    for (let each = 0; each < frameSamples; each++) samples[each] = (this.#in[each] ?? 0) * sixteenBits;
    this.#rnnoise.process(this.#state, this.#place, this.#place);
    for (let each = 0; each < frameSamples; each++) this.#out[each] = (samples[each] ?? 0) / sixteenBits;
  }
}

function rnnoiseOf(bytes: ArrayBuffer): Rnnoise {
  const imports = {
    // emscripten: more memory, which one state never asks for, and a copy of much at once
    a: {
      a: () => 0,
      b: (to: number, from: number, length: number) =>
        new Uint8Array(rnnoise.memory.buffer).copyWithin(to, from, from + length),
    },
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  const { c, d, f, g, j } = exports;
  if (!(c instanceof WebAssembly.Memory) || !isCall(d) || !isCall(f) || !isCall(g) || !isCall(j))
    throw new TypeError("The module is not RNNoise");
  const rnnoise: Rnnoise = { memory: c, construct: d, create: f, allocate: g, process: j };
  return rnnoise;
}

function isCall(value: unknown): value is (...numbers: number[]) => number {
  return typeof value === "function";
}

registerProcessor("meshcall-noise", NoiseSuppressorProcessor);
