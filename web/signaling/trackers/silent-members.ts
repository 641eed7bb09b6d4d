/**
 * Who cannot be linked offers or answers again at least once a minute. Nothing for longer: they are linked, or gone, and
 * no tracker says which.
 */
const silenceMs = 75_000;
const followedAtMost = 64;

/** Notices members of whom nothing has come for a while. */
export class SilentMembers {
  readonly #onSilent: (peerId: string) => void;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** @param onSilent once for each silence */
  constructor(onSilent: (peerId: string) => void) {
    this.#onSilent = onSilent;
  }

  heard(peerId: string): void {
    clearTimeout(this.#timers.get(peerId));
    this.#timers.delete(peerId);
    this.#timers.set(
      peerId,
      setTimeout(() => this.#fell(peerId), silenceMs),
    );
    const [oldest] = this.#timers.keys();
    if (this.#timers.size > followedAtMost && oldest !== undefined) this.#fell(oldest);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #fell(peerId: string): void {
    clearTimeout(this.#timers.get(peerId));
    this.#timers.delete(peerId);
    this.#onSilent(peerId);
  }
}
