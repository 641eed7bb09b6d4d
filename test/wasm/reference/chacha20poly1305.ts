/** RFC 8439 as it is written: one word at a time, Poly1305 in whole numbers. Slow. */

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** Section 2.1 */
function quarterRound(state: Uint32Array, a: number, b: number, c: number, d: number): void {
  const add = (to: number, from: number) => void (state[to] = state[to]! + state[from]!);
  const mix = (to: number, from: number, bits: number) => {
    state[to] = rotate(state[to]! ^ state[from]!, bits);
  };
  add(a, b);
  mix(d, a, 16);
  add(c, d);
  mix(b, c, 12);
  add(a, b);
  mix(d, a, 8);
  add(c, d);
  mix(b, c, 7);
}

/** Section 2.3 */
export function block(key: Uint8Array, nonce: Uint8Array, counter: number): Uint8Array {
  const start = new Uint32Array(16);
  const bytes = new Uint8Array(start.buffer);
  bytes.set(new TextEncoder().encode("expand 32-byte k"));
  bytes.set(key, 16);
  start[12] = counter;
  bytes.set(nonce, 52);
  const state = start.slice();
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 4; i++) quarterRound(state, i, 4 + i, 8 + i, 12 + i);
    for (let i = 0; i < 4; i++) {
      quarterRound(state, i, 4 + ((i + 1) % 4), 8 + ((i + 2) % 4), 12 + ((i + 3) % 4));
    }
  }
  return new Uint8Array(state.map((word, at) => word + start[at]!).buffer);
}

/** Section 2.4 */
export function encrypt(key: Uint8Array, nonce: Uint8Array, counter: number, data: Uint8Array): Uint8Array {
  let stream = new Uint8Array();
  return data.map((byte, at) => {
    if (at % 64 === 0) stream = new Uint8Array(block(key, nonce, counter + at / 64));
    return byte ^ stream[at % 64]!;
  });
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** Section 2.5 */
export function poly1305(key: Uint8Array, message: Uint8Array): Uint8Array {
  const r = littleEndian(key.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    const part = message.subarray(at, at + 16);
    sum = ((sum + littleEndian(part) + (1n << BigInt(8 * part.length))) * r) % ((1n << 130n) - 5n);
  }
  sum += littleEndian(key.subarray(16));
  return Uint8Array.from({ length: 16 }, (_, at) => Number((sum >> BigInt(8 * at)) & 0xffn));
}

/** Section 2.8: ciphertext and tag. */
export function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const ciphertext = encrypt(key, nonce, 1, plaintext);
  const padded = (bytes: Uint8Array) => [...bytes, ...new Uint8Array((16 - (bytes.length % 16)) % 16)];
  const lengths = new BigUint64Array([BigInt(associated.length), BigInt(ciphertext.length)]);
  const covered = [...padded(associated), ...padded(ciphertext), ...new Uint8Array(lengths.buffer)];
  const tag = poly1305(block(key, nonce, 0).subarray(0, 32), Uint8Array.from(covered));
  return Uint8Array.of(...ciphertext, ...tag);
}
