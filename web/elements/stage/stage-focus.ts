import type { Room } from "../../room/room.ts";
import { keepPlaces } from "./geometry.ts";
import type { StageLayoutChoice } from "./stage-view.ts";

/** From here on who speaks is large. */
const manyPeople = 5;
/** Nobody is large for less than this, or the stage would jump with every word. */
const dwellMs = 3_000;

export interface FocusWishes {
  layout: StageLayoutChoice;
  /** SID of the participant who is large whoever speaks. */
  pinned: string | undefined;
}

/** Who is large on the stage, and who stands where beside them. Two change places; nobody else moves. */
export class StageFocus {
  #large: string | undefined;
  #sinceMs = -Infinity;
  /** Side by side; beside somebody large. */
  #grid: string[] = [];
  #beside: string[] | undefined;

  /** @returns who is large (undefined: all alike), and in how many ms to ask again (undefined: when something changes) */
  choose(
    room: Room,
    { layout, pinned }: FocusWishes,
    nowMs: number,
  ): { large: string | undefined; againMs: number | undefined } {
    const { participants } = room;
    const present = (sid: string | undefined) => (participants.has(sid ?? "") ? sid : undefined);
    const many = layout === "auto" && participants.size + 1 >= manyPeople;
    let speaker = many || layout === "speaker" ? room.dominantSpeaker?.sid : undefined;
    // who wants one large has one before anybody has spoken
    if (layout === "speaker") speaker ??= present(this.#large) ?? participants.keys().next().value;
    const wanted = participants.size > 1 ? (pinned ?? speaker) : undefined;
    if (wanted === this.#large) return { large: wanted, againMs: undefined };
    const waitMs = this.#sinceMs + dwellMs - nowMs;
    if (present(this.#large) !== undefined && wanted !== undefined && pinned === undefined && waitMs > 0)
      return { large: this.#large, againMs: waitMs };
    this.#changePlaces(this.#large, wanted);
    this.#large = wanted;
    this.#sinceMs = nowMs;
    return { large: wanted, againMs: undefined };
  }

  /** @param keys who is there, in the order in which they came @returns the same in the order of their places */
  places(keys: readonly string[]): readonly string[] {
    this.#grid = keepPlaces(this.#grid, keys);
    if (this.#beside === undefined) return this.#grid;
    this.#beside = keepPlaces(this.#beside, keys);
    return this.#beside;
  }

  #changePlaces(before: string | undefined, after: string | undefined): void {
    if (before === undefined || after === undefined) {
      this.#beside = after === undefined ? undefined : [...this.#grid];
      return;
    }
    this.#beside = this.#beside?.map((key) => (key === before ? after : key === after ? before : key));
  }
}
