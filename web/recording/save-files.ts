import { folderOf } from "./thread-wire.ts";

interface DirectoryPicker {
  showDirectoryPicker(options: { id: string; mode: "readwrite" }): Promise<FileSystemDirectoryHandle>;
}

function hasPicker(page: object): page is DirectoryPicker {
  return "showDirectoryPicker" in page;
}

/**
 * A folder that the person chooses; where the browser has no way to ask, or may not, each file is downloaded.
 * @param write fills the folder
 * @returns undefined where the person has called it off
 */
export async function saveFiles<Result>(
  id: string,
  name: string,
  write: (folder: FileSystemDirectoryHandle) => Promise<Result>,
): Promise<Result | undefined> {
  const page: object = globalThis;
  if (hasPicker(page)) {
    try {
      const chosen = await page.showDirectoryPicker({ id: "meshcall-recording", mode: "readwrite" });
      return await write(await chosen.getDirectoryHandle(name, { create: true }));
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return undefined;
      // in a frame of another site nobody may be asked
      if (!(error instanceof DOMException) || error.name !== "SecurityError") throw error;
    }
  }
  const own = await folderOf(id, true);
  const folder = await own.getDirectoryHandle("saved", { create: true });
  const result = await write(folder);
  for await (const [file, handle] of folder.entries())
    if (handle.kind === "file") await download(await handle.getFile(), `${name} ${file}`);
  return result;
}

/** Browsers read it as they need it; long enough for the slowest disk to begin. */
const keepMs = 60_000;

async function download(file: File, name: string): Promise<void> {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), keepMs);
  // several at once: Chromium asks after the first, and drops what comes in the same moment
  await new Promise((settle) => setTimeout(settle, 250));
}
