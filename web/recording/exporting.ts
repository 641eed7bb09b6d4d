import type {
  ComposedPart,
  ExportCommand,
  ExportedFile,
  ExportFailure,
  ExportReport,
} from "./export-wire.ts";

/** A file could not be made; what it was to be made of is still there. */
export class ExportError extends Error {
  readonly why: ExportFailure;

  constructor(why: ExportFailure, text: string) {
    super(text);
    this.why = why;
  }
}

interface Awaited {
  onProgress: (share: number) => void;
  resolve(file: ExportedFile | undefined): void;
  reject(error: ExportError): void;
}

type Job =
  | Omit<Extract<ExportCommand, { do: "remux" }>, "id">
  | Omit<Extract<ExportCommand, { do: "compose" }>, "id">;

let thread: Promise<Worker> | undefined;
const awaited = new Map<number, Awaited>();
let lastId = 0;

/** Its code is large, and comes with the first file. */
async function startThread(): Promise<Worker> {
  const { ExportThread } = await import("./inline-export-thread.ts");
  const made: Worker = new ExportThread({ name: "meshcall-recording-files" });
  made.addEventListener("message", ({ data }: MessageEvent<ExportReport>) => heard(data));
  made.addEventListener("error", ({ message }) => {
    thread = undefined;
    for (const id of awaited.keys()) heard({ id, is: "failed", why: "failed", text: message });
  });
  return made;
}

function heard(report: ExportReport): void {
  const job = awaited.get(report.id);
  if (report.is === "progress") return job?.onProgress(report.share);
  awaited.delete(report.id);
  if (report.is === "done") job?.resolve(report.file);
  else job?.reject(new ExportError(report.why, report.text));
}

async function run(job: Job, onProgress: (share: number) => void): Promise<ExportedFile | undefined> {
  thread ??= startThread().catch((error: unknown) => {
    thread = undefined;
    throw error;
  });
  const running = await thread;
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    awaited.set(id, { onProgress, resolve, reject });
    running.postMessage({ ...job, id });
  });
}

/**
 * Writes the WebM of a log.
 * @param onProgress from 0 to 1
 * @returns undefined where there is nothing in the log
 * @throws ExportError (as a rejection)
 */
export function exportLog(
  log: Blob,
  target: FileSystemFileHandle,
  onProgress: (share: number) => void = () => undefined,
): Promise<ExportedFile | undefined> {
  return run({ do: "remux", log, target }, onProgress);
}

/**
 * Writes one WebM of everybody's own.
 * @param onProgress from 0 to 1
 * @throws ExportError (as a rejection)
 */
export async function composeFiles(
  parts: readonly ComposedPart[],
  target: FileSystemFileHandle,
  onProgress: (share: number) => void = () => undefined,
): Promise<void> {
  await run({ do: "compose", parts, target }, onProgress);
}
