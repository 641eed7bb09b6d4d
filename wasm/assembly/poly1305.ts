/**
 * Poly1305 (RFC 8439 section 2.5) in four 32-bit limbs with 64-bit products. r is clamped, so the sums of products
 * stay below 2^64 without a carry between them. No branch and no address depends on key or data.
 */
import { PAD_OFFSET, POLY_OFFSET, TAG_OFFSET } from "../layout";

// Fields of the state at POLY_OFFSET.
const R = 0;
const H = 16;
const S = 36;

const LOW: u64 = 0xffffffff;

/** @param key 32 bytes: r, then s */
export function polyInit(key: usize): void {
  memory.fill(POLY_OFFSET, 0, 52);
  // The clamp of RFC 8439 section 2.5.1.
  store<u32>(POLY_OFFSET, load<u32>(key) & 0x0fffffff, R);
  store<u32>(POLY_OFFSET, load<u32>(key, 4) & 0x0ffffffc, R + 4);
  store<u32>(POLY_OFFSET, load<u32>(key, 8) & 0x0ffffffc, R + 8);
  store<u32>(POLY_OFFSET, load<u32>(key, 12) & 0x0ffffffc, R + 12);
  v128.store(POLY_OFFSET, v128.load(key, 16), S);
}

/** Whole blocks only: `length` is a multiple of 16. @param top 1 for a full block, 0 when the block holds its own end mark */
function polyBlocks(data: usize, length: u32, top: u64): void {
  const r0: u64 = load<u32>(POLY_OFFSET, R),
    r1: u64 = load<u32>(POLY_OFFSET, R + 4);
  const r2: u64 = load<u32>(POLY_OFFSET, R + 8),
    r3: u64 = load<u32>(POLY_OFFSET, R + 12);
  // 5/4 r: what wraps past 2^130 comes back times 5, and r1..r3 are multiples of 4.
  const s1 = r1 + (r1 >> 2),
    s2 = r2 + (r2 >> 2),
    s3 = r3 + (r3 >> 2);
  let h0: u64 = load<u32>(POLY_OFFSET, H),
    h1: u64 = load<u32>(POLY_OFFSET, H + 4);
  let h2: u64 = load<u32>(POLY_OFFSET, H + 8),
    h3: u64 = load<u32>(POLY_OFFSET, H + 12);
  let h4: u64 = load<u32>(POLY_OFFSET, H + 16);

  for (const end = data + length; data < end; data += 16) {
    h0 += load<u32>(data);
    h1 += (h0 >> 32) + load<u32>(data, 4);
    h2 += (h1 >> 32) + load<u32>(data, 8);
    h3 += (h2 >> 32) + load<u32>(data, 12);
    h4 += (h3 >> 32) + top;
    h0 &= LOW;
    h1 &= LOW;
    h2 &= LOW;
    h3 &= LOW;

    const d0 = h0 * r0 + h1 * s3 + h2 * s2 + h3 * s1;
    const d1 = h0 * r1 + h1 * r0 + h2 * s3 + h3 * s2 + h4 * s1 + (d0 >> 32);
    const d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s3 + h4 * s2 + (d1 >> 32);
    const d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * s3 + (d2 >> 32);
    h4 = h4 * r0 + (d3 >> 32);

    // Everything from 2^130 up, times 5, back to the bottom.
    const carry = (h4 >> 2) + (h4 & ~(3 as u64));
    h4 &= 3;
    h0 = (d0 & LOW) + carry;
    h1 = (d1 & LOW) + (h0 >> 32);
    h2 = (d2 & LOW) + (h1 >> 32);
    h3 = (d3 & LOW) + (h2 >> 32);
    h4 += h3 >> 32;
    h0 &= LOW;
    h1 &= LOW;
    h2 &= LOW;
    h3 &= LOW;
  }

  store<u32>(POLY_OFFSET, <u32>h0, H);
  store<u32>(POLY_OFFSET, <u32>h1, H + 4);
  store<u32>(POLY_OFFSET, <u32>h2, H + 8);
  store<u32>(POLY_OFFSET, <u32>h3, H + 12);
  store<u32>(POLY_OFFSET, <u32>h4, H + 16);
}

function polyRest(data: usize, length: u32, mark: u8): void {
  if (length === 0) return;
  v128.store(PAD_OFFSET, i64x2.splat(0));
  memory.copy(PAD_OFFSET, data, length);
  store<u8>(PAD_OFFSET + length, mark);
  polyBlocks(PAD_OFFSET, 16, mark ? 0 : 1);
}

/** Adds data and zeros up to a whole block, as the AEAD of RFC 8439 section 2.8 wants it. */
export function polyPadded(data: usize, length: u32): void {
  polyBlocks(data, length & ~15, 1);
  polyRest(data + (length & ~15), length & 15, 0);
}

/** Adds the last data of a bare Poly1305. */
export function polyLast(data: usize, length: u32): void {
  polyBlocks(data, length & ~15, 1);
  polyRest(data + (length & ~15), length & 15, 1);
}

/** Adds the AEAD's last block: both lengths as 64-bit numbers. */
export function polyLengths(associated: u32, data: u32): void {
  store<u64>(PAD_OFFSET, associated);
  store<u64>(PAD_OFFSET, data, 8);
  polyBlocks(PAD_OFFSET, 16, 1);
}

/** Writes the tag to TAG_OFFSET. */
export function polyTag(): void {
  const h0: u64 = load<u32>(POLY_OFFSET, H),
    h1: u64 = load<u32>(POLY_OFFSET, H + 4);
  const h2: u64 = load<u32>(POLY_OFFSET, H + 8),
    h3: u64 = load<u32>(POLY_OFFSET, H + 12);
  const h4: u64 = load<u32>(POLY_OFFSET, H + 16);
  // g = h + 5: when it reaches 2^130, h was not below p = 2^130 - 5, and g is h - p.
  let g0 = h0 + 5;
  let g1 = h1 + (g0 >> 32);
  let g2 = h2 + (g1 >> 32);
  let g3 = h3 + (g2 >> 32);
  const mask: u64 = 0 - ((h4 + (g3 >> 32)) >> 2);
  g0 = (h0 & ~mask) | (g0 & mask);
  g1 = (h1 & ~mask) | (g1 & mask);
  g2 = (h2 & ~mask) | (g2 & mask);
  g3 = (h3 & ~mask) | (g3 & mask);
  // plus s, modulo 2^128
  g0 = (g0 & LOW) + load<u32>(POLY_OFFSET, S);
  g1 = (g1 & LOW) + load<u32>(POLY_OFFSET, S + 4) + (g0 >> 32);
  g2 = (g2 & LOW) + load<u32>(POLY_OFFSET, S + 8) + (g1 >> 32);
  g3 = (g3 & LOW) + load<u32>(POLY_OFFSET, S + 12) + (g2 >> 32);
  store<u32>(TAG_OFFSET, <u32>g0);
  store<u32>(TAG_OFFSET, <u32>g1, 4);
  store<u32>(TAG_OFFSET, <u32>g2, 8);
  store<u32>(TAG_OFFSET, <u32>g3, 12);
}
