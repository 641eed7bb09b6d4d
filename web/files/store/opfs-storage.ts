import { log } from "../../room/log.ts";
import { memoryStorage } from "./memory-storage.ts";
import { StoreClient } from "./store-client.ts";
import type { FileStorage, PieceStore } from "./store.ts";

const folderName = "meshcall-files";
/** What an earlier page has left: a call may go on tomorrow, and who saved a file does not need it here. */
const keptMs = 24 * 60 * 60 * 1000;
/** Tabs of one browser that receive the same file at once each have one of their own. */
const mostAlike = 10;

let client: StoreClient | undefined;
let handles = 0;
let tidied: Promise<void> | undefined;

/**
 * The origin's private file system: it is on the disk, not in memory, and outlives the page. Where the browser has none, or a
 * policy forbids the thread that writes: Blobs.
 */
export const opfsStorage: FileStorage = {
  async holds(root) {
    try {
      const folder = await folderOf();
      for await (const name of folder.keys()) if (name.startsWith(root) && (await isFree(name))) return true;
    } catch {
      // there is no file system: nothing was kept
    }
    return false;
  },

  async open(root, sizeBytes) {
    tidied ??= tidy().catch((error: unknown) => log("info", "files of earlier calls stay for now", error));
    await tidied;
    try {
      const { name, release } = await reserve(root);
      return await OpfsStore.open(name, sizeBytes, release);
    } catch (error) {
      if (error instanceof DOMException && error.name === "QuotaExceededError") throw error;
      log("warn", "a file is kept in memory: the browser gives no place on the disk", error);
      return memoryStorage.open(root, sizeBytes);
    }
  },
};

class OpfsStore implements PieceStore {
  readonly isNew: boolean;
  readonly #name: string;
  readonly #handle: number;
  readonly #client: StoreClient;
  readonly #release: () => void;
  #isOpen = true;

  static async open(name: string, sizeBytes: number, release: () => void): Promise<OpfsStore> {
    client ??= new StoreClient();
    const handle = handles++;
    const isNew = await client.ask({ do: "open", handle, name, sizeBytes });
    return new OpfsStore(name, handle, client, isNew === true, release);
  }

  private constructor(
    name: string,
    handle: number,
    storeClient: StoreClient,
    isNew: boolean,
    release: () => void,
  ) {
    this.#name = name;
    this.#handle = handle;
    this.#client = storeClient;
    this.isNew = isNew;
    this.#release = release;
  }

  async read(fromBytes: number, lengthBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#client.ask({ do: "read", handle: this.#handle, fromBytes, lengthBytes });
    if (!(bytes instanceof Uint8Array)) throw new Error("Nothing was read");
    return bytes;
  }

  async write(fromBytes: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#client.ask({ do: "write", handle: this.#handle, fromBytes, bytes });
  }

  /** The name stays reserved for as long as the page lives: what is handed out is read from there. */
  async finish(): Promise<Blob> {
    await this.#client.ask({ do: "close", handle: this.#handle });
    this.#isOpen = false;
    const folder = await folderOf();
    return (await folder.getFileHandle(this.#name)).getFile();
  }

  async close(remove: boolean): Promise<void> {
    if (this.#isOpen) await this.#client.ask({ do: "close", handle: this.#handle });
    this.#isOpen = false;
    if (remove) await (await folderOf()).removeEntry(this.#name);
    this.#release();
  }
}

async function folderOf(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(folderName, { create: true });
}

/** A name that no other page of this origin uses now; the first of those that an earlier page has left. */
async function reserve(root: string): Promise<{ name: string; release: () => void }> {
  for (let number = 0; number < mostAlike; number++) {
    const name = `${root}.${number}`;
    const release = await lock(name);
    if (release !== undefined) return { name, release };
  }
  throw new Error("Too many pages receive this file");
}

function lockName(name: string): string {
  return `meshcall-files ${name}`;
}

/** @returns the call that ends it; undefined: another has it */
function lock(name: string): Promise<(() => void) | undefined> {
  const held = Promise.withResolvers<void>();
  return new Promise((settle, fail) => {
    navigator.locks
      .request(lockName(name), { ifAvailable: true }, (got) => {
        settle(got === null ? undefined : () => held.resolve());
        return got === null ? undefined : held.promise;
      })
      .catch(fail);
  });
}

async function isFree(name: string): Promise<boolean> {
  return (await navigator.locks.query()).held?.some((held) => held.name === lockName(name)) !== true;
}

/** Removes what earlier pages have left. */
async function tidy(): Promise<void> {
  const folder = await folderOf();
  for await (const [name, entry] of folder.entries()) {
    if (!(entry instanceof FileSystemFileHandle)) continue;
    const { lastModified } = await entry.getFile();
    if (Date.now() - lastModified < keptMs) continue;
    const release = await lock(name);
    if (release === undefined) continue;
    await folder.removeEntry(name);
    release();
  }
}
