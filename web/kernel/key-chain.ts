import { frameOverheadBytes, openFrame, openSlot, scratchSlot, sealFrame } from "./frames.ts";
import { KernelError } from "./kernel-error.ts";
import type { KernelWasm } from "./kernel-wasm.ts";
import { ratchet, sframeKeys } from "./sender-key.ts";
import { wipe } from "./sha256.ts";

const none = new Uint8Array();

/**
 * One direction of a link, for what its ends tell each other of keys. Each message has a key of its own, made from the
 * one before, which is wiped: so none can be repeated, left out or read later.
 */
export class KeyChain {
  readonly #wasm: KernelWasm;
  #key: Uint8Array;
  #wiped = false;

  /** @param key 32 bytes, owned from here on */
  constructor(wasm: KernelWasm, key: Uint8Array) {
    this.#wasm = wasm;
    this.#key = key;
  }

  /** @throws KernelError when it is larger than a frame */
  seal(plaintext: Uint8Array): Uint8Array<ArrayBuffer> {
    const sealed = this.#once(() => sealFrame(this.#wasm, scratchSlot, none, plaintext));
    if (sealed === undefined) throw new KernelError(`A frame takes ${frameOverheadBytes} bytes less`);
    this.#step();
    return sealed;
  }

  /** @returns undefined when the peer did not seal it, or sealed it earlier or later; the chain then stays where it is */
  open(sealed: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
    const opened = this.#once(() => openFrame(this.#wasm, scratchSlot, sealed));
    if (opened.status === "dropped") return undefined;
    this.#step();
    return opened.bytes;
  }

  /** It seals and opens nothing more. */
  wipe(): void {
    wipe(this.#key);
    this.#wiped = true;
  }

  #once<Result>(act: () => Result): Result {
    if (this.#wiped) throw new KernelError("The chain has ended");
    openSlot(this.#wasm, scratchSlot, sframeKeys(this.#key, 0), true);
    try {
      return act();
    } finally {
      this.#wasm.exports.closeSlot(scratchSlot);
    }
  }

  #step(): void {
    const next = ratchet(this.#key);
    wipe(this.#key);
    this.#key = next;
  }
}
