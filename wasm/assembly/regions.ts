/** Addresses inside the static regions of layout.ts. */
import { SLOT_BYTES, SLOTS_OFFSET, VOICE_STATE_BYTES, VOICE_STATE_OFFSET } from "../layout";

export function slotAt(slot: u32): usize {
  return SLOTS_OFFSET + slot * SLOT_BYTES;
}

export function microphoneAt(microphone: u32): usize {
  return VOICE_STATE_OFFSET + microphone * VOICE_STATE_BYTES;
}
