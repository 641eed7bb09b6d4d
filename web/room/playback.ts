import { onGesture } from "./gestures.ts";

/**
 * Plays a track in the elements that it is attached to. Where the browser refuses to make a sound that nobody has asked
 * for, it waits for the next tap or key press on the page.
 */
export class Playback {
  readonly #refused = new Set<HTMLMediaElement>();
  readonly #onChange: (blocked: boolean) => void;
  #elements: ReadonlySet<HTMLMediaElement> = new Set();
  #endOfWait: (() => void) | undefined;

  constructor(onChange: (blocked: boolean) => void) {
    this.#onChange = onChange;
  }

  get isBlocked(): boolean {
    return this.#endOfWait !== undefined;
  }

  /** These and no others play the track from now on. */
  follow(elements: ReadonlySet<HTMLMediaElement>): void {
    const before = this.#elements;
    this.#elements = new Set(elements);
    for (const element of before) if (!elements.has(element)) this.#settled(element);
    for (const element of elements) if (!before.has(element)) void this.#play(element);
  }

  /** Call from a tap or a key press. @returns settles when it is known whether it helped */
  async start(): Promise<void> {
    await Promise.all([...this.#refused].map((element) => this.#play(element)));
  }

  async #play(element: HTMLMediaElement): Promise<void> {
    try {
      await element.play();
      this.#settled(element);
    } catch (error) {
      // other errors mean that the element was taken away meanwhile
      const refused = error instanceof DOMException && error.name === "NotAllowedError";
      if (!refused || !this.#elements.has(element)) return;
      this.#refused.add(element);
      if (this.#endOfWait !== undefined) return;
      this.#endOfWait = onGesture(() => void this.start());
      this.#onChange(true);
    }
  }

  #settled(element: HTMLMediaElement): void {
    if (!this.#refused.delete(element) || this.#refused.size > 0) return;
    this.#endOfWait?.();
    this.#endOfWait = undefined;
    this.#onChange(false);
  }
}
