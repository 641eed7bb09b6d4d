/** How a file is cut: every piece but the last has the same length, and a hash of its own. */

/** Small ones are handed round sooner. */
const leastPieceBytes = 64 * 1024;
/** Up to 16 MiB: 256 pieces of 64 KiB. */
const smallFileBytes = 16 * 1024 * 1024;
const usualPieceBytes = 256 * 1024;
/** One message of a data track carries four times as much. */
export const largestPieceBytes = 4 * 1024 * 1024;
/** The list of their hashes then has 128 KiB. */
export const mostPieces = 4_096;
/** 16 GiB: what so many of the largest pieces hold. */
export const mostFileBytes = mostPieces * largestPieceBytes;

/** @returns a power of two */
export function pieceBytesOf(sizeBytes: number): number {
  let pieceBytes = sizeBytes <= smallFileBytes ? leastPieceBytes : usualPieceBytes;
  while (sizeBytes > pieceBytes * mostPieces) pieceBytes *= 2;
  return pieceBytes;
}

export interface Cut {
  readonly sizeBytes: number;
  readonly pieceBytes: number;
}

export function pieceCount({ sizeBytes, pieceBytes }: Cut): number {
  return Math.ceil(sizeBytes / pieceBytes);
}

export function pieceRange({ sizeBytes, pieceBytes }: Cut, index: number): { from: number; to: number } {
  const from = index * pieceBytes;
  return { from, to: Math.min(from + pieceBytes, sizeBytes) };
}

/** Which pieces somebody has. */
export class PieceSet {
  readonly length: number;
  readonly #bits: Uint8Array<ArrayBuffer>;
  #count = 0;

  /** @param bits as `bytes` gives them; too short ones are filled up, what is beyond the last piece is ignored */
  constructor(length: number, bits?: Uint8Array) {
    this.length = length;
    this.#bits = new Uint8Array(Math.ceil(length / 8));
    if (bits === undefined) return;
    for (let index = 0; index < length; index++)
      if (((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0) this.add(index);
  }

  static all(length: number): PieceSet {
    return new PieceSet(length, new Uint8Array(Math.ceil(length / 8)).fill(0xff));
  }

  get size(): number {
    return this.#count;
  }
  get isFull(): boolean {
    return this.#count === this.length;
  }
  /** A copy; the first piece is the highest bit of the first byte, as in BitTorrent. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bits.slice();
  }

  has(index: number): boolean {
    return ((this.#bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0;
  }

  /** @returns false: it was not there */
  delete(index: number): boolean {
    if (!this.has(index)) return false;
    this.#bits[index >> 3] = (this.#bits[index >> 3] ?? 0) & ~(0x80 >> (index & 7));
    this.#count -= 1;
    return true;
  }

  /** @returns false: it was there, or there is no such piece */
  add(index: number): boolean {
    if (!Number.isInteger(index) || index < 0 || index >= this.length || this.has(index)) return false;
    this.#bits[index >> 3] = (this.#bits[index >> 3] ?? 0) | (0x80 >> (index & 7));
    this.#count += 1;
    return true;
  }
}
