/** AEAD_CHACHA20_POLY1305 (RFC 8439 section 2.8), in place. */
import { KEYSTREAM_BYTES, KEYSTREAM_OFFSET, SCRATCH_BYTES, TAG_OFFSET } from "../layout";
import { chacha20, keystream, xorBytes } from "./chacha20";
import { polyInit, polyLast, polyLengths, polyPadded, polyTag } from "./poly1305";

/** Block 0 of the keystream keys Poly1305 and is not used on data. */
const BLOCK_BYTES: u32 = 64;

/** No key stream and no MAC key outlives the call. */
function wipeScratch(): void {
  memory.fill(KEYSTREAM_OFFSET, 0, SCRATCH_BYTES);
}

function authenticate(associated: usize, associatedLength: u32, data: usize, length: u32): void {
  polyPadded(associated, associatedLength);
  polyPadded(data, length);
  polyLengths(associatedLength, length);
  polyTag();
}

/** Uses what the first call of `keystream` left over before it makes more: one call serves up to 192 bytes. */
function crypt(key: usize, nonce: usize, data: usize, length: u32): void {
  const first = min<u32>(length, KEYSTREAM_BYTES - BLOCK_BYTES);
  xorBytes(data, KEYSTREAM_OFFSET + BLOCK_BYTES, first);
  chacha20(key, nonce, 4, data + first, length - first);
}

/** Encrypts `data` in place and writes the tag after it: 16 bytes must be free there. */
export function aeadSeal(
  key: usize,
  nonce: usize,
  associated: usize,
  associatedLength: u32,
  data: usize,
  length: u32,
): void {
  keystream(key, nonce, 0);
  polyInit(KEYSTREAM_OFFSET);
  crypt(key, nonce, data, length);
  authenticate(associated, associatedLength, data, length);
  v128.store(data + length, v128.load(TAG_OFFSET));
  wipeScratch();
}

/**
 * Checks the tag after `data`, in constant time, and only then decrypts in place.
 * @returns 1, or 0 when the tag is wrong; then `data` is wiped
 */
export function aeadOpen(
  key: usize,
  nonce: usize,
  associated: usize,
  associatedLength: u32,
  data: usize,
  length: u32,
): i32 {
  keystream(key, nonce, 0);
  polyInit(KEYSTREAM_OFFSET);
  authenticate(associated, associatedLength, data, length);
  const genuine = !v128.any_true(v128.xor(v128.load(TAG_OFFSET), v128.load(data + length)));
  if (genuine) {
    crypt(key, nonce, data, length);
  } else {
    memory.fill(data, 0, length);
  }
  wipeScratch();
  return genuine;
}

/** The bare stream cipher, for the vectors of RFC 8439 section 2.4. */
export function streamXor(key: usize, nonce: usize, counter: u32, data: usize, length: u32): void {
  chacha20(key, nonce, counter, data, length);
  wipeScratch();
}

/** The bare MAC, for the vectors of RFC 8439 section 2.5. The tag goes to `tag`, 16 bytes. */
export function mac(key: usize, data: usize, length: u32, tag: usize): void {
  polyInit(key);
  polyLast(data, length);
  polyTag();
  v128.store(tag, v128.load(TAG_OFFSET));
  wipeScratch();
}
