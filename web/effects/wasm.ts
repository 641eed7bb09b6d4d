import type { instantiate } from "../../wasm/build/effects.js";

/** The functions of wasm/assembly/effects/index.ts. Places are byte offsets in the memory. */
export type EffectsExports = Awaited<ReturnType<typeof instantiate>>;

/** WASM's pages. */
const pageBytes = 65_536;
/** What asc keeps for itself lies before it. */
const firstPlace = 4_096;

/** The WASM instance and its memory, of which each part is reserved once and for all. */
export class EffectsWasm {
  readonly exports: EffectsExports;
  #end = firstPlace;

  constructor(exports: EffectsExports) {
    this.exports = exports;
  }

  /**
   * @param bytes the module, built from the same commit
   * @throws WebAssembly.CompileError (as a rejection) where the page's policy forbids WASM, or without SIMD
   */
  static async load(bytes: BufferSource): Promise<EffectsWasm> {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    if (!isEffects(instance.exports)) throw new TypeError("The WASM module is another one");
    return new EffectsWasm(instance.exports);
  }

  /** @returns a place of that many bytes, for vectors */
  reserve(bytes: number): number {
    const at = this.#end;
    this.#end += Math.ceil(bytes / 16) * 16;
    const missing = this.#end - this.exports.memory.buffer.byteLength;
    if (missing > 0) this.exports.memory.grow(Math.ceil(missing / pageBytes));
    return at;
  }

  /** A view that holds until the next place is reserved. */
  floats(at: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory, at, length);
  }
  /** A view that holds until the next place is reserved. */
  bytes(at: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory, at, length);
  }

  get #memory(): ArrayBuffer {
    const { buffer } = this.exports.memory;
    if (buffer instanceof ArrayBuffer) return buffer;
    throw new TypeError("The memory must not be shared");
  }
}

function isEffects(exports: object): exports is EffectsExports {
  return "memory" in exports && exports.memory instanceof WebAssembly.Memory && "convolvePixels" in exports;
}
