/**
 * SHA-256 (FIPS 180-4), HMAC (RFC 2104) and HKDF (RFC 5869), each in one call without waiting: WebCrypto's are promises,
 * and a change of key must not let frames pass meanwhile. For keys alone.
 */
import { hkdf as nobleHkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

const hashBytes = 32;

export function sha256(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const hash = nobleSha256.create();
  for (const part of parts) hash.update(part);
  return taken(hash);
}

export function hmacSha256(key: Uint8Array, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const hash = hmac.create(nobleSha256, key);
  for (const part of parts) hash.update(part);
  return taken(hash);
}

export function hkdf(
  key: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  bytes = hashBytes,
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(nobleHkdf(nobleSha256, key, salt, info, bytes));
}

export function wipe(...secrets: (Uint8Array | Uint32Array)[]): void {
  for (const secret of secrets) secret.fill(0);
}

/** Its state holds what was hashed: it is wiped. */
function taken(hash: { digest(): Uint8Array; destroy(): void }): Uint8Array<ArrayBuffer> {
  const digest = Uint8Array.from(hash.digest());
  hash.destroy();
  return digest;
}
