/** What several parts of a call look at: each is told after every change. */
export abstract class Shared<Told extends unknown[] = []> {
  readonly #listeners = new Set<(...told: Told) => void>();

  /** @returns the call that ends it */
  subscribe(listener: (...told: Told) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  protected changed(...told: Told): void {
    for (const listener of this.#listeners) listener(...told);
  }
}
