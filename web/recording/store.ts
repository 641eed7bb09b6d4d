import * as v from "valibot";
import { recordingSheet, type RecordingSheet } from "./log-info.ts";
import { folderOf, recordingsFolder } from "./thread-wire.ts";

/** Of the window: a recording lies here that did not before. */
export const keptEvent = "meshcall-recording-kept";

const sheetName = "recording.json";

/** Says to a lobby, which has no code for it yet, that it may have something to offer. */
function mark(hasAny: boolean): void {
  try {
    if (hasAny) localStorage.setItem("meshcall.recordings", "1");
    else localStorage.removeItem("meshcall.recordings");
  } catch {
    // the browser keeps nothing: then the lobby offers nothing by itself
  }
}

/** Writes what a recording is of; a crash in the middle leaves the one before. */
export async function writeSheet(sheet: RecordingSheet): Promise<void> {
  mark(true);
  const write = async (): Promise<void> =>
    writeText(await folderOf(sheet.id, true), sheetName, JSON.stringify(sheet));
  await navigator.locks.request(sheetLockOf(sheet.id), write);
}

export async function writeText(
  folder: FileSystemDirectoryHandle,
  name: string,
  text: string,
): Promise<void> {
  const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await writable.write(text);
  await writable.close();
}

/**
 * Every recording in this browser, by its sheet. A folder without one was cut off before it held anything, and is removed;
 * one whose sheet says nothing that this version knows stays.
 */
export async function readSheets(): Promise<RecordingSheet[]> {
  const root = await navigator.storage.getDirectory();
  const all = await root.getDirectoryHandle(recordingsFolder, { create: true });
  const sheets: RecordingSheet[] = [];
  for await (const [name, handle] of all.entries()) {
    if (handle.kind !== "directory") continue;
    const sheet = await readSheet(name, handle);
    if (typeof sheet === "object" && sheet.id === name) sheets.push(sheet);
    else if (sheet === "none" && !(await isHeld(name)))
      await all.removeEntry(name, { recursive: true }).catch(() => undefined); // next time
  }
  if (sheets.length === 0) mark(false);
  return sheets;
}

/** Not while it is being written: what was there before is gone from under its reader then (Chromium 156). */
function readSheet(
  id: string,
  folder: FileSystemDirectoryHandle,
): Promise<RecordingSheet | "none" | "unknown"> {
  return navigator.locks.request(sheetLockOf(id), { mode: "shared" }, async () => {
    try {
      const text = await (await fileOf(folder, sheetName))?.text();
      if (text === undefined || text === "") return "none";
      const parsed = v.safeParse(recordingSheet, JSON.parse(text));
      return parsed.success ? parsed.output : "unknown";
    } catch {
      return "unknown"; // there is one, but there is nothing to offer
    }
  });
}

/** Safe to call twice. */
export async function removeRecording(id: string): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const all = await root.getDirectoryHandle(recordingsFolder, { create: true });
  await all.removeEntry(id, { recursive: true }).catch(ignoreMissing);
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof DOMException && error.name === "NotFoundError")) throw error;
}

/** A file of a recording; undefined: there is none. */
export async function fileOf(folder: FileSystemDirectoryHandle, name: string): Promise<File | undefined> {
  return (await folder.getFileHandle(name).catch(ignoreMissing))?.getFile();
}

/** Names of its logs, in their order. */
export async function logsOf(id: string): Promise<string[]> {
  const names: string[] = [];
  for await (const [name] of (await folderOf(id, false)).entries())
    if (name.endsWith(".log")) names.push(name);
  return names.toSorted();
}

/** What it takes on the disk. */
export async function sizeOf(id: string): Promise<{ bytes: number; lastMs: number }> {
  let bytes = 0;
  let lastMs = 0;
  const folder = await folderOf(id, false);
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind !== "file") continue;
    const file = await handle.getFile();
    bytes += file.size;
    if (name.endsWith(".log")) lastMs = Math.max(lastMs, file.lastModified);
  }
  return { bytes, lastMs };
}

function lockOf(id: string): string {
  return `meshcall-recording ${id}`;
}

function sheetLockOf(id: string): string {
  return `meshcall-recording-sheet ${id}`;
}

/** Says to other tabs that this one writes it, for as long as the tab lives. @returns the call that ends it, and settles then */
export function hold(id: string): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = navigator.locks.request(lockOf(id), () => promise).catch(() => undefined); // then nobody can be told
  return async () => {
    resolve();
    await held;
  };
}

export async function isHeld(id: string): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === lockOf(id));
}
