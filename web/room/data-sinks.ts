import type { LocalDataTrack } from "./local-data-track.ts";

/** Where a published data track's messages go; set by the room's writer, unset again at unpublish. Copies bytes at once. */
export type Sink = (data: string | Uint8Array) => Promise<void>;

const sinks = new WeakMap<object, (sink: Sink | undefined) => void>();

/** What data tracks are known by, and reached: a room that has none needs no more of them. */
export function acceptSinks(track: LocalDataTrack, accept: (sink: Sink | undefined) => void): void {
  sinks.set(track, accept);
}

export function isLocalDataTrack(value: object): value is LocalDataTrack {
  return sinks.has(value);
}

/** For the room's writer alone. */
export function connectDataTrack(track: LocalDataTrack, sink: Sink | undefined): void {
  sinks.get(track)?.(sink);
}
