import type { FileStorage, PieceStore } from "./store.ts";

/**
 * For browsers without a private file system, and for private windows: pieces are Blobs, which browsers put on the disk by
 * themselves. Gone with the page.
 */
export const memoryStorage: FileStorage = {
  holds: async () => false,
  open: async () => new BlobStore(),
};

class BlobStore implements PieceStore {
  readonly isNew = true;
  readonly #pieces = new Map<number, Blob>();

  async read(fromBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const piece = this.#pieces.get(fromBytes);
    if (piece === undefined) throw new Error("Nothing is kept there");
    return new Uint8Array(await piece.arrayBuffer());
  }
  async write(fromBytes: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#pieces.set(fromBytes, new Blob([bytes]));
  }
  async finish(): Promise<Blob> {
    const inOrder = [...this.#pieces].sort(([one], [other]) => one - other);
    return new Blob(inOrder.map(([, piece]) => piece));
  }
  async close(remove: boolean): Promise<void> {
    if (remove) this.#pieces.clear();
  }
}
