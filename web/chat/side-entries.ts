import type { PlacedEntry } from "./chat-entry.ts";
import { mostEntries } from "./chat-log.ts";
import { comparePlaces } from "./chat-clock.ts";

/** What stands in this page's chat and in no other's log: private and unsigned words, what is not on its way yet, what was kept. */
export class SideEntries {
  readonly #byId = new Map<string, PlacedEntry>();

  get all(): PlacedEntry[] {
    return [...this.#byId.values()];
  }
  get(id: string): PlacedEntry | undefined {
    return this.#byId.get(id);
  }
  has(id: string): boolean {
    return this.#byId.has(id);
  }

  add(entry: PlacedEntry): void {
    this.#byId.set(entry.id, entry);
    if (this.#byId.size <= mostEntries) return;
    const [oldest] = this.all.sort((one, other) => comparePlaces(one.place, other.place));
    if (oldest !== undefined) this.#byId.delete(oldest.id);
  }

  dropKept(): void {
    for (const { id, isKept } of this.all) if (isKept) this.#byId.delete(id);
  }

  remove(id: string): void {
    this.#byId.delete(id);
  }
}
