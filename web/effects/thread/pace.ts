/** What is left out so that the camera is kept up with. */
export interface Pace {
  /** The person is looked for in every so many frames. */
  every: number;
  /** Pictures have half the width and height. */
  isHalved: boolean;
}

/** In each step a frame costs less. Every second frame is what the eye does not notice at 24 frames a second. */
const paces: readonly Pace[] = [
  { every: 2, isHalved: false },
  { every: 3, isHalved: false },
  { every: 2, isHalved: true },
  { every: 4, isHalved: true },
];
/** Fewer frames a second than this: each is looked at. */
const slowFramesPerSecond = 16;
/** Of the time between two frames: beyond it frames will be lost. */
const tooMuch = 0.85;
/** So little that one step back would still fit. */
const little = 0.25;
/** Frames that one decision is made of: a second or two. */
const framesToDecide = 40;
/** A step that had to be taken again right after it was undone is kept. */
const stepsBack = 2;

/** Decides what is left out, by how long frames take. */
export class PaceKeeper {
  #step = 0;
  #frames = 0;
  #tookMs = 0;
  #firstMs = 0;
  #undone = 0;
  #intervalMs = 0;

  get pace(): Pace {
    const { every = 1, isHalved = false } = paces[this.#step] ?? {};
    const isSlowCamera = this.#intervalMs > 1_000 / slowFramesPerSecond;
    return { every: isSlowCamera && this.#step === 0 ? 1 : every, isHalved };
  }

  /** @param timeMs of the camera's clock @param tookMs from the frame's arrival to what was made of it */
  frame(timeMs: number, tookMs: number): void {
    if (this.#frames === 0) this.#firstMs = timeMs;
    this.#tookMs += tookMs;
    if (this.#frames++ < framesToDecide) return;
    const frames = this.#frames - 1;
    // frames that were lost make the interval longer than the camera's: what is measured is then too kind by as much
    this.#intervalMs = (timeMs - this.#firstMs) / frames;
    const share = this.#tookMs / this.#frames / this.#intervalMs;
    if (share > tooMuch && this.#step < paces.length - 1) this.#step++;
    else if (share < little && this.#step > 0 && this.#undone < stepsBack) {
      this.#step--;
      this.#undone++;
    }
    this.#frames = this.#tookMs = 0;
  }
}
