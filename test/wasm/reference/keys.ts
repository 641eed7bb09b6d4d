import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hash,
  hkdfSync,
  type KeyObject,
} from "node:crypto";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { encodeHeader } from "./header.ts";

/** docs/frame-format.md section 1 in other words than the kernel's, on Node's primitives and noble's. */
const utf8 = new TextEncoder();
const nothing = new Uint8Array();

export interface EndKeys {
  /** PKCS #8 */
  der: Uint8Array<ArrayBuffer>;
  key: KeyObject;
  publicKey: Uint8Array<ArrayBuffer>;
}

/** The X25519 key pair whose private key is 32 bytes that count up from `first`. */
export function endKeys(first: number): EndKeys {
  const head = Uint8Array.from(Buffer.from("302e020100300506032b656e04220420", "hex"));
  const der = Uint8Array.of(...head, ...Uint8Array.from({ length: 32 }, (_, index) => first + index));
  const key = createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  return { der, key, publicKey: Uint8Array.from(publicKey) };
}

export function hkdf(key: Uint8Array, salt: Uint8Array, info: Uint8Array | string, length = 32): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, salt, info, length));
}

export function sharedSecret(own: EndKeys, peer: EndKeys): Uint8Array {
  return new Uint8Array(diffieHellman({ privateKey: own.key, publicKey: createPublicKey(peer.key) }));
}

export function chainKey(
  shared: Uint8Array,
  context: Uint8Array,
  sender: EndKeys,
  receiver: EndKeys,
): Uint8Array {
  const info = Uint8Array.of(...utf8.encode("meshcall 1 link"), ...sender.publicKey, ...receiver.publicKey);
  return hkdf(shared, hash("sha256", context, "buffer"), info);
}

export function sframeKeys(base: Uint8Array, kid: number): { key: Uint8Array; salt: Uint8Array } {
  const suffix = Buffer.alloc(10);
  suffix.writeUInt32BE(kid, 4);
  suffix.writeUInt16BE(0xf001, 8);
  const label = (what: string) => Uint8Array.of(...utf8.encode(`SFrame 1.0 Secret ${what} `), ...suffix);
  return { key: hkdf(base, nothing, label("key")), salt: hkdf(base, nothing, label("salt"), 12) };
}

export function trackBase(base: Uint8Array, trackSid: string): Uint8Array {
  return hkdf(base, nothing, `meshcall 1 stream${trackSid}`);
}

export function ratcheted(base: Uint8Array): Uint8Array {
  return hkdf(base, nothing, "SFrame 1.0 Ratchet");
}

/** One frame, sealed. */
export function frame(base: Uint8Array, kid: number, counter: number, plaintext: Uint8Array): Uint8Array {
  const { key, salt } = sframeKeys(base, kid);
  const header = encodeHeader(BigInt(kid), BigInt(counter));
  const nonce = salt.slice();
  new DataView(nonce.buffer).setUint32(8, new DataView(nonce.buffer).getUint32(8) ^ counter);
  return Uint8Array.of(...header, ...chacha20poly1305(key, nonce, header).encrypt(plaintext));
}
