/** What browsers have and TypeScript's DOM does not know. */

interface TrackProcessor {
  readonly readable: ReadableStream<unknown>;
}

declare const MediaStreamTrackProcessor: new (init: {
  track: MediaStreamTrack;
  maxBufferSize?: number;
}) => TrackProcessor;

/**
 * A thread that shares a core with a dozen others was measured to stand still for up to 3 s. Each piece of sound counts, and this
 * much of it takes 2 MB.
 */
export const mostSoundWaitsMs = 10_000;
/** Browsers capture in pieces of this length. */
const soundPieceMs = 10;

/** Frames or samples of a track as they come, to be closed by who reads them. What is not read in time is dropped. */
export function readableOf(track: MediaStreamTrack): ReadableStream<unknown> {
  // of pictures the newest
  const maxBufferSize = track.kind === "video" ? 2 : mostSoundWaitsMs / soundPieceMs;
  return new MediaStreamTrackProcessor({ track, maxBufferSize }).readable;
}

/** Of the origin's private file system, in a dedicated Web Worker. Each write is on the disk after `flush`. */
export interface SyncFile {
  write(data: Uint8Array<ArrayBuffer>, options?: { at?: number }): number;
  flush(): void;
  truncate(sizeBytes: number): void;
  getSize(): number;
  close(): void;
}

declare global {
  interface FileSystemFileHandle {
    createSyncAccessHandle(): Promise<SyncFile>;
  }
  interface FileSystemDirectoryHandle {
    entries(): AsyncIterableIterator<[string, FileSystemDirectoryHandle | FileSystemFileHandle]>;
  }
}
