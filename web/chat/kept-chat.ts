import { log } from "../room/log.ts";
import type { Room } from "../room/room.ts";
import type { Chat } from "./chat.ts";
import type { PlacedEntry } from "./chat-entry.ts";
import { mostEntries } from "./chat-log.ts";
import { keptStore, type KeptEntry, type KeptStore } from "./kept-store.ts";

/** A lively chat is written down once in this time. */
const writeEachMs = 1_000;
/** So that what was kept stands before all that is said in this call. */
const longAgoMs = 1e14;

/** `unknown`: not read yet. `unavailable`: the browser keeps nothing for this page. */
export type Keeping = "unknown" | "off" | "on" | "unavailable";

/** The chat of a room on this device: kept only if its user says so, and until they say otherwise. */
export class KeptChat {
  readonly #chat: Chat;
  readonly #store: KeptStore;
  readonly #listeners = new Set<() => void>();
  readonly #began: Promise<void>;
  #keeping: Keeping = "unknown";
  #isDue = false;
  #writing: Promise<unknown> = Promise.resolve();
  /** From an earlier call; this one adds to it. */
  #before: readonly KeptEntry[] = [];

  constructor(chat: Chat, store = keptStore) {
    this.#chat = chat;
    this.#store = store;
    this.#began = this.#begin();
    chat.subscribe(() => this.#writeSoon());
    chat.room.once("disconnected", () => void this.#write());
  }

  get keeping(): Keeping {
    return this.#keeping;
  }
  /** Settles when what was kept stands in the chat. */
  get began(): Promise<void> {
    return this.#began;
  }

  /** @returns the call that ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** From now on the room's chat is kept on this device, what stands in it included. */
  async keep(): Promise<void> {
    await this.#began;
    this.#set("on");
    await this.#write();
  }

  /** Nothing more is kept, and what was is deleted. The call's own chat stays as it is. */
  async forget(): Promise<void> {
    await this.#began;
    const wasOn = this.#keeping === "on";
    if (wasOn) this.#set("off");
    this.#before = [];
    this.#chat.dropKept();
    await this.#inTurn(() => this.#store.remove(this.#chat.room.name));
  }

  async #begin(): Promise<void> {
    try {
      const kept = await this.#store.read(this.#chat.room.name);
      this.#before = kept ?? [];
      this.#chat.restore(this.#before.map(asEntry));
      this.#set(kept === undefined ? "off" : "on");
    } catch (error) {
      this.#fail(error);
    }
  }

  #writeSoon(): void {
    if (this.#keeping !== "on" || this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => void this.#write(), writeEachMs);
  }

  async #write(): Promise<void> {
    this.#isDue = false;
    if (this.#keeping !== "on") return;
    const now = this.#chat.keepable;
    const known = new Set(now.map(({ id }) => id));
    const entries = [...this.#before.filter(({ id }) => !known.has(id)), ...now].slice(-mostEntries);
    await this.#inTurn(async () => {
      if (this.#keeping === "on") await this.#store.write(this.#chat.room.name, entries, Date.now());
    });
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(act).catch((error: unknown) => this.#fail(error));
    this.#writing = done;
    return done;
  }

  #fail(error: unknown): void {
    log("warn", "this device keeps no chat", error);
    this.#set("unavailable");
  }

  #set(keeping: Keeping): void {
    this.#keeping = keeping;
    for (const listener of this.#listeners) listener();
  }
}

const known = new WeakMap<Room, KeptChat>();

/** What this device keeps of a room's chat. One for all that ask; whoever asks first has what was kept stand in the chat. */
export function keptChatOf(chat: Chat): KeptChat {
  let kept = known.get(chat.room);
  if (kept === undefined) known.set(chat.room, (kept = new KeptChat(chat)));
  return kept;
}

function asEntry(kept: KeptEntry): PlacedEntry {
  const { id, from, sid, text, file, atMs, privateWith, toldBy } = kept;
  const place = { at: atMs - longAgoMs, c: 0, by: "" };
  const said = { id, from, sid, text, file, atMs, privateWith, toldBy, place };
  return { ...said, state: "sent", isLate: false, isKept: true };
}
