/**
 * The inner loop of ChaCha20 (RFC 8439 section 2.3) and Poly1305 (section 2.5), which take turns. A processor's vector and
 * integer units are apart, so that the one hides the other; and a stream of four blocks waits for its own last result, so
 * that two do better than one. Beyond that the fewest instructions are the fastest: a turn has a double round of each
 * stream, which rest in memory meanwhile, and three of Poly1305's blocks, written out since a loop of their own costs 6 %
 * (docs/decisions/one-pass-cipher.md has what else was tried).
 *
 * Poly1305's sum has four limbs of 32 bits, the last one of 34, and 64-bit products. r is clamped: its limbs are below
 * 2^28, and those of 5/4 r below 1.25 * 2^28. With a block added, the sum's are at most 3.04, 2, 2 and 6 times 2^32, so that
 * the largest sum of products is 15.6 * 2^60. No branch and no address depends on key or data.
 */
import { POLY_OFFSET, START_OFFSET, STATE_OFFSET, STREAM_BYTES } from "../layout";
import * as scalar from "./stream-scalar";
import { Stream } from "./stream-simd";

/** Fields at POLY_OFFSET. */
export const R = 0;
export const S = 16;
export const H = 32;
/** What a whole block has on top, in the last limb: 2^128. 0 for a block that holds its own end mark. */
export const MARK = 64;

const DOUBLE_ROUNDS: u32 = 10;
/** Poly1305's blocks in a turn: 30 of the 32 that two streams encrypt in ten turns. */
const TURN_BYTES: u32 = 48;
const LOW: u64 = 0xffffffff;
/** Everything from 2^130 up comes back to the bottom, times 5. */
export const TOP_BITS = 34;
const TOP: u64 = 0x3ffffffff;

/**
 * All rounds of `streams` streams (0, 1 or 2), and meanwhile Poly1305 over the bytes from `data` to `end`, whole blocks.
 */
export function takeTurns(streams: u32, data: usize, end: usize): void {
  const mark = load<u64>(POLY_OFFSET, MARK);
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
    h3 = load<u64>(POLY_OFFSET, H + 24);
  let d0: u64, d1: u64, d2: u64, d3: u64;

  if (!ASC_FEATURE_SIMD) {
    for (let stream: u32 = 0; stream < streams; stream++) scalar.streamRounds(stream, DOUBLE_ROUNDS);
  } else if (streams > 0) {
    for (let turn: u32 = 0; turn < DOUBLE_ROUNDS; turn++) {
      const from: usize = turn === 0 ? START_OFFSET : STATE_OFFSET;
      const blocks = data + TURN_BYTES <= end;
      Stream.doubleRound(from, STATE_OFFSET);
      if (blocks) {
        h0 += load<u32>(data);
        h1 += load<u32>(data, 4);
        h2 += load<u32>(data, 8);
        h3 += mark + load<u32>(data, 12);
        d0 = h0 * r0 + h1 * s3 + h2 * s2 + h3 * s1;
        d1 = h0 * r1 + h1 * r0 + h2 * s3 + h3 * s2 + (d0 >> 32);
        d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s3 + (d1 >> 32);
        d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + (d2 >> 32);
        h0 = (d0 & LOW) + (d3 >> TOP_BITS) * 5;
        h1 = d1 & LOW;
        h2 = d2 & LOW;
        h3 = d3 & TOP;
        h0 += load<u32>(data, 16);
        h1 += load<u32>(data, 20);
        h2 += load<u32>(data, 24);
        h3 += mark + load<u32>(data, 28);
        d0 = h0 * r0 + h1 * s3 + h2 * s2 + h3 * s1;
        d1 = h0 * r1 + h1 * r0 + h2 * s3 + h3 * s2 + (d0 >> 32);
        d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s3 + (d1 >> 32);
        d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + (d2 >> 32);
        h0 = (d0 & LOW) + (d3 >> TOP_BITS) * 5;
        h1 = d1 & LOW;
        h2 = d2 & LOW;
        h3 = d3 & TOP;
      }
      if (streams === 2) Stream.doubleRound(from + STREAM_BYTES, STATE_OFFSET + STREAM_BYTES);
      if (blocks) {
        h0 += load<u32>(data, 32);
        h1 += load<u32>(data, 36);
        h2 += load<u32>(data, 40);
        h3 += mark + load<u32>(data, 44);
        d0 = h0 * r0 + h1 * s3 + h2 * s2 + h3 * s1;
        d1 = h0 * r1 + h1 * r0 + h2 * s3 + h3 * s2 + (d0 >> 32);
        d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s3 + (d1 >> 32);
        d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + (d2 >> 32);
        h0 = (d0 & LOW) + (d3 >> TOP_BITS) * 5;
        h1 = d1 & LOW;
        h2 = d2 & LOW;
        h3 = d3 & TOP;
        data += TURN_BYTES;
      }
    }
  }
  for (; data < end; data += 16) {
    h0 += load<u32>(data);
    h1 += load<u32>(data, 4);
    h2 += load<u32>(data, 8);
    h3 += mark + load<u32>(data, 12);
    d0 = h0 * r0 + h1 * s3 + h2 * s2 + h3 * s1;
    d1 = h0 * r1 + h1 * r0 + h2 * s3 + h3 * s2 + (d0 >> 32);
    d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s3 + (d1 >> 32);
    d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + (d2 >> 32);
    h0 = (d0 & LOW) + (d3 >> TOP_BITS) * 5;
    h1 = d1 & LOW;
    h2 = d2 & LOW;
    h3 = d3 & TOP;
  }

  store<u64>(POLY_OFFSET, h0, H);
  store<u64>(POLY_OFFSET, h1, H + 8);
  store<u64>(POLY_OFFSET, h2, H + 16);
  store<u64>(POLY_OFFSET, h3, H + 24);
}
