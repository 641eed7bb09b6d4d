/** From this many people on, oneself included, not everybody's video is received. */
const manyPeople = 5;
/** Whoever falls out of the choice stays this long: two who talk in turn switch no encoder. */
const lingerMs = 2_000;

/** Whose video a room receives: the latest speakers', and before anybody has spoken, whoever came first. */
export class LastN<Id> {
  readonly #most: number;
  /** Until when each stays; Infinity: is among the chosen. */
  readonly #stays = new Map<Id, number>();

  /** @param most videos besides those that are pinned */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * @param people everybody else, in the order of arrival
   * @param latest who has spoken, the latest first
   * @param showing who has a camera on: nobody else takes a place
   * @param pinned received in any case
   * @returns whose video is received, and when to choose again because somebody's time runs out (Infinity: never)
   */
  choose(
    people: readonly Id[],
    latest: readonly Id[],
    showing: ReadonlySet<Id>,
    pinned: ReadonlySet<Id>,
    nowMs: number,
  ): { chosen: ReadonlySet<Id>; againAtMs: number } {
    if (people.length + 1 < manyPeople) {
      for (const id of people) this.#stays.set(id, Infinity);
      return { chosen: new Set(people), againAtMs: Infinity };
    }
    const order = [...new Set([...latest, ...people])].filter((id) => showing.has(id) && !pinned.has(id));
    const first = new Set([...pinned, ...order.slice(0, this.#most)]);
    for (const [id, untilMs] of this.#stays) {
      if (!showing.has(id) || untilMs <= nowMs) this.#stays.delete(id);
      else if (untilMs === Infinity && !first.has(id)) this.#stays.set(id, nowMs + lingerMs);
    }
    for (const id of first) this.#stays.set(id, Infinity);
    return {
      chosen: new Set(this.#stays.keys()),
      againAtMs: Math.min(Infinity, ...this.#stays.values()),
    };
  }
}
