/**
 * Changes the sample rate by linear interpolation: enough for levels, which look at 250 to 3400 Hz, not for
 * listening.
 */
export class Resampler {
  readonly #step: number;
  /** Where the next output sample lies, in input samples after `#last`. */
  #position = 1;
  #last = 0;

  constructor(fromHz: number, toHz: number) {
    this.#step = fromHz / toHz;
  }

  push(samples: Float32Array, output: (sample: number) => void): void {
    for (const sample of samples) {
      for (; this.#position <= 1; this.#position += this.#step) {
        output(this.#last + (sample - this.#last) * this.#position);
      }
      this.#position -= 1;
      this.#last = sample;
    }
  }
}
