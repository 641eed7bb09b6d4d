import { slotCount } from "./frames.ts";
import { KernelError } from "./kernel-error.ts";
import type { KernelWasm } from "./kernel-wasm.ts";

/** The places for streams' keys and counters in the WASM's memory. */
export class Slots {
  readonly #wasm: KernelWasm;
  readonly #taken = new Set<number>();

  constructor(wasm: KernelWasm) {
    this.#wasm = wasm;
  }

  /** @throws KernelError when there is none left */
  take(): number {
    for (let slot = 0; slot < slotCount; slot++) {
      if (this.#taken.has(slot)) continue;
      this.#taken.add(slot);
      return slot;
    }
    throw new KernelError(`All ${slotCount} streams are taken`);
  }

  /** Wipes it. Safe to call twice for a slot that nobody has taken since. */
  free(slot: number): void {
    this.#wasm.exports.closeSlot(slot);
    this.#taken.delete(slot);
  }
}
