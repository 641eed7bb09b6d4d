/** AEAD_CHACHA20_POLY1305 (RFC 8439 section 2.8), in place. */
import {
  KEYSTREAM_OFFSET,
  SCRATCH_BYTES,
  SCRATCH_OFFSET,
  START_OFFSET,
  STATE_OFFSET,
  STREAM_BYTES,
  TAG_OFFSET,
} from "../layout";
import { countStreams, startStreams, xorBytes, xorStreams } from "./chacha20";
import { polyInit, polyLengths, polyPadded, polyTag } from "./poly1305";
import { takeTurns } from "./turns";

/** Block 0 of the key stream keys Poly1305 and is not used on data. */
const BLOCK_BYTES: u32 = 64;
export const STREAM_BLOCKS: u32 = 4;
/** What one stream has room for after block 0. */
const SHORT_BYTES: u32 = STREAM_BYTES - BLOCK_BYTES;
/** What two streams encrypt at a time. */
const PART_BYTES: u32 = 2 * STREAM_BYTES;

export function wipe(from: usize, bytes: u32): void {
  for (const end = from + bytes; from < end; from += 16) {
    if (ASC_FEATURE_SIMD) {
      v128.store(from, i64x2.splat(0));
    } else {
      store<u64>(from, 0);
      store<u64>(from, 0, 8);
    }
  }
}

/** No key stream and no MAC key outlives the call. */
export function wipeScratch(length: u32): void {
  if (length > SHORT_BYTES) {
    wipe(SCRATCH_OFFSET, SCRATCH_BYTES);
  } else {
    wipe(SCRATCH_OFFSET, STATE_OFFSET - SCRATCH_OFFSET);
    wipe(STATE_OFFSET, STREAM_BYTES);
    wipe(START_OFFSET, STREAM_BYTES);
    wipe(KEYSTREAM_OFFSET, STREAM_BYTES);
  }
}

/**
 * Encrypts or decrypts, and makes the tag of the ciphertext. While the key stream for one part is made, the ciphertext
 * there is so far is authenticated: up to the part before when sealing, the part itself when opening.
 */
function cryptAndAuthenticate(
  opening: bool,
  key: usize,
  nonce: usize,
  associated: usize,
  associatedLength: u32,
  data: usize,
  length: u32,
): void {
  const end = data + length;
  let streams: u32 = length > SHORT_BYTES ? 2 : 1;
  startStreams(streams, key, nonce);
  countStreams(streams, 0);
  takeTurns(streams, 0, 0);
  xorStreams(streams, KEYSTREAM_OFFSET);
  polyInit(KEYSTREAM_OFFSET);
  polyPadded(associated, associatedLength);

  /** Up to here everything is authenticated. */
  let authentic = data;
  let part = min(length, streams * STREAM_BYTES - BLOCK_BYTES);
  if (opening) {
    authentic += part & ~15;
    takeTurns(0, data, authentic);
    if (part === length) polyPadded(authentic, part & 15);
  }
  xorBytes(data, KEYSTREAM_OFFSET + BLOCK_BYTES, part);
  data += part;

  let counter = streams * STREAM_BLOCKS;
  for (let left = <u32>(end - data); left > 0; left -= part) {
    streams = left > <u32>STREAM_BYTES ? 2 : 1;
    part = min(left, PART_BYTES);
    const upTo = opening ? data + (part & ~15) : data;
    countStreams(streams, counter);
    takeTurns(streams, authentic, upTo);
    authentic = upTo;
    if (part === PART_BYTES) {
      xorStreams(2, data);
    } else {
      if (opening) polyPadded(authentic, part & 15);
      wipe(KEYSTREAM_OFFSET, PART_BYTES);
      xorStreams(streams, KEYSTREAM_OFFSET);
      xorBytes(data, KEYSTREAM_OFFSET, part);
    }
    counter += streams * STREAM_BLOCKS;
    data += part;
  }
  if (!opening) polyPadded(authentic, <u32>(end - authentic));
  polyLengths(associatedLength, length);
  polyTag();
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
  cryptAndAuthenticate(false, key, nonce, associated, associatedLength, data, length);
  store<u64>(data + length, load<u64>(TAG_OFFSET));
  store<u64>(data + length, load<u64>(TAG_OFFSET, 8), 8);
  wipeScratch(length);
}

/**
 * Decrypts in place, and checks the tag after `data` in constant time. Both in one pass, which is faster than two: what
 * is not genuine is wiped before the call returns, and this memory is the kernel worker's own.
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
  cryptAndAuthenticate(true, key, nonce, associated, associatedLength, data, length);
  const tag = data + length;
  const wrong = (load<u64>(TAG_OFFSET) ^ load<u64>(tag)) | (load<u64>(TAG_OFFSET, 8) ^ load<u64>(tag, 8));
  if (wrong) memory.fill(data, 0, length);
  wipeScratch(length);
  return wrong === 0;
}
