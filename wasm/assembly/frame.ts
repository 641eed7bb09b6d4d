/** Frames of one stream: header, counter, replay window and AEAD, in place at FRAME_OFFSET. */
import {
  FRAME_MAX_BYTES,
  FRAME_OFFSET,
  KEY_BYTES,
  KEY_INPUT_OFFSET,
  NONCE_OFFSET,
  OPEN_FORGED,
  OPEN_MALFORMED,
  OPEN_REPLAYED,
  SALT_BYTES,
  SLOT_BYTES,
  SLOT_COUNT,
  SLOT_KEY,
  SLOT_KID,
  SLOT_NEXT,
  SLOT_ORDERED,
  SLOT_SALT,
  TAG_BYTES,
} from "../layout";
import { aeadOpen, aeadSeal } from "./cipher";
import { headerCounter, headerKid, readHeader, writeHeader } from "./header";
import { slotAt } from "./regions";
import { isFresh, remember } from "./replay";

/** Takes key and salt from KEY_INPUT_OFFSET, and wipes them there. Counters start at 0. */
export function openSlot(slot: u32, kid: u64, ordered: u32): void {
  if (slot >= <u32>SLOT_COUNT) return;
  const at = slotAt(slot);
  memory.fill(at, 0, SLOT_BYTES);
  memory.copy(at + SLOT_KEY, KEY_INPUT_OFFSET, KEY_BYTES + SALT_BYTES);
  memory.fill(KEY_INPUT_OFFSET, 0, KEY_BYTES + SALT_BYTES);
  store<u64>(at, kid, SLOT_KID);
  store<u32>(at, ordered, SLOT_ORDERED);
}

/** Wipes key, salt and window. Safe to call twice. */
export function closeSlot(slot: u32): void {
  if (slot < <u32>SLOT_COUNT) memory.fill(slotAt(slot), 0, SLOT_BYTES);
}

/** RFC 9605 section 4.4.3: salt XOR the counter, big-endian at the right end. */
function writeNonce(slot: usize, counter: u64): void {
  memory.copy(NONCE_OFFSET, slot + SLOT_SALT, SALT_BYTES);
  store<u64>(NONCE_OFFSET, load<u64>(NONCE_OFFSET, 4) ^ bswap(counter), 4);
}

/**
 * Seals `length` bytes at FRAME_OFFSET. The header ends where the plaintext starts, the tag follows the ciphertext.
 * @returns the header's length, or OPEN_MALFORMED when the frame would be too large
 */
export function sealFrame(slot: u32, length: u32): i32 {
  const at = slotAt(slot & (SLOT_COUNT - 1));
  const counter = load<u64>(at, SLOT_NEXT);
  const header = writeHeader(load<u64>(at, SLOT_KID), counter, FRAME_OFFSET);
  if (length > <u32>(FRAME_MAX_BYTES - TAG_BYTES) - header) return OPEN_MALFORMED;
  store<u64>(at, counter + 1, SLOT_NEXT);
  writeNonce(at, counter);
  aeadSeal(at + SLOT_KEY, NONCE_OFFSET, FRAME_OFFSET - header, header, FRAME_OFFSET, length);
  return header;
}

/**
 * Opens the frame of `length` bytes at FRAME_OFFSET.
 * @returns the header's length, after which the plaintext lies; or OPEN_MALFORMED, OPEN_FORGED, OPEN_REPLAYED
 */
export function openFrame(slot: u32, length: u32): i32 {
  const at = slotAt(slot & (SLOT_COUNT - 1));
  if (length > <u32>FRAME_MAX_BYTES) return OPEN_MALFORMED;
  const header = readHeader(FRAME_OFFSET, length);
  if (header === 0 || length < header + TAG_BYTES || headerKid !== load<u64>(at, SLOT_KID))
    return OPEN_MALFORMED;
  const counter = headerCounter;
  if (!isFresh(at, counter)) return OPEN_REPLAYED;
  writeNonce(at, counter);
  const body = FRAME_OFFSET + header;
  if (!aeadOpen(at + SLOT_KEY, NONCE_OFFSET, FRAME_OFFSET, header, body, length - header - TAG_BYTES))
    return OPEN_FORGED;
  remember(at, counter);
  return header;
}
