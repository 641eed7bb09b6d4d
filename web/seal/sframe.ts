import { encodeHeader, type SframeHeader } from "./sframe-header.ts";

/** RFC 9605, section 4.5: AES_128_GCM_SHA256_128. */
const cipherSuite = 0x0004;
const [keyBits, saltBits] = [128, 96];
export const tagBytes = 16;

/** What a frame is sealed with, under one KID. The key cannot be read back. */
export interface SframeKey {
  readonly kid: number;
  readonly key: CryptoKey;
  /** 12 bytes */
  readonly salt: Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();
const none = new Uint8Array();

/**
 * RFC 9605, section 4.4.2.
 * @param base wiped
 */
export async function sframeKey(base: Uint8Array<ArrayBuffer>, kid: number): Promise<SframeKey> {
  const secret = await crypto.subtle.importKey("raw", base, "HKDF", false, ["deriveBits"]);
  base.fill(0);
  const derive = async (what: "key" | "salt", bits: number): Promise<Uint8Array<ArrayBuffer>> => {
    const how = { name: "HKDF", hash: "SHA-256", salt: none, info: label(what, kid) };
    return new Uint8Array(await crypto.subtle.deriveBits(how, secret, bits));
  };
  const [keyBytes, salt] = await Promise.all([derive("key", keyBits), derive("salt", saltBits)]);
  const key = await crypto.subtle.importKey("raw", keyBytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  keyBytes.fill(0);
  return { kid, key, salt };
}

/**
 * @param counter of this frame and of no other under this key
 * @param metadata what is authenticated besides; the receiver has it from elsewhere
 * @returns header, ciphertext and tag
 */
export async function sealFrame(
  { kid, key, salt }: SframeKey,
  counter: number,
  plaintext: Uint8Array<ArrayBuffer>,
  metadata: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const header = encodeHeader(BigInt(kid), BigInt(counter));
  const sealed = await crypto.subtle.encrypt(aesGcm(salt, BigInt(counter), header, metadata), key, plaintext);
  return joined(header, new Uint8Array(sealed));
}

/** @returns undefined when it, or its metadata, is not what was sealed */
export async function openFrame(
  { key, salt }: SframeKey,
  { counter, lengthBytes }: SframeHeader,
  frame: Uint8Array<ArrayBuffer>,
  metadata: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const how = aesGcm(salt, counter, frame.subarray(0, lengthBytes), metadata);
  try {
    return new Uint8Array(await crypto.subtle.decrypt(how, key, frame.subarray(lengthBytes)));
  } catch {
    return undefined;
  }
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** RFC 9605, sections 4.4.3 and 4.4.4: the nonce is the salt XOR the counter. */
function aesGcm(salt: Uint8Array, counter: bigint, header: Uint8Array, metadata: Uint8Array): AesGcmParams {
  const iv = salt.slice();
  const view = new DataView(iv.buffer);
  view.setBigUint64(4, view.getBigUint64(4) ^ counter);
  return { name: "AES-GCM", iv, additionalData: joined(header, metadata), tagLength: 8 * tagBytes };
}

function label(what: "key" | "salt", kid: number): Uint8Array<ArrayBuffer> {
  const numbers = new DataView(new ArrayBuffer(10));
  numbers.setBigUint64(0, BigInt(kid));
  numbers.setUint16(8, cipherSuite);
  return joined(encoder.encode(`SFrame 1.0 Secret ${what} `), new Uint8Array(numbers.buffer));
}
