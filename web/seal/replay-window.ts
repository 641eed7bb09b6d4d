/** How far a frame may come behind the latest; a sender of ten counts some thousand frames a second. */
const windowFrames = 4_096;

/** Which frames of a received track were there already. */
export class ReplayWindow {
  /** By counter modulo the window's size: the latest there was. */
  readonly #seen = new Float64Array(windowFrames).fill(-1);
  #highest = -1;

  /** Neither seen nor too old. */
  isFresh(counter: number): boolean {
    return counter > this.#highest - windowFrames && this.#seen[counter % windowFrames] !== counter;
  }

  /** Of an authentic frame alone: whoever makes one up moves nothing. */
  add(counter: number): void {
    this.#seen[counter % windowFrames] = counter;
    this.#highest = Math.max(this.#highest, counter);
  }
}
