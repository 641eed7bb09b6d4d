import type { Room } from "../../room/room.ts";

/** From here on who speaks is large. */
const manyPeople = 5;
/** Nobody is large for less than this, or the stage would jump with every word. */
const dwellMs = 3_000;

/** Who is large on the stage, and who stands where beside them. Two change places; nobody else moves. */
export class StageFocus {
  /** SID of the participant whom the person has pinned. */
  pinned: string | undefined;
  #large: string | undefined;
  #sinceMs = -Infinity;
  #slots: string[] = [];

  /** @returns who is large (undefined: all alike), and in how many ms to ask again (undefined: when something changes) */
  choose(room: Room, nowMs: number): { large: string | undefined; againMs: number | undefined } {
    const { participants } = room;
    if (this.pinned !== undefined && !participants.has(this.pinned)) this.pinned = undefined;
    const many = participants.size + 1 >= manyPeople;
    const speaker = many ? room.dominantSpeaker?.sid : undefined;
    const wanted = participants.size > 1 ? (this.pinned ?? speaker) : undefined;
    if (wanted === this.#large) return { large: wanted, againMs: undefined };
    const waitMs = this.#sinceMs + dwellMs - nowMs;
    const stays = this.#large !== undefined && participants.has(this.#large);
    if (stays && wanted !== undefined && this.pinned === undefined && waitMs > 0)
      return { large: this.#large, againMs: waitMs };
    this.#changePlaces(this.#large, wanted);
    this.#large = wanted;
    this.#sinceMs = nowMs;
    return { large: wanted, againMs: undefined };
  }

  /** @returns the place of each, by key */
  places(keys: readonly string[]): ReadonlyMap<string, number> {
    const present = new Set(keys);
    const kept = this.#slots.filter((key) => present.has(key));
    this.#slots = [...new Set([...kept, ...keys])];
    return new Map(this.#slots.map((key, place) => [key, place]));
  }

  #changePlaces(before: string | undefined, after: string | undefined): void {
    if (before === undefined || after === undefined) {
      this.#slots = [];
      return;
    }
    this.#slots = this.#slots.map((key) => (key === before ? after : key === after ? before : key));
  }
}
