import type { LogEvent } from "./packet-log.ts";
import type { LogInfo } from "./log-info.ts";

/** What a log is to hold of pictures. */
export interface PictureWish {
  /** Everybody on one canvas of this size; false: one source, as it comes, within this size. */
  isMixed: boolean;
  widthPx: number;
  heightPx: number;
  framesPerSecond: number;
  bitsPerSecond: number;
}

/** Somebody who has a place in the mixed picture, with or without a camera. */
export interface MixedSource {
  id: string;
  name: string;
  isScreen: boolean;
}

/** To the thread that encodes and writes. `take` names one log that is being written. */
export type CaptureCommand =
  | {
      do: "begin";
      take: string;
      /** A folder and a file in the origin's private file system. */
      folder: string;
      file: string;
      kind: LogInfo["kind"];
      picture: PictureWish | undefined;
    }
  /** Frames of one source from now on; the stream is transferred. */
  | { do: "video"; take: string; source: string; readable: ReadableStream<unknown> }
  /** Its last frame goes too. */
  | { do: "no-video"; take: string; source: string }
  | { do: "people"; take: string; sources: readonly MixedSource[] }
  | { do: "audio"; take: string; readable: ReadableStream<unknown> }
  /** Silence from now on. */
  | { do: "no-audio"; take: string }
  | { do: "note"; take: string; what: LogEvent["what"] }
  | { do: "end"; take: string };

/** Why a log ended without being asked to. All that was written before is good. */
export type TakeFailure = "disk-full" | "storage" | "encoder";

export type CaptureReport =
  | { is: "begun"; take: string; startedAtMs: number }
  | { is: "progress"; take: string; bytes: number; durationMs: number }
  | { is: "ended"; take: string; bytes: number; durationMs: number; failure: TakeFailure | undefined };

/** The folder of all recordings in the origin's private file system. */
export const recordingsFolder = "meshcall-recordings";

export async function folderOf(id: string, create: boolean): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  const all = await root.getDirectoryHandle(recordingsFolder, { create });
  return all.getDirectoryHandle(id, { create });
}
