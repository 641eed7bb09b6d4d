/** A map that forgets: what is older than `ageMs`, and the oldest beyond `most`. */
export class Remembered<Value> {
  readonly #entries = new Map<string, { value: Value; atMs: number }>();
  readonly #most: number;
  readonly #ageMs: number;

  constructor(most: number, ageMs: number) {
    this.#most = most;
    this.#ageMs = ageMs;
  }

  /** @param nowMs never smaller than the last one */
  set(key: string, value: Value, nowMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, atMs: nowMs });
    for (const [oldest, { atMs }] of this.#entries) {
      if (this.#entries.size <= this.#most && nowMs - atMs <= this.#ageMs) break;
      this.#entries.delete(oldest);
    }
  }

  get(key: string, nowMs: number): Value | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || nowMs - entry.atMs > this.#ageMs ? undefined : entry.value;
  }

  /** @returns what was remembered, which is forgotten from here on */
  take(key: string, nowMs: number): Value | undefined {
    const value = this.get(key, nowMs);
    this.#entries.delete(key);
    return value;
  }
}
