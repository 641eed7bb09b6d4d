/**
 * ChaCha20, four blocks at a time (RFC 8439 section 2.4). Lane i of every vector belongs to block `counter + i`.
 * The rounds are unrolled: V8 keeps the sixteen vectors in registers only when they are locals.
 */
import { KEYSTREAM_BYTES, KEYSTREAM_OFFSET } from "../layout";

function add(a: v128, b: v128): v128 {
  return i32x4.add(a, b);
}

function rotl(a: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(a, bits), i32x4.shr_u(a, 32 - bits));
}

// Rotations by whole bytes are one shuffle.
function rotl16(a: v128): v128 {
  return v128.shuffle<u8>(a, a, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

function rotl8(a: v128): v128 {
  return v128.shuffle<u8>(a, a, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14);
}

function word(at: usize): v128 {
  return v128.load_splat<u32>(at);
}

/** Turns four vectors (word i of blocks 0..3) into 16 bytes of each block. */
function storeRow(a: v128, b: v128, c: v128, d: v128, to: usize): void {
  const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<u64>(ab, cd, 0, 2));
  v128.store(to, v128.shuffle<u64>(ab, cd, 1, 3), 64);
  v128.store(to, v128.shuffle<u64>(ab2, cd2, 0, 2), 128);
  v128.store(to, v128.shuffle<u64>(ab2, cd2, 1, 3), 192);
}

/** Blocks `counter` to `counter + 3` into the keystream scratch. */
export function keystream(key: usize, nonce: usize, counter: u32): void {
  const k0 = i32x4.splat(0x61707865),
    k1 = i32x4.splat(0x3320646e),
    k2 = i32x4.splat(0x79622d32),
    k3 = i32x4.splat(0x6b206574);
  const counters = add(i32x4.splat(counter), i32x4(0, 1, 2, 3));
  let x0 = k0,
    x1 = k1,
    x2 = k2,
    x3 = k3;
  let x4 = word(key + 0),
    x5 = word(key + 4),
    x6 = word(key + 8),
    x7 = word(key + 12);
  let x8 = word(key + 16),
    x9 = word(key + 20),
    x10 = word(key + 24),
    x11 = word(key + 28);
  let x12 = counters,
    x13 = word(nonce),
    x14 = word(nonce + 4),
    x15 = word(nonce + 8);

  for (let doubleRound = 0; doubleRound < 10; doubleRound++) {
    // columns
    x0 = add(x0, x4);
    x1 = add(x1, x5);
    x2 = add(x2, x6);
    x3 = add(x3, x7);
    x12 = rotl16(v128.xor(x12, x0));
    x13 = rotl16(v128.xor(x13, x1));
    x14 = rotl16(v128.xor(x14, x2));
    x15 = rotl16(v128.xor(x15, x3));
    x8 = add(x8, x12);
    x9 = add(x9, x13);
    x10 = add(x10, x14);
    x11 = add(x11, x15);
    x4 = rotl(v128.xor(x4, x8), 12);
    x5 = rotl(v128.xor(x5, x9), 12);
    x6 = rotl(v128.xor(x6, x10), 12);
    x7 = rotl(v128.xor(x7, x11), 12);
    x0 = add(x0, x4);
    x1 = add(x1, x5);
    x2 = add(x2, x6);
    x3 = add(x3, x7);
    x12 = rotl8(v128.xor(x12, x0));
    x13 = rotl8(v128.xor(x13, x1));
    x14 = rotl8(v128.xor(x14, x2));
    x15 = rotl8(v128.xor(x15, x3));
    x8 = add(x8, x12);
    x9 = add(x9, x13);
    x10 = add(x10, x14);
    x11 = add(x11, x15);
    x4 = rotl(v128.xor(x4, x8), 7);
    x5 = rotl(v128.xor(x5, x9), 7);
    x6 = rotl(v128.xor(x6, x10), 7);
    x7 = rotl(v128.xor(x7, x11), 7);
    // diagonals
    x0 = add(x0, x5);
    x1 = add(x1, x6);
    x2 = add(x2, x7);
    x3 = add(x3, x4);
    x15 = rotl16(v128.xor(x15, x0));
    x12 = rotl16(v128.xor(x12, x1));
    x13 = rotl16(v128.xor(x13, x2));
    x14 = rotl16(v128.xor(x14, x3));
    x10 = add(x10, x15);
    x11 = add(x11, x12);
    x8 = add(x8, x13);
    x9 = add(x9, x14);
    x5 = rotl(v128.xor(x5, x10), 12);
    x6 = rotl(v128.xor(x6, x11), 12);
    x7 = rotl(v128.xor(x7, x8), 12);
    x4 = rotl(v128.xor(x4, x9), 12);
    x0 = add(x0, x5);
    x1 = add(x1, x6);
    x2 = add(x2, x7);
    x3 = add(x3, x4);
    x15 = rotl8(v128.xor(x15, x0));
    x12 = rotl8(v128.xor(x12, x1));
    x13 = rotl8(v128.xor(x13, x2));
    x14 = rotl8(v128.xor(x14, x3));
    x10 = add(x10, x15);
    x11 = add(x11, x12);
    x8 = add(x8, x13);
    x9 = add(x9, x14);
    x5 = rotl(v128.xor(x5, x10), 7);
    x6 = rotl(v128.xor(x6, x11), 7);
    x7 = rotl(v128.xor(x7, x8), 7);
    x4 = rotl(v128.xor(x4, x9), 7);
  }

  storeRow(add(x0, k0), add(x1, k1), add(x2, k2), add(x3, k3), KEYSTREAM_OFFSET);
  storeRow(
    add(x4, word(key + 0)),
    add(x5, word(key + 4)),
    add(x6, word(key + 8)),
    add(x7, word(key + 12)),
    KEYSTREAM_OFFSET + 16,
  );
  storeRow(
    add(x8, word(key + 16)),
    add(x9, word(key + 20)),
    add(x10, word(key + 24)),
    add(x11, word(key + 28)),
    KEYSTREAM_OFFSET + 32,
  );
  storeRow(
    add(x12, counters),
    add(x13, word(nonce)),
    add(x14, word(nonce + 4)),
    add(x15, word(nonce + 8)),
    KEYSTREAM_OFFSET + 48,
  );
}

/** data ^= stream, `length` bytes. */
export function xorBytes(data: usize, stream: usize, length: u32): void {
  const end = data + length;
  while (data + 16 <= end) {
    v128.store(data, v128.xor(v128.load(data), v128.load(stream)));
    data += 16;
    stream += 16;
  }
  while (data < end) {
    store<u8>(data, load<u8>(data) ^ load<u8>(stream));
    data++;
    stream++;
  }
}

/** Encrypts or decrypts in place. `counter` is the first block's. The keystream stays in scratch: the caller wipes it. */
export function chacha20(key: usize, nonce: usize, counter: u32, data: usize, length: u32): void {
  while (length > 0) {
    const part = min<u32>(length, KEYSTREAM_BYTES);
    keystream(key, nonce, counter);
    xorBytes(data, KEYSTREAM_OFFSET, part);
    counter += 4;
    data += part;
    length -= part;
  }
}
