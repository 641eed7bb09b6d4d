/**
 * Frames of a track as streams: MediaStreamTrack Insertable Media Processing using Streams (W3C). Chromium has an earlier
 * form of it in pages, Safari the present one in other threads; Firefox has neither.
 */
interface TrackReader {
  readonly readable: ReadableStream<VideoFrame>;
}
interface TrackWriter {
  readonly writable: WritableStream<VideoFrame>;
  readonly track: MediaStreamTrack;
}
type MakesReader = new (init: { track: MediaStreamTrack }) => TrackReader;
type MakesWriter = new () => TrackWriter;
/** Chromium's: it is the track itself. */
type MakesTrack = new (init: { kind: "video" }) => MediaStreamTrack & Pick<TrackWriter, "writable">;

/** Those that this browser has, in this thread. */
interface TrackMakers {
  readonly MediaStreamTrackProcessor?: MakesReader;
  readonly VideoTrackGenerator?: MakesWriter;
  readonly MediaStreamTrackGenerator?: MakesTrack;
}

/** All of them may be missing, so every scope is one. */
function isScope(scope: object): scope is TrackMakers {
  return scope === globalThis;
}

function makers(): TrackMakers {
  const scope: object = globalThis;
  return isScope(scope) ? scope : {};
}

/** Both ways, in this thread. */
export function takesTracks(): boolean {
  return makers().MediaStreamTrackProcessor !== undefined && makesTracks();
}

function makesTracks(): boolean {
  const { VideoTrackGenerator, MediaStreamTrackGenerator } = makers();
  return VideoTrackGenerator !== undefined || MediaStreamTrackGenerator !== undefined;
}

/** @throws NotSupportedError, or what the browser says of this track */
export function streamsOf(source: MediaStreamTrack): TrackReader & TrackWriter {
  const { MediaStreamTrackProcessor: Reader, VideoTrackGenerator, MediaStreamTrackGenerator } = makers();
  if (Reader === undefined || !makesTracks())
    throw new DOMException("The browser gives no frames of a track", "NotSupportedError");
  const { readable } = new Reader({ track: source });
  if (VideoTrackGenerator !== undefined) {
    const { writable, track } = new VideoTrackGenerator();
    return { readable, writable, track };
  }
  if (MediaStreamTrackGenerator === undefined)
    throw new DOMException("The browser makes no tracks of frames", "NotSupportedError");
  const track = new MediaStreamTrackGenerator({ kind: "video" });
  return { readable, writable: track.writable, track };
}
