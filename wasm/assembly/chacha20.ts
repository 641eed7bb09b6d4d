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

/** Word `word` of all blocks of the first `streams` streams. */
function startWord(streams: u32, word: usize, value: u32): void {
  const end: usize = START_OFFSET + streams * STREAM_BYTES;
  if (ASC_FEATURE_SIMD) {
    for (let at: usize = START_OFFSET + word * 16; at < end; at += STREAM_BYTES)
      v128.store(at, i32x4.splat(value));
  } else {
    for (let at: usize = START_OFFSET + word * 4; at < end; at += BLOCK_BYTES) store<u32>(at, value);
  }
}

/** What the streams start from: 32 bytes of key, 12 of nonce. */
export function startStreams(streams: u32, key: usize, nonce: usize): void {
  // "expand 32-byte k"
  startWord(streams, 0, 0x61707865);
  startWord(streams, 1, 0x3320646e);
  startWord(streams, 2, 0x79622d32);
  startWord(streams, 3, 0x6b206574);
  for (let word: usize = 0; word < 8; word++) startWord(streams, 4 + word, load<u32>(key + (word << 2)));
  for (let word: usize = 0; word < 3; word++) startWord(streams, 13 + word, load<u32>(nonce + (word << 2)));
}

/** @param counter the first block's; each stream goes on where the one before ends */
export function countStreams(streams: u32, counter: u32): void {
  for (let start: usize = START_OFFSET; streams > 0; streams--, start += STREAM_BYTES) {
    if (ASC_FEATURE_SIMD) {
      v128.store(start, i32x4.add(i32x4.splat(counter), i32x4(0, 1, 2, 3)), COUNTER * 16);
      counter += STREAM_BLOCKS;
    } else {
      for (let block: usize = 0; block < STREAM_BYTES; block += BLOCK_BYTES) {
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
