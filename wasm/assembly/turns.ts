/**
 * The inner loops of ChaCha20 (RFC 8439 section 2.3) and Poly1305 (section 2.5), which take turns. A processor's vector
 * and integer units are apart, so that the one hides the other. And a stream of four blocks waits most of the time for
 * its own last result, so that two streams take little longer than one. They rest in memory between turns: sixteen
 * vectors are what a processor has, and compilers that had to keep more of them alive were slower (measured in Chromium
 * 156: 1.85 GB/s of both together, 1.6 with all in locals). A turn is one round: the less of one stream stands in a row,
 * the sooner a processor finds what it can do at once (by 10 %).
 *
 * Poly1305 has four 32-bit limbs and 64-bit products: r is clamped, so that sums of products stay below 2^64 with
 * limbs up to 2^33. No branch and no address depends on key or data.
 */
import { POLY_OFFSET, START_OFFSET, STATE_OFFSET, STREAM_BYTES } from "../layout";
import * as scalar from "./stream-scalar";
import * as simd from "./stream-simd";
import { add, Lanes, rotl16, rotl8 } from "./vectors";

/** Fields at POLY_OFFSET. */
export const R = 0;
export const S = 16;
export const H = 32;

const ROUNDS: u32 = 20;
const LOW: u64 = 0xffffffff;

/**
 * All rounds of `streams` streams (0, 1 or 2), and meanwhile Poly1305 over the bytes from `data` to `end`, whole blocks.
 * @param top 1 for a full block, 0 when the block holds its own end mark
 */
export function takeTurns(streams: u32, data: usize, end: usize, top: u64): void {
  let turns: u32 = streams * ROUNDS;
  if (!ASC_FEATURE_SIMD) {
    for (let stream: u32 = 0; stream < streams; stream++) scalar.streamRounds(stream, ROUNDS >> 1);
    turns = 0;
  } else if (streams === 1 && data === end) {
    return simd.streamRounds(ROUNDS >> 1);
  }
  const other: usize = streams === 2 ? STREAM_BYTES : 0;
  let state: usize = STATE_OFFSET;

  const r0: u64 = load<u32>(POLY_OFFSET, R),
    r1: u64 = load<u32>(POLY_OFFSET, R + 4),
    r2: u64 = load<u32>(POLY_OFFSET, R + 8),
    r3: u64 = load<u32>(POLY_OFFSET, R + 12);
  // 5/4 r: what wraps past 2^130 comes back times 5, and r1..r3 are multiples of 4.
  const s1 = r1 + (r1 >> 2),
    s2 = r2 + (r2 >> 2),
    s3 = r3 + (r3 >> 2);
  let h0 = load<u64>(POLY_OFFSET, H),
    h1 = load<u64>(POLY_OFFSET, H + 8),
    h2 = load<u64>(POLY_OFFSET, H + 16),
    h3 = load<u64>(POLY_OFFSET, H + 24),
    h4 = load<u64>(POLY_OFFSET, H + 32);

  for (let turn: u32 = 0; turn < turns || data < end; turn++) {
    let stop = end;
    if (ASC_FEATURE_SIMD && turn < turns) {
      // A column, or a diagonal: what is done to them is the same. Lane i of every vector belongs to block i. Each round
      // stores the words of four columns where the next one, which loads them in the same order, needs those of the
      // four diagonals, and the other way round: the exchanges are their own inverse.
      const from = turn < streams ? state + (START_OFFSET - STATE_OFFSET) : state;
      let x0 = v128.load(from);
      let x1 = v128.load(from, 16);
      let x2 = v128.load(from, 32);
      let x3 = v128.load(from, 48);
      let x4 = v128.load(from, 64);
      let x5 = v128.load(from, 80);
      let x6 = v128.load(from, 96);
      let x7 = v128.load(from, 112);
      let x8 = v128.load(from, 128);
      let x9 = v128.load(from, 144);
      let x10 = v128.load(from, 160);
      let x11 = v128.load(from, 176);
      let x12 = v128.load(from, 192);
      let x13 = v128.load(from, 208);
      let x14 = v128.load(from, 224);
      let x15 = v128.load(from, 240);
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
      x4 = Lanes.rotl(v128.xor(x4, x8), 12);
      x5 = Lanes.rotl(v128.xor(x5, x9), 12);
      x6 = Lanes.rotl(v128.xor(x6, x10), 12);
      x7 = Lanes.rotl(v128.xor(x7, x11), 12);
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
      x4 = Lanes.rotl(v128.xor(x4, x8), 7);
      x5 = Lanes.rotl(v128.xor(x5, x9), 7);
      x6 = Lanes.rotl(v128.xor(x6, x10), 7);
      x7 = Lanes.rotl(v128.xor(x7, x11), 7);
      v128.store(state, x1);
      v128.store(state, x0, 16);
      v128.store(state, x3, 32);
      v128.store(state, x2, 48);
      v128.store(state, x6, 64);
      v128.store(state, x5, 80);
      v128.store(state, x4, 96);
      v128.store(state, x7, 112);
      v128.store(state, x11, 128);
      v128.store(state, x10, 144);
      v128.store(state, x9, 160);
      v128.store(state, x8, 176);
      v128.store(state, x12, 192);
      v128.store(state, x15, 208);
      v128.store(state, x14, 224);
      v128.store(state, x13, 240);
      state ^= other;
      // Three blocks in four turns: 30 of a part's 32 in 40.
      stop = (turn & 3) === 3 ? data : min(end, data + 16);
    }
    for (; data < stop; data += 16) {
      h0 += load<u32>(data);
      h1 += load<u32>(data, 4);
      h2 += load<u32>(data, 8);
      h3 += load<u32>(data, 12);
      h4 += top;

      const d0 = h0 * r0 + h1 * s3 + h2 * s2 + h3 * s1;
      const d1 = h0 * r1 + h1 * r0 + h2 * s3 + h3 * s2 + h4 * s1 + (d0 >> 32);
      const d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s3 + h4 * s2 + (d1 >> 32);
      const d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * s3 + (d2 >> 32);
      const d4 = h4 * r0 + (d3 >> 32);

      // Everything from 2^130 up, times 5, back to the bottom. The carry rests in h1, which may pass 2^32 by little.
      const wrapped = (d4 >> 2) + (d4 & ~(3 as u64));
      h0 = (d0 & LOW) + (wrapped & LOW);
      h1 = (d1 & LOW) + (wrapped >> 32) + (h0 >> 32);
      h0 &= LOW;
      h2 = d2 & LOW;
      h3 = d3 & LOW;
      h4 = d4 & 3;
    }
  }

  store<u64>(POLY_OFFSET, h0, H);
  store<u64>(POLY_OFFSET, h1, H + 8);
  store<u64>(POLY_OFFSET, h2, H + 16);
  store<u64>(POLY_OFFSET, h3, H + 24);
  store<u64>(POLY_OFFSET, h4, H + 32);
}
