import { onGesture } from "./gestures.ts";

/** Elements in which the browser refuses to make a sound that nobody has asked for: they wait for a tap or a key press. */
export class Playback {
  readonly #refused = new Set<HTMLMediaElement>();
  readonly #onChange: (blocked: boolean) => void;
  #endOfWait: (() => void) | undefined;

  constructor(onChange: (blocked: boolean) => void) {
    this.#onChange = onChange;
  }

  get isBlocked(): boolean {
    return this.#endOfWait !== undefined;
  }

  /** The browser would not play this one. */
  refused(element: HTMLMediaElement): void {
    this.#refused.add(element);
    if (this.isBlocked) return;
    this.#endOfWait = onGesture(() => void this.start());
    this.#onChange(true);
  }

  /** These and no others play the track from now on. */
  follow(elements: ReadonlySet<HTMLMediaElement>): void {
    for (const element of this.#refused) if (!elements.has(element)) this.#settled(element);
  }

  /** Call from a tap or a key press. @returns settles when it is known whether it helped */
  async start(): Promise<void> {
    const plays = [...this.#refused].map(async (element) => {
      // refused once more: it goes on waiting
      if (await element.play().then(yes, no)) this.#settled(element);
    });
    await Promise.all(plays);
  }

  #settled(element: HTMLMediaElement): void {
    if (!this.#refused.delete(element) || this.#refused.size > 0) return;
    this.#endOfWait?.();
    this.#endOfWait = undefined;
    this.#onChange(false);
  }
}

const yes = () => true;
const no = () => false;
