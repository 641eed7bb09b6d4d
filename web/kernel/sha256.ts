/**
 * SHA-256 (FIPS 180-4), HMAC (RFC 2104) and HKDF (RFC 5869), each in one call without waiting: WebCrypto's are promises,
 * and a change of key must not let frames pass meanwhile. For keys alone; nothing here branches on a secret.
 */

/** FIPS 180-4 section 4.2.2: of the cube roots of the first 64 primes, the first 32 bits of their fractions. */
const roundConstants = new Uint32Array(64);
/** Section 5.3.3: likewise of the square roots of the first eight. */
const initialHash = new Uint32Array(8);
// A root of these has 49 bits of fraction as f64, and none lies so near to a change of the 32nd that the last bit counts.
for (let prime = 2, index = 0; index < 64; prime++) {
  let factor = 2;
  while (prime % factor > 0) factor++;
  if (factor < prime) continue;
  // an element takes its number modulo 2^32, rounded down
  initialHash[index] = Math.sqrt(prime) * 2 ** 32;
  roundConstants[index++] = Math.cbrt(prime) * 2 ** 32;
}
const blockBytes = 64;
const hashBytes = 32;

const schedule = new Uint32Array(64);

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** Section 6.2.2 */
function compress(hash: Uint32Array, block: DataView, at: number): void {
  const w = schedule;
  for (let t = 0; t < 16; t++) w[t] = block.getUint32(at + 4 * t);
  for (let t = 16; t < 64; t++) {
    const [x, y] = [w[t - 15] ?? 0, w[t - 2] ?? 0];
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[t] = (w[t - 16] ?? 0) + s0 + (w[t - 7] ?? 0) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let t = 0; t < 64; t++) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const one = (h + sum1 + ((e & f) ^ (~e & g)) + (roundConstants[t] ?? 0) + (w[t] ?? 0)) | 0;
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const two = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) hash[index] = (hash[index] ?? 0) + word;
}

export function sha256(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  // Section 5.1.1: a one, zeros, and the length in bits as 64 bits.
  const message = new Uint8Array(Math.ceil((length + 9) / blockBytes) * blockBytes);
  let end = 0;
  for (const part of parts) {
    message.set(part, end);
    end += part.length;
  }
  message[end] = 0x80;
  const view = new DataView(message.buffer);
  view.setBigUint64(message.length - 8, BigInt(length) * 8n);
  const hash = initialHash.slice();
  for (let at = 0; at < message.length; at += blockBytes) compress(hash, view, at);
  wipe(message, schedule);
  const digest = new DataView(new ArrayBuffer(hashBytes));
  for (const [index, word] of hash.entries()) digest.setUint32(4 * index, word);
  wipe(hash);
  return new Uint8Array(digest.buffer);
}

export function hmacSha256(key: Uint8Array, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const short = key.length > blockBytes ? sha256(key) : key;
  const padded = (pad: number) => new Uint8Array(blockBytes).map((_, index) => pad ^ (short[index] ?? 0));
  const [inner, outer] = [padded(0x36), padded(0x5c)];
  const first = sha256(inner, ...parts);
  const mac = sha256(outer, first);
  wipe(inner, outer, first);
  return mac;
}

/** HKDF-SHA256: extract, then expand. @param bytes up to 32, one block: no key here is longer */
export function hkdf(
  key: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  bytes = hashBytes,
): Uint8Array<ArrayBuffer> {
  const pseudoRandom = hmacSha256(salt, key);
  const block = hmacSha256(pseudoRandom, info, Uint8Array.of(1));
  const result = block.slice(0, bytes);
  wipe(pseudoRandom, block);
  return result;
}

export function wipe(...secrets: (Uint8Array | Uint32Array)[]): void {
  for (const secret of secrets) secret.fill(0);
}
