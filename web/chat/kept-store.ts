import * as v from "valibot";
import { chatTextChars, fileSchema } from "./chat-words.ts";

const [databaseName, storeName] = ["meshcall-chat", "rooms"];
/** The oldest makes way. */
const mostRooms = 50;

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));

/** An entry as a device keeps it. */
const keptEntry = v.object({
  id: text(80),
  /** Left out: written on this device. */
  from: v.optional(text(128)),
  sid: text(64),
  text: text(chatTextChars),
  file: v.optional(fileSchema),
  atMs: v.pipe(v.number(), v.finite()),
  privateWith: v.optional(text(128)),
  toldBy: v.optional(text(128)),
});
export type KeptEntry = v.InferOutput<typeof keptEntry>;

const record = v.object({ room: v.string(), changedMs: v.number(), entries: v.array(keptEntry) });

/** What a device keeps of chats, by room: nothing but what its user wants kept. All throw DOMException (as rejections). */
export interface KeptStore {
  /** @returns undefined: this room's chat is not kept */
  read(room: string): Promise<KeptEntry[] | undefined>;
  write(room: string, entries: readonly KeptEntry[], nowMs: number): Promise<void>;
  remove(room: string): Promise<void>;
}

/** In IndexedDB. */
export const keptStore: KeptStore = {
  async read(room) {
    const found = await inStore("readonly", (store) => store.get(room));
    const parsed = v.safeParse(record, found);
    return parsed.success ? parsed.output.entries : undefined;
  },
  async write(room, entries, nowMs) {
    await inStore("readwrite", (store) => store.put({ room, changedMs: nowMs, entries }));
    const keys = await inStore("readonly", (store) => store.index("changedMs").getAllKeys());
    for (const key of keys.slice(0, -mostRooms)) await inStore("readwrite", (store) => store.delete(key));
  },
  async remove(room) {
    await inStore("readwrite", (store) => store.delete(room));
  },
};

async function inStore<Result>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const opening = indexedDB.open(databaseName, 1);
  opening.onupgradeneeded = () =>
    opening.result.createObjectStore(storeName, { keyPath: "room" }).createIndex("changedMs", "changedMs");
  const database = await resultOf(opening);
  try {
    return await resultOf(act(database.transaction(storeName, mode).objectStore(storeName)));
  } finally {
    database.close();
  }
}

function resultOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException("IndexedDB"));
  });
}
