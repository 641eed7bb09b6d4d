/** Cheap: it compares two short lists. Short against the 30 s after which somebody is given up. */
const intervalMs = 5_000;

/** Looks again and again for pairs that no event spoke of: an offer that could not be made, a message that was lost. */
export class Audit {
  readonly #look: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(look: () => void) {
    this.#look = look;
  }

  /** @param wanted whether there is anybody to dial; without one no timer runs */
  run(wanted: boolean): void {
    if (wanted) {
      this.#timer ??= setInterval(this.#look, intervalMs);
    } else {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }
}
