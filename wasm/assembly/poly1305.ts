/** Poly1305 (RFC 8439 section 2.5) but for its inner loop, which is in turns.ts with what its limbs are. */
import { PAD_OFFSET, POLY_OFFSET, TAG_OFFSET } from "../layout";
import { H, MARK, R, S, takeTurns, TOP_BITS } from "./turns";

const LOW: u64 = 0xffffffff;

/** @param key 32 bytes: r, then s */
export function polyInit(key: usize): void {
  // The clamp of section 2.5.1.
  store<u32>(POLY_OFFSET, load<u32>(key) & 0x0fffffff, R);
  for (let at: usize = 4; at < 16; at += 4) {
    store<u32>(<usize>POLY_OFFSET + at, load<u32>(key + at) & 0x0ffffffc, R);
  }
  store<u64>(POLY_OFFSET, load<u64>(key, 16), S);
  store<u64>(POLY_OFFSET, load<u64>(key, 24), S + 8);
  store<u64>(POLY_OFFSET, 1 << 32, MARK);
  for (let limb: usize = 0; limb < 4; limb++) store<u64>(<usize>POLY_OFFSET + (limb << 3), 0, H);
}

function polyRest(data: usize, end: usize, mark: u8): void {
  if (data === end) return;
  store<u64>(PAD_OFFSET, 0);
  store<u64>(PAD_OFFSET, 0, 8);
  let to: usize = PAD_OFFSET;
  for (; data < end; data++, to++) store<u8>(to, load<u8>(data));
  store<u8>(to, mark);
  if (mark) store<u64>(POLY_OFFSET, 0, MARK);
  takeTurns(0, PAD_OFFSET, PAD_OFFSET + 16);
}

/** Adds data and zeros up to a whole block, as the AEAD of section 2.8 wants it. */
export function polyPadded(data: usize, length: u32): void {
  const whole = data + (length & ~15);
  takeTurns(0, data, whole);
  polyRest(whole, data + length, 0);
}

/** Adds the last data of a bare Poly1305. */
export function polyLast(data: usize, length: u32): void {
  const whole = data + (length & ~15);
  takeTurns(0, data, whole);
  polyRest(whole, data + length, 1);
}

/** Adds the AEAD's last block: both lengths as 64-bit numbers. */
export function polyLengths(associated: u32, data: u32): void {
  store<u64>(PAD_OFFSET, associated);
  store<u64>(PAD_OFFSET, data, 8);
  takeTurns(0, PAD_OFFSET, PAD_OFFSET + 16);
}

/** Writes the tag to TAG_OFFSET. */
export function polyTag(): void {
  let h0 = load<u64>(POLY_OFFSET, H);
  let h1 = load<u64>(POLY_OFFSET, H + 8) + (h0 >> 32);
  let h2 = load<u64>(POLY_OFFSET, H + 16) + (h1 >> 32);
  const h3 = load<u64>(POLY_OFFSET, H + 24) + (h2 >> 32);
  h0 &= LOW;
  h1 &= LOW;
  h2 &= LOW;
  // g = h + 5: when it reaches 2^130, h was not below p = 2^130 - 5, and g is h - p.
  let g0 = h0 + 5;
  let g1 = h1 + (g0 >> 32);
  let g2 = h2 + (g1 >> 32);
  let g3 = h3 + (g2 >> 32);
  const mask: u64 = 0 - (g3 >> TOP_BITS);
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
