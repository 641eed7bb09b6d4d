/**
 * ChaCha20 (RFC 8439 section 2.4) by streams of four blocks. With SIMD a stream is sixteen vectors, lane i of each
 * belonging to block i; without, four blocks of sixteen words one after the other.
 */
import { START_OFFSET, STATE_OFFSET, STREAM_BYTES } from "../layout";

const WORDS: usize = 16;
const BLOCK_BYTES: usize = 64;
const STREAM_BLOCKS: u32 = 4;
/** The word of a block that is its counter. */
const COUNTER: usize = 12;

/** Words `word` to `word + 3` of all blocks of the stream whose start is at `to`. */
function startWords(to: usize, word: usize, a: u32, b: u32, c: u32, d: u32): void {
  if (ASC_FEATURE_SIMD) {
    to += word << 4;
    v128.store(to, i32x4.splat(a));
    v128.store(to, i32x4.splat(b), 16);
    v128.store(to, i32x4.splat(c), 32);
    v128.store(to, i32x4.splat(d), 48);
  } else {
    const end = to + STREAM_BYTES;
    for (to += word << 2; to < end; to += BLOCK_BYTES) {
      store<u32>(to, a);
      store<u32>(to, b, 4);
      store<u32>(to, c, 8);
      store<u32>(to, d, 12);
    }
  }
}

/** What the streams start from: 32 bytes of key, 12 of nonce; {@link countStreams} adds the counters. */
export function startStreams(streams: u32, key: usize, nonce: usize): void {
  for (let to: usize = START_OFFSET; streams > 0; streams--, to += STREAM_BYTES) {
    // "expand 32-byte k"
    startWords(to, 0, 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574);
    startWords(to, 4, load<u32>(key), load<u32>(key, 4), load<u32>(key, 8), load<u32>(key, 12));
    startWords(to, 8, load<u32>(key, 16), load<u32>(key, 20), load<u32>(key, 24), load<u32>(key, 28));
    startWords(to, 12, 0, load<u32>(nonce), load<u32>(nonce, 4), load<u32>(nonce, 8));
  }
}

/** @param counter the first block's; each stream goes on where the one before ends */
export function countStreams(streams: u32, counter: u32): void {
  for (let start: usize = START_OFFSET; streams > 0; streams--, start += STREAM_BYTES) {
    if (ASC_FEATURE_SIMD) {
      v128.store(start, i32x4.add(i32x4.splat(counter), i32x4(0, 1, 2, 3)), COUNTER * 16);
      counter += STREAM_BLOCKS;
    } else {
      for (let block: usize = 0; block < <usize>STREAM_BYTES; block += BLOCK_BYTES) {
        store<u32>(start + block, counter++, COUNTER * 4);
      }
    }
  }
}

/** Four vectors, word i of blocks 0..3, become 16 bytes of each block; `to` and every 64 bytes on is XORed with them. */
function xorRow(a: v128, b: v128, c: v128, d: v128, to: usize): void {
  const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.xor(v128.load(to), v128.shuffle<u64>(ab, cd, 0, 2)));
  v128.store(to, v128.xor(v128.load(to, 64), v128.shuffle<u64>(ab, cd, 1, 3)), 64);
  v128.store(to, v128.xor(v128.load(to, 128), v128.shuffle<u64>(ab2, cd2, 0, 2)), 128);
  v128.store(to, v128.xor(v128.load(to, 192), v128.shuffle<u64>(ab2, cd2, 1, 3)), 192);
}

function sum(state: usize, word: usize): v128 {
  const at = state + (word << 4);
  return i32x4.add(v128.load(at), v128.load(at, START_OFFSET - STATE_OFFSET));
}

/** Adds what the streams started from, and XORs the key stream into 256 bytes at `to` for each. */
export function xorStreams(streams: u32, to: usize): void {
  const end: usize = STATE_OFFSET + streams * STREAM_BYTES;
  if (ASC_FEATURE_SIMD) {
    for (let state: usize = STATE_OFFSET; state < end; state += STREAM_BYTES, to += STREAM_BYTES) {
      for (let word: usize = 0; word < WORDS; word += 4) {
        xorRow(
          sum(state, word),
          sum(state, word + 1),
          sum(state, word + 2),
          sum(state, word + 3),
          to + (word << 2),
        );
      }
    }
  } else {
    for (let at: usize = STATE_OFFSET; at < end; at += 4, to += 4) {
      store<u32>(to, load<u32>(to) ^ (load<u32>(at) + load<u32>(at, START_OFFSET - STATE_OFFSET)));
    }
  }
}

/** data ^= stream, `length` bytes. */
export function xorBytes(data: usize, stream: usize, length: u32): void {
  const end = data + length;
  for (; data + 8 <= end; data += 8, stream += 8) store<u64>(data, load<u64>(data) ^ load<u64>(stream));
  for (; data < end; data++, stream++) store<u8>(data, load<u8>(data) ^ load<u8>(stream));
}
