import type { Member } from "#protocol/announce";
import type { PeerId, Signaling } from "../ports.ts";

/** The roll is a round trip away; what waits for it waits no longer than this. */
const patienceMs = 2_000;

/** Who is in by the word of the signal-worker, also those with whom there is no link. */
export class Roll {
  readonly members = new Map<PeerId, Member>();
  /** The signal-worker has said who is in. */
  isCalled = false;
  readonly #signaling: Pick<Signaling, "roll">;
  #askedMs = -Infinity;
  /** What waits for the first roll; undefined once that is here, or nobody has one. */
  #held: (() => void)[] | undefined = [];

  constructor(signaling: Pick<Signaling, "roll">) {
    this.#signaling = signaling;
  }

  /** On each socket: it is told for as long as that lives. */
  ask(): void {
    if (this.#signaling.roll?.() !== true) return this.waitNoMore();
    this.#askedMs = performance.now();
    setTimeout(() => this.waitNoMore(), patienceMs);
  }

  /** Somebody is not on it who should be. */
  doubt(): void {
    if (performance.now() - this.#askedMs > patienceMs) this.ask();
  }

  called(members: readonly Member[]): void {
    this.members.clear();
    for (const member of members) this.members.set(member.peerId, member);
    this.isCalled = true;
  }

  /** Runs it now, or when nobody waits for the first roll any more, in order. */
  whenCalled<Result>(act: () => Promise<Result>): Promise<Result> {
    const held = this.#held;
    return held === undefined ? act() : new Promise((resolve) => held.push(() => resolve(act())));
  }

  waitNoMore(): void {
    const held = this.#held;
    this.#held = undefined;
    for (const act of held ?? []) act();
  }
}
