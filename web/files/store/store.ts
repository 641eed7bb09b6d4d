/** Where the pieces of files that arrive are kept. */
export interface PieceStore {
  /** Nothing was kept from an earlier time. */
  readonly isNew: boolean;
  /** @throws Error (as a rejection) where nothing was written there */
  read(fromBytes: number, lengthBytes: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The bytes are taken over: their buffer is transferred where it can be.
   * @throws DOMException `QuotaExceededError` (as a rejection) when the disk is full: what was written before stays
   */
  write(fromBytes: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** All is written. @returns what can be read for as long as the page lives */
  finish(): Promise<Blob>;
  /** Safe to call twice. @param remove false: a later page of this origin may go on from there */
  close(remove: boolean): Promise<void>;
}

export interface FileStorage {
  /** Something of this content was kept. */
  holds(root: string): Promise<boolean>;
  open(root: string, sizeBytes: number): Promise<PieceStore>;
}

export function isStorageFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
