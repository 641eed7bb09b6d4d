/** Addresses inside the static regions of layout.ts. */
import { LEVEL_STATE_BYTES, LEVEL_STATE_OFFSET, SLOT_BYTES, SLOTS_OFFSET } from "../layout";

export function slotAt(slot: u32): usize {
  return SLOTS_OFFSET + slot * SLOT_BYTES;
}

export function microphoneAt(microphone: u32): usize {
  return LEVEL_STATE_OFFSET + microphone * LEVEL_STATE_BYTES;
}
