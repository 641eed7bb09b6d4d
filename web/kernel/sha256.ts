/**
 * SHA-256 (FIPS 180-4), HMAC (RFC 2104) and HKDF (RFC 5869), each in one call without waiting: WebCrypto's are promises,
 * and a change of key must not let frames pass meanwhile. For keys alone; nothing here branches on a secret.
 */

/** FIPS 180-4 section 4.2.2: of the cube roots of the first 64 primes, the first 32 bits of their fractions. */
const roundConstants = Uint32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
);
/** Section 5.3.3: likewise of the square roots of the first eight. */
const initialHash = Uint32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);
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
  const inner = new Uint8Array(blockBytes).fill(0x36);
  const outer = new Uint8Array(blockBytes).fill(0x5c);
  for (const [index, byte] of short.entries()) {
    inner[index] = 0x36 ^ byte;
    outer[index] = 0x5c ^ byte;
  }
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
