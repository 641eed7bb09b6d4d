import { pieceCount, pieceRange, type Cut } from "./pieces.ts";

/** SHA-256. */
export const leafBytes = 32;
const rootLabel = new TextEncoder().encode("meshcall 1 file");

export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/**
 * What names a file's content: its length, how it is cut, and the hash of each piece.
 * @returns 64 hex digits
 */
export async function rootOf({ sizeBytes, pieceBytes }: Cut, leaves: Uint8Array): Promise<string> {
  const bytes = new Uint8Array(rootLabel.length + 12 + leaves.length);
  const view = new DataView(bytes.buffer, rootLabel.length);
  bytes.set(rootLabel);
  view.setBigUint64(0, BigInt(sizeBytes));
  view.setUint32(8, pieceBytes);
  bytes.set(leaves, rootLabel.length + 12);
  return hex(await hashOf(bytes));
}

/**
 * The hash of each piece, one behind the other. The file is read piece by piece and never held.
 * @param onProgress bytes read so far
 * @throws DOMException (as a rejection) when the file cannot be read any more
 */
export async function leavesOf(
  file: Blob,
  cut: Cut,
  onProgress: (readBytes: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const count = pieceCount(cut);
  const leaves = new Uint8Array(count * leafBytes);
  for (let index = 0; index < count; index++) {
    signal?.throwIfAborted();
    const { from, to } = pieceRange(cut, index);
    leaves.set(await hashOf(await bytesOf(file.slice(from, to))), index * leafBytes);
    onProgress(to);
  }
  return leaves;
}

export async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}

export async function isPiece(
  bytes: Uint8Array<ArrayBuffer>,
  leaves: Uint8Array,
  index: number,
): Promise<boolean> {
  const hash = await hashOf(bytes);
  return hash.every((byte, at) => byte === leaves[index * leafBytes + at]);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param text hex digits, an even number of them */
export function unhex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(at * 2, at * 2 + 2), 16),
  );
}
