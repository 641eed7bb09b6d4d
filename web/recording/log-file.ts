import type { SyncFile } from "./browser-media.ts";
import { logHead } from "./packet-log.ts";
import { folderOf } from "./thread-wire.ts";

/** A log on its way to the disk: each record is there when `append` has returned, but for a power cut. */
export class LogFile {
  readonly #file: SyncFile;
  #bytes = 0;

  private constructor(file: SyncFile) {
    this.#file = file;
    this.append(logHead());
  }

  /** @throws DOMException (as a rejection) where the browser has no such file, or another tab has it open */
  static async open(folder: string, name: string): Promise<LogFile> {
    const handle = await (await folderOf(folder, true)).getFileHandle(name, { create: true });
    const file = await handle.createSyncAccessHandle();
    file.truncate(0);
    return new LogFile(file);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws DOMException when the disk is full; the log ends with the record before then */
  append(record: Uint8Array<ArrayBuffer>): void {
    try {
      const written = this.#file.write(record, { at: this.#bytes });
      if (written < record.length) throw new DOMException("The disk is full", "QuotaExceededError");
      this.#bytes += record.length;
    } catch (error) {
      this.#file.truncate(this.#bytes);
      throw error;
    }
  }

  flush(): void {
    this.#file.flush();
  }

  close(): void {
    this.#file.flush();
    this.#file.close();
  }
}
