/**
 * What an AnalyserNode answers (Web Audio API, "FFT windowing and smoothing over time"): Blackman window (alpha 0.16),
 * magnitude over the size, smoothed from one question to the next, in dB.
 */
export class BlackmanSpectrum {
  readonly #size: number;
  readonly #smoothing: number;
  readonly #window: Float64Array;
  readonly #smooth: Float64Array;

  /** @param size a power of two @param smoothing as `smoothingTimeConstant` */
  constructor(size: number, smoothing: number) {
    this.#size = size;
    this.#smoothing = smoothing;
    this.#window = Float64Array.from({ length: size }, (_, n) => {
      const x = (2 * Math.PI * n) / size;
      return 0.42 - 0.5 * Math.cos(x) + 0.08 * Math.cos(2 * x);
    });
    this.#smooth = new Float64Array(size / 2);
  }

  /** Of the samples before `end`; zeros before the first. */
  decibels(samples: Float32Array, end: number): Float64Array {
    const re = this.#window.map((weight, n) => weight * (samples[end - this.#size + n] ?? 0));
    const im = new Float64Array(this.#size);
    transform(re, im);
    return this.#smooth.map((old, k) => {
      const magnitude = Math.hypot(re[k] ?? 0, im[k] ?? 0) / this.#size;
      const smooth = this.#smoothing * old + (1 - this.#smoothing) * magnitude;
      this.#smooth[k] = smooth;
      return 20 * Math.log10(smooth);
    });
  }
}

/** Cooley and Tukey's transform of radix 2, in place. */
function transform(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) for (const part of [re, im]) [part[i], part[j]] = [part[j]!, part[i]!];
  }
  for (let half = 1; half < size; half *= 2) {
    for (let k = 0; k < half; k++) {
      const [c, s] = [Math.cos((Math.PI * k) / half), -Math.sin((Math.PI * k) / half)];
      for (let i = k; i < size; i += 2 * half) {
        const [xr, xi] = [re[i + half]! * c - im[i + half]! * s, re[i + half]! * s + im[i + half]! * c];
        re[i + half] = re[i]! - xr;
        im[i + half] = im[i]! - xi;
        re[i] = re[i]! + xr;
        im[i] = im[i]! + xi;
      }
    }
  }
}
