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
  SLOT_WINDOW,
  TAG_BYTES,
  WINDOW_FRAMES,
} from "../layout";
import { aeadOpen, aeadSeal } from "./cipher";
import { headerCounter, headerKid, readHeader, writeHeader } from "./header";
import { slotAt } from "./regions";
import { isFresh, remember } from "./replay";

/** Takes key and salt from KEY_INPUT_OFFSET, and wipes them there. @param next the first counter */
export function openSlot(slot: u32, kid: u64, ordered: u32, next: u64): void {
  if (slot >= <u32>SLOT_COUNT) return;
  const at = slotAt(slot);
  memory.fill(at, 0, SLOT_BYTES);
  store<u32>(at, ordered, SLOT_ORDERED);
  store<u64>(at, next, SLOT_NEXT);
  if (next) memory.fill(at + SLOT_WINDOW, 0xff, WINDOW_FRAMES >> 3); // what came before is not for us
  rekeySlot(slot, kid);
}

/** The stream goes on under another key, taken likewise. Counters and window go on too: no nonce comes twice. */
export function rekeySlot(slot: u32, kid: u64): void {
  if (slot >= <u32>SLOT_COUNT) return;
  const at = slotAt(slot);
  memory.copy(at + SLOT_KEY, KEY_INPUT_OFFSET, KEY_BYTES + SALT_BYTES);
  wipeKeyInput();
  store<u64>(at, kid, SLOT_KID);
}

function wipeKeyInput(): void {
  memory.fill(KEY_INPUT_OFFSET, 0, KEY_BYTES + SALT_BYTES);
}

/** Wipes key, salt and window. Safe to call twice. */
export function closeSlot(slot: u32): void {
  if (slot < <u32>SLOT_COUNT) memory.fill(slotAt(slot), 0, SLOT_BYTES);
}

/** RFC 9605 section 4.4.3: salt XOR the counter, big-endian at the right end. The salt follows the key at `keyAt`. */
function writeNonce(keyAt: usize, counter: u64): void {
  const salt = keyAt + SLOT_SALT - SLOT_KEY;
  store<u32>(NONCE_OFFSET, load<u32>(salt));
  store<u64>(NONCE_OFFSET, load<u64>(salt, 4) ^ bswap(counter), 4);
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
  writeNonce(at + SLOT_KEY, counter);
  aeadSeal(at + SLOT_KEY, NONCE_OFFSET, FRAME_OFFSET - header, header, FRAME_OFFSET, length);
  return header;
}

/**
 * Opens the frame of `length` bytes at FRAME_OFFSET.
 * @returns the header's length, after which the plaintext lies; or OPEN_MALFORMED (also for another KID than the
 *   slot's), OPEN_FORGED, OPEN_REPLAYED
 */
export function openFrame(slot: u32, length: u32): i32 {
  const at = slotAt(slot & (SLOT_COUNT - 1));
  return open(at, at + SLOT_KEY, load<u64>(at, SLOT_KID), length);
}

/** The same for a frame under another key than the slot's, from KEY_INPUT, which is wiped. The slot keeps its own. */
export function openFrameUnder(slot: u32, kid: u64, length: u32): i32 {
  const result = open(slotAt(slot & (SLOT_COUNT - 1)), KEY_INPUT_OFFSET, kid, length);
  wipeKeyInput();
  return result;
}

function open(at: usize, keyAt: usize, kid: u64, length: u32): i32 {
  if (length > <u32>FRAME_MAX_BYTES) return OPEN_MALFORMED;
  const header = readHeader(FRAME_OFFSET, length);
  if (header === 0 || length < header + TAG_BYTES || headerKid !== kid) return OPEN_MALFORMED;
  const counter = headerCounter;
  if (!isFresh(at, counter)) return OPEN_REPLAYED;
  writeNonce(keyAt, counter);
  const body = FRAME_OFFSET + header;
  if (!aeadOpen(keyAt, NONCE_OFFSET, FRAME_OFFSET, header, body, length - header - TAG_BYTES))
    return OPEN_FORGED;
  remember(at, counter);
  return header;
}
