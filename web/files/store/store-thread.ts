/**
 * Files that arrive are written here, off the page's thread: only a dedicated thread may write in place. One thread for the
 * page; what is asked is answered in order of completion, by its number.
 */
import type { StoreAnswer, StoreOrder } from "./store-orders.ts";

const folderName = "meshcall-files";
const open = new Map<number, FileSystemSyncAccessHandle>();

addEventListener("message", ({ data }: MessageEvent<StoreOrder>) => void answer(data));

async function answer(order: StoreOrder): Promise<void> {
  try {
    const result = await carryOut(order);
    const reply: StoreAnswer = { number: order.number, result };
    postMessage(reply, { transfer: result instanceof Uint8Array ? [result.buffer] : [] });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const reply: StoreAnswer = { number: order.number, error: { name, message } };
    postMessage(reply);
  }
}

async function carryOut(order: StoreOrder): Promise<StoreAnswer["result"]> {
  switch (order.do) {
    case "open": {
      const folder = await folderOf();
      const file = await folder.getFileHandle(order.name, { create: true });
      const handle = await file.createSyncAccessHandle();
      const isNew = handle.getSize() === 0;
      if (handle.getSize() > order.sizeBytes) handle.truncate(order.sizeBytes);
      open.set(order.handle, handle);
      return isNew;
    }
    case "write": {
      const written = handleOf(order.handle).write(order.bytes, { at: order.fromBytes });
      if (written < order.bytes.length) throw new DOMException("Not all was written", "QuotaExceededError");
      return true;
    }
    case "read": {
      const bytes = new Uint8Array(order.lengthBytes);
      const read = handleOf(order.handle).read(bytes, { at: order.fromBytes });
      if (read < bytes.length) throw new RangeError("Nothing was written there");
      return bytes;
    }
    case "close": {
      const handle = open.get(order.handle);
      open.delete(order.handle);
      handle?.flush();
      handle?.close();
      return true;
    }
  }
}

function folderOf(): Promise<FileSystemDirectoryHandle> {
  return navigator.storage
    .getDirectory()
    .then((root) => root.getDirectoryHandle(folderName, { create: true }));
}

function handleOf(number: number): FileSystemSyncAccessHandle {
  const handle = open.get(number);
  if (handle === undefined) throw new Error("It is closed");
  return handle;
}
