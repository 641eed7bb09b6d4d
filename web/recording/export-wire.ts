/** What was not as it should be, in ms since the file's beginning. */
export interface Gap {
  atMs: number;
  what: string;
}

/** What a WebM that was made of a log holds. */
export interface ExportedFile {
  /** By the clock of the page that recorded it. */
  startedAtMs: number;
  durationMs: number;
  gaps: Gap[];
  hasVideo: boolean;
}

/** A WebM of one person, or of one screen, to be put into the composed file. */
export interface ComposedPart {
  file: Blob;
  name: string;
  isScreen: boolean;
  /** Where it begins in the composed file; may be before it. */
  startMs: number;
}

export type ExportCommand =
  | { id: number; do: "remux"; log: Blob; target: FileSystemFileHandle }
  | { id: number; do: "compose"; parts: readonly ComposedPart[]; target: FileSystemFileHandle };

/** `disk-full`: the target has no more place. `failed`: anything else; the target is no whole file. */
export type ExportFailure = "disk-full" | "failed";

export type ExportReport =
  | { id: number; is: "progress"; share: number }
  | { id: number; is: "done"; file: ExportedFile | undefined }
  | { id: number; is: "failed"; why: ExportFailure; text: string };
