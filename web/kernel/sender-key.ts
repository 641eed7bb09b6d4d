import * as layout from "../../wasm/layout.ts";
import type { StreamKeys } from "./frames.ts";
import { hkdf, wipe } from "./sha256.ts";

/** docs/frame-format.md section 1. A KID is a generation and, in its low bits, how often its key was ratcheted. */
const ratchetBits = 4;
export const lastStep = 2 ** ratchetBits - 1;
/** So that a KID fits 32 bits; a change of key every second reaches it after eight years. */
export const lastGeneration = 2 ** (32 - ratchetBits) - 1;
/** RFC 9605 section 5.1: the hash's length. */
export const baseKeyBytes = 32;
/** From RFC 9605's private range: ChaCha20-Poly1305 with SHA-256. The registry has no such suite. */
const cipherSuite = 0xf001;

const encoder = new TextEncoder();
const none = new Uint8Array();

export function kidOfKey(generation: number, step: number): number {
  return generation * 2 ** ratchetBits + step;
}
export function generationOf(kid: number): number {
  return Math.floor(kid / 2 ** ratchetBits);
}
export function stepOf(kid: number): number {
  return kid % 2 ** ratchetBits;
}

export function newBaseKey(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(baseKeyBytes));
}

/** RFC 9605 section 5.1: forward only; nobody comes back from it. The caller wipes what it gave and what it got. */
export function ratchet(base: Uint8Array, steps = 1): Uint8Array<ArrayBuffer> {
  let key = base.slice();
  for (let step = 0; step < steps; step++) {
    const next = hkdf(key, none, encoder.encode("SFrame 1.0 Ratchet"));
    wipe(key);
    key = next;
  }
  return key;
}

/** Keys of one track: no two tracks share a key, so each has counters of its own. */
export function trackKeys(base: Uint8Array, kid: number, trackSid: string): StreamKeys {
  const trackBase = hkdf(base, none, encoder.encode(`meshcall 1 stream${trackSid}`));
  const keys = sframeKeys(trackBase, kid);
  wipe(trackBase);
  return keys;
}

/** What sound and picture are sealed under: docs/frame-format.md section 6. */
export function mediaBase(base: Uint8Array): Uint8Array<ArrayBuffer> {
  return hkdf(base, none, encoder.encode("meshcall 1 media"));
}

/** RFC 9605 section 4.4.2 */
export function sframeKeys(base: Uint8Array, kid: number): StreamKeys {
  const key = hkdf(base, none, label("key", kid), layout.KEY_BYTES);
  const salt = hkdf(base, none, label("salt", kid), layout.SALT_BYTES);
  return { kid, key, salt };
}

function label(what: "key" | "salt", kid: number): Uint8Array {
  const text = encoder.encode(`SFrame 1.0 Secret ${what} `);
  const bytes = new Uint8Array(text.length + 10);
  bytes.set(text);
  const view = new DataView(bytes.buffer, text.length);
  view.setBigUint64(0, BigInt(kid));
  view.setUint16(8, cipherSuite);
  return bytes;
}
