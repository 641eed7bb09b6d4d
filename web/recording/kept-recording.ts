import { composeFiles, ExportError, exportLog } from "./exporting.ts";
import type { ComposedPart } from "./export-wire.ts";
import type { CollectedFile, RecordingSheet } from "./log-info.ts";
import { manifestOf, type MadeFile, type Manifest } from "./manifest.ts";
import { saveFiles } from "./save-files.ts";
import { fileOf, logsOf, readSheets, removeRecording, sizeOf, writeText } from "./store.ts";
import { folderOf } from "./thread-wire.ts";

/** Where it is with saving, from 0 to 1 in each. */
export interface SaveProgress {
  step: "files" | "composing" | "copying";
  share: number;
}

export interface SaveOptions {
  /** Where the files go; left out, the person is asked, or the browser downloads them. */
  folder?: FileSystemDirectoryHandle | undefined;
  onProgress?: ((progress: SaveProgress) => void) | undefined;
}

/** A recording that lies in this browser until it is saved or deleted. */
export class KeptRecording {
  readonly sheet: RecordingSheet;

  constructor(sheet: RecordingSheet) {
    this.sheet = sheet;
  }

  /** @returns undefined where there is none of that id */
  static async find(id: string): Promise<KeptRecording | undefined> {
    const sheet = (await readSheets()).find((each) => each.id === id);
    return sheet && new KeptRecording(sheet);
  }

  get id(): string {
    return this.sheet.id;
  }
  get room(): string {
    return this.sheet.room;
  }
  /** `guest`: own tracks that somebody else's recording has not collected. */
  get role(): "recorder" | "guest" {
    return this.sheet.role;
  }
  get startedAt(): Date {
    return new Date(this.sheet.startedAtMs);
  }
  /** The page was ended before the recording was. */
  get wasCutOff(): boolean {
    return this.sheet.endedAtMs === null;
  }

  /** What it takes on the disk, and how long it is; of one that was cut off as the last bytes say. */
  async measure(): Promise<{ bytes: number; durationMs: number }> {
    const { startedAtMs, endedAtMs } = this.sheet;
    const { bytes, lastMs } = await sizeOf(this.id);
    return { bytes, durationMs: Math.max(0, (endedAtMs ?? lastMs) - startedAtMs) };
  }

  /**
   * Writes its files: the mix, everybody's own, one composed of them, and a manifest. Call it from a press. What lies in the
   * browser stays until `delete`.
   * @returns undefined where the person has called it off
   * @throws ExportError (as a rejection): what is in the browser is as it was
   */
  async save({ folder, onProgress = () => undefined }: SaveOptions = {}): Promise<Manifest | undefined> {
    if (folder !== undefined) return this.#writeInto(folder, onProgress);
    const name = `${this.room.replaceAll(/[^\p{L}\p{N} -]/gu, "_").slice(0, 60)} ${this.startedAt.toISOString().slice(0, 10)}`;
    return saveFiles(this.id, name, (target) => this.#writeInto(target, onProgress));
  }

  /** For good. Safe to call twice. */
  async delete(): Promise<void> {
    await removeRecording(this.id);
  }

  async #writeInto(
    folder: FileSystemDirectoryHandle,
    onProgress: (progress: SaveProgress) => void,
  ): Promise<Manifest> {
    try {
      return await this.#write(folder, onProgress);
    } catch (error) {
      if (error instanceof ExportError) throw error;
      const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
      throw new ExportError(isFull ? "disk-full" : "failed", String(error));
    }
  }

  async #write(
    folder: FileSystemDirectoryHandle,
    onProgress: (progress: SaveProgress) => void,
  ): Promise<Manifest> {
    const made = await this.#exportLogs(folder, (share) => onProgress({ step: "files", share }));
    const collected = await this.#copyCollected(folder, (share) => onProgress({ step: "copying", share }));
    const parts = await this.#parts(folder, made, collected);
    let composed: string | null = null;
    if (this.role === "recorder" && parts.length > 0) {
      composed = "composed.webm";
      const target = await folder.getFileHandle(composed, { create: true });
      await composeFiles(parts, target, (share) => onProgress({ step: "composing", share }));
    }
    const manifest = manifestOf(this.sheet, made, collected, composed);
    await writeText(folder, "manifest.json", JSON.stringify(manifest, null, 2));
    return manifest;
  }

  async #exportLogs(
    folder: FileSystemDirectoryHandle,
    onProgress: (share: number) => void,
  ): Promise<MadeFile[]> {
    const source = await folderOf(this.id, false);
    const made: MadeFile[] = [];
    const logs = await logsOf(this.id);
    for (const [index, log] of logs.entries()) {
      const kind = log.startsWith("mix") ? "mix" : log.startsWith("screen") ? "screen" : "own";
      const bytes = await fileOf(source, log);
      if (bytes === undefined) continue;
      const file =
        kind === "mix" ? "mix.webm" : `${safeName(this.sheet.self.name)} ${log.replace(/\.log$/, ".webm")}`;
      const target = await folder.getFileHandle(file, { create: true });
      const exported = await exportLog(bytes, target, (share) => onProgress((index + share) / logs.length));
      if (exported === undefined) await folder.removeEntry(file);
      else made.push({ ...exported, file, kind });
    }
    return made;
  }

  async #copyCollected(
    folder: FileSystemDirectoryHandle,
    onProgress: (share: number) => void,
  ): Promise<CollectedFile[]> {
    const copied: CollectedFile[] = [];
    const { collected, people } = this.sheet;
    if (collected.length === 0) return copied;
    const source = await (await folderOf(this.id, false)).getDirectoryHandle("collected");
    for (const [index, each] of collected.entries()) {
      const from = await fileOf(source, each.file);
      if (from === undefined) continue;
      const name = people.find(({ sid }) => sid === each.sid)?.name ?? "";
      const file = `${safeName(name)} ${index + 1} ${each.kind}.webm`;
      await from.stream().pipeTo(await (await folder.getFileHandle(file, { create: true })).createWritable());
      copied.push({ ...each, file });
      onProgress((index + 1) / collected.length);
    }
    return copied;
  }

  async #parts(
    folder: FileSystemDirectoryHandle,
    made: readonly MadeFile[],
    collected: readonly CollectedFile[],
  ): Promise<ComposedPart[]> {
    const { self, people, startedAtMs } = this.sheet;
    const own = made
      .filter(({ kind }) => kind !== "mix")
      .map((each) => ({ ...each, name: self.name, startMs: each.startedAtMs - startedAtMs }));
    const theirs = collected.map((each) => ({
      ...each,
      name: people.find(({ sid }) => sid === each.sid)?.name ?? "",
    }));
    const parts = await Promise.all(
      [...own, ...theirs].map(async ({ file: path, name, kind, startMs }): Promise<ComposedPart[]> => {
        const file = await fileOf(folder, path);
        return file === undefined ? [] : [{ file, name, isScreen: kind === "screen", startMs }];
      }),
    );
    return parts.flat();
  }
}

/** For a file on any system. */
function safeName(name: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N} -]/gu, "_").trim();
  return safe === "" ? "participant" : safe.slice(0, 60);
}
