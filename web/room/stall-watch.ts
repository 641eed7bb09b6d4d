/** A frame of a processor that keeps up takes a tenth of it; the first may have to load something. */
const stepMs = 500;
const firstSteps = 10;
/** A page that was busy itself finds one step over when it comes back, never two. */
const steps = 2;

/** Says when something takes so long that it will hardly come to an end. */
export class StallWatch {
  readonly #onStall: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #patience = firstSteps;

  constructor(onStall: () => void) {
    this.#onStall = onStall;
  }

  begin(): void {
    this.#wait(this.#patience);
  }

  /** Safe to call twice. */
  end(): void {
    this.#patience = steps;
    clearTimeout(this.#timer);
  }

  #wait(left: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (left > 1 ? this.#wait(left - 1) : this.#onStall()), stepMs);
  }
}
