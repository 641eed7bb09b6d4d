/** The rounds of ChaCha20 (RFC 8439 section 2.3) without SIMD: a stream's four blocks one after the other. */
import { START_OFFSET, STATE_OFFSET, STREAM_BYTES } from "../layout";

const BLOCK_BYTES: usize = 64;

export function streamRounds(stream: u32, count: u32): void {
  const begin: usize = STATE_OFFSET + stream * STREAM_BYTES;
  for (let state = begin; state < begin + STREAM_BYTES; state += BLOCK_BYTES) blockRounds(state, count);
}

function blockRounds(state: usize, count: u32): void {
  const start = state + (START_OFFSET - STATE_OFFSET);
  let x0 = load<u32>(start);
  let x1 = load<u32>(start, 4);
  let x2 = load<u32>(start, 8);
  let x3 = load<u32>(start, 12);
  let x4 = load<u32>(start, 16);
  let x5 = load<u32>(start, 20);
  let x6 = load<u32>(start, 24);
  let x7 = load<u32>(start, 28);
  let x8 = load<u32>(start, 32);
  let x9 = load<u32>(start, 36);
  let x10 = load<u32>(start, 40);
  let x11 = load<u32>(start, 44);
  let x12 = load<u32>(start, 48);
  let x13 = load<u32>(start, 52);
  let x14 = load<u32>(start, 56);
  let x15 = load<u32>(start, 60);
  for (; count > 0; count--) {
    // columns
    x0 = x0 + x4;
    x1 = x1 + x5;
    x2 = x2 + x6;
    x3 = x3 + x7;
    x12 = rotl(x12 ^ x0, 16);
    x13 = rotl(x13 ^ x1, 16);
    x14 = rotl(x14 ^ x2, 16);
    x15 = rotl(x15 ^ x3, 16);
    x8 = x8 + x12;
    x9 = x9 + x13;
    x10 = x10 + x14;
    x11 = x11 + x15;
    x4 = rotl(x4 ^ x8, 12);
    x5 = rotl(x5 ^ x9, 12);
    x6 = rotl(x6 ^ x10, 12);
    x7 = rotl(x7 ^ x11, 12);
    x0 = x0 + x4;
    x1 = x1 + x5;
    x2 = x2 + x6;
    x3 = x3 + x7;
    x12 = rotl(x12 ^ x0, 8);
    x13 = rotl(x13 ^ x1, 8);
    x14 = rotl(x14 ^ x2, 8);
    x15 = rotl(x15 ^ x3, 8);
    x8 = x8 + x12;
    x9 = x9 + x13;
    x10 = x10 + x14;
    x11 = x11 + x15;
    x4 = rotl(x4 ^ x8, 7);
    x5 = rotl(x5 ^ x9, 7);
    x6 = rotl(x6 ^ x10, 7);
    x7 = rotl(x7 ^ x11, 7);
    // diagonals
    x0 = x0 + x5;
    x1 = x1 + x6;
    x2 = x2 + x7;
    x3 = x3 + x4;
    x15 = rotl(x15 ^ x0, 16);
    x12 = rotl(x12 ^ x1, 16);
    x13 = rotl(x13 ^ x2, 16);
    x14 = rotl(x14 ^ x3, 16);
    x10 = x10 + x15;
    x11 = x11 + x12;
    x8 = x8 + x13;
    x9 = x9 + x14;
    x5 = rotl(x5 ^ x10, 12);
    x6 = rotl(x6 ^ x11, 12);
    x7 = rotl(x7 ^ x8, 12);
    x4 = rotl(x4 ^ x9, 12);
    x0 = x0 + x5;
    x1 = x1 + x6;
    x2 = x2 + x7;
    x3 = x3 + x4;
    x15 = rotl(x15 ^ x0, 8);
    x12 = rotl(x12 ^ x1, 8);
    x13 = rotl(x13 ^ x2, 8);
    x14 = rotl(x14 ^ x3, 8);
    x10 = x10 + x15;
    x11 = x11 + x12;
    x8 = x8 + x13;
    x9 = x9 + x14;
    x5 = rotl(x5 ^ x10, 7);
    x6 = rotl(x6 ^ x11, 7);
    x7 = rotl(x7 ^ x8, 7);
    x4 = rotl(x4 ^ x9, 7);
  }
  store<u32>(state, x0);
  store<u32>(state, x1, 4);
  store<u32>(state, x2, 8);
  store<u32>(state, x3, 12);
  store<u32>(state, x4, 16);
  store<u32>(state, x5, 20);
  store<u32>(state, x6, 24);
  store<u32>(state, x7, 28);
  store<u32>(state, x8, 32);
  store<u32>(state, x9, 36);
  store<u32>(state, x10, 40);
  store<u32>(state, x11, 44);
  store<u32>(state, x12, 48);
  store<u32>(state, x13, 52);
  store<u32>(state, x14, 56);
  store<u32>(state, x15, 60);
}
