import type { EffectsWasm } from "../wasm.ts";

interface Place {
  at: number;
  values: number;
}

/** Where in the memory the numbers of a network are. A place is used again when its tensor has been used. */
export class Places {
  readonly #wasm: EffectsWasm;
  readonly #sizeOf: (tensor: number) => number;
  readonly #taken = new Map<number, Place>();
  readonly #kept = new Set<number>();
  #free: Place[] = [];

  /** @param sizeOf how many numbers a tensor has */
  constructor(wasm: EffectsWasm, sizeOf: (tensor: number) => number) {
    this.#wasm = wasm;
    this.#sizeOf = sizeOf;
  }

  of(tensor: number): number {
    const known = this.#taken.get(tensor);
    if (known !== undefined) return known.at;
    const values = this.#sizeOf(tensor);
    const fitting = this.#free.filter((place) => place.values >= values);
    const [smallest] = fitting.toSorted((one, other) => one.values - other.values);
    const place = smallest ?? { at: this.#wasm.reserve(values * 4), values };
    this.#free = this.#free.filter((each) => each !== place);
    this.#taken.set(tensor, place);
    return place.at;
  }

  /** Is never used for another. */
  keep(tensor: number): void {
    this.#kept.add(tensor);
  }

  free(tensor: number): void {
    const place = this.#taken.get(tensor);
    if (place === undefined || this.#kept.has(tensor)) return;
    this.#taken.delete(tensor);
    this.#free.push(place);
  }

  constant(values: Float32Array): number {
    const at = this.#wasm.reserve(values.byteLength);
    this.#wasm.floats(at, values.length).set(values);
    return at;
  }
}
