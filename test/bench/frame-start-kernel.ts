import { openSlot, sealFrame } from "../../web/kernel/frames.ts";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";

/** From the script's bytes to the first sealed frame. */
export async function firstSeal(): Promise<number> {
  const wasm = await loadWasm();
  openSlot(wasm, 0, { kid: 0, key: new Uint8Array(32), salt: new Uint8Array(12) }, true);
  return sealFrame(wasm, 0, Uint8Array.of(1), new Uint8Array(1_024))?.length ?? 0;
}
