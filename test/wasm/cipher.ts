import { FRAME_OFFSET, KEY_INPUT_OFFSET, LEVEL_SAMPLES_OFFSET } from "../../wasm/layout.ts";
import type { PartsWasm } from "./parts.ts";

// Regions that are idle while the cipher runs hold its inputs.
const keyAt = KEY_INPUT_OFFSET;
const nonceAt = KEY_INPUT_OFFSET + 64;
const associatedAt = LEVEL_SAMPLES_OFFSET;

export interface AeadInput {
  key: Uint8Array;
  nonce: Uint8Array;
  associated: Uint8Array;
}

function place({ bytes }: PartsWasm, { key, nonce, associated }: AeadInput, data: Uint8Array): void {
  bytes.set(key, keyAt);
  bytes.set(nonce, nonceAt);
  bytes.set(associated, associatedAt);
  bytes.set(data, FRAME_OFFSET);
}

/** Ciphertext and tag, made by the kernel. */
export function seal(wasm: PartsWasm, input: AeadInput, plaintext: Uint8Array): Uint8Array {
  place(wasm, input, plaintext);
  const { length } = plaintext;
  wasm.exports.aeadSeal(keyAt, nonceAt, associatedAt, input.associated.length, FRAME_OFFSET, length);
  return wasm.bytes.slice(FRAME_OFFSET, FRAME_OFFSET + length + 16);
}

/** The plaintext; undefined when the kernel refuses the tag. */
export function open(wasm: PartsWasm, input: AeadInput, sealed: Uint8Array): Uint8Array | undefined {
  place(wasm, input, sealed);
  const length = sealed.length - 16;
  const associatedLength = input.associated.length;
  const good = wasm.exports.aeadOpen(keyAt, nonceAt, associatedAt, associatedLength, FRAME_OFFSET, length);
  return good === 1 ? wasm.bytes.slice(FRAME_OFFSET, FRAME_OFFSET + length) : undefined;
}

export function streamXor(
  wasm: PartsWasm,
  key: Uint8Array,
  nonce: Uint8Array,
  counter: number,
  data: Uint8Array,
): Uint8Array {
  place(wasm, { key, nonce, associated: new Uint8Array() }, data);
  wasm.exports.streamXor(keyAt, nonceAt, counter, FRAME_OFFSET, data.length);
  return wasm.bytes.slice(FRAME_OFFSET, FRAME_OFFSET + data.length);
}

export function mac(wasm: PartsWasm, key: Uint8Array, data: Uint8Array): Uint8Array {
  place(wasm, { key, nonce: new Uint8Array(), associated: new Uint8Array() }, data);
  wasm.exports.mac(keyAt, FRAME_OFFSET, data.length, nonceAt);
  return wasm.bytes.slice(nonceAt, nonceAt + 16);
}
