/** Which counters a receiving stream still accepts. `slot` is the address of the stream's slot. */
import { SLOT_NEXT, SLOT_ORDERED, SLOT_WINDOW, WINDOW_FRAMES } from "../layout";

function windowByte(slot: usize, counter: u64): usize {
  return slot + SLOT_WINDOW + <u32>((counter % WINDOW_FRAMES) >> 3);
}

function windowBit(counter: u64): u8 {
  return <u8>((1 as u32) << (<u32>counter & 7));
}

/** Ordered streams take the next counter only; others any new one within the window. */
export function isFresh(slot: usize, counter: u64): bool {
  const next = load<u64>(slot, SLOT_NEXT);
  if (load<u32>(slot, SLOT_ORDERED)) return counter === next;
  if (counter >= next) return true;
  if (next - counter > <u64>WINDOW_FRAMES) return false;
  return (load<u8>(windowByte(slot, counter)) & windowBit(counter)) === 0;
}

/** Call it for authentic frames only: a forged counter must not move the window. */
export function remember(slot: usize, counter: u64): void {
  const next = load<u64>(slot, SLOT_NEXT);
  if (counter >= next) {
    if (counter - next >= <u64>WINDOW_FRAMES) {
      memory.fill(slot + SLOT_WINDOW, 0, WINDOW_FRAMES >> 3);
    } else {
      for (let i = next; i < counter; i++) {
        const at = windowByte(slot, i);
        store<u8>(at, load<u8>(at) & ~windowBit(i));
      }
    }
    store<u64>(slot, counter + 1, SLOT_NEXT);
  }
  const at = windowByte(slot, counter);
  store<u8>(at, load<u8>(at) | windowBit(counter));
}
