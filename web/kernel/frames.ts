import * as layout from "../../wasm/layout.ts";
import type { KernelWasm } from "./kernel-wasm.ts";

/** Header of up to 17 bytes and tag of 16: what a frame is larger than its plaintext, at most. */
export const frameOverheadBytes = layout.HEADER_MAX_BYTES + layout.TAG_BYTES;
export const maxFrameBytes = layout.FRAME_MAX_BYTES;
export const slotCount = layout.SLOT_COUNT;

/** @param key 32 bytes @param salt 12 bytes; both are wiped here, the only copy is the slot's */
export function openSlot(
  { exports, bytes }: KernelWasm,
  slot: number,
  key: Uint8Array,
  salt: Uint8Array,
  ordered: boolean,
): void {
  bytes.set(key, layout.KEY_INPUT_OFFSET);
  bytes.set(salt, layout.KEY_INPUT_OFFSET + layout.KEY_BYTES);
  key.fill(0);
  salt.fill(0);
  // KID 0: a stream has one key for its whole life.
  exports.openSlot(slot, 0n, ordered ? 1 : 0);
}

/**
 * Seals one frame whose plaintext is `head` and then `body`.
 * @returns the frame, or undefined when it would be larger than `maxFrameBytes`
 */
export function sealFrame(
  { exports, bytes }: KernelWasm,
  slot: number,
  head: Uint8Array,
  body: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  const length = head.length + body.length;
  if (length > layout.FRAME_MAX_BYTES) return undefined;
  bytes.set(head, layout.FRAME_OFFSET);
  bytes.set(body, layout.FRAME_OFFSET + head.length);
  const header = exports.sealFrame(slot, length);
  if (header < 0) return undefined;
  return bytes.slice(layout.FRAME_OFFSET - header, layout.FRAME_OFFSET + length + layout.TAG_BYTES);
}

export type OpenedFrame =
  | { status: "plaintext"; bytes: Uint8Array<ArrayBuffer> }
  | { status: "dropped"; reason: "malformed" | "forged" | "replayed" };

/** The plaintext is a copy; what stays in the kernel's memory is wiped. */
export function openFrame({ exports, bytes }: KernelWasm, slot: number, frame: Uint8Array): OpenedFrame {
  if (frame.length > layout.FRAME_MAX_BYTES) return { status: "dropped", reason: "malformed" };
  bytes.set(frame, layout.FRAME_OFFSET);
  const header = exports.openFrame(slot, frame.length);
  const end = layout.FRAME_OFFSET + frame.length;
  if (header < 0) {
    bytes.fill(0, layout.FRAME_OFFSET, end);
    return { status: "dropped", reason: reasonOf(header) };
  }
  const plaintext = bytes.slice(layout.FRAME_OFFSET + header, end - layout.TAG_BYTES);
  bytes.fill(0, layout.FRAME_OFFSET, end);
  return { status: "plaintext", bytes: plaintext };
}

function reasonOf(code: number): "malformed" | "forged" | "replayed" {
  if (code === layout.OPEN_FORGED) return "forged";
  return code === layout.OPEN_REPLAYED ? "replayed" : "malformed";
}
