import type { Sample } from "./mesh-cpu-stage.ts";

/** What was measured in the rounds, by who it was. */
export class Samples {
  readonly #of = new Map<string, Sample[]>();

  add(key: string, sample: Sample): void {
    this.#of.set(key, [...(this.#of.get(key) ?? []), sample]);
    console.error(key, JSON.stringify(sample));
  }

  /** The middle of the rounds; NaN where there was none. */
  median(key: string, field: keyof Sample): number {
    const sorted = (this.#of.get(key) ?? []).map((sample) => sample[field]).sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1
      ? (sorted[middle] ?? NaN)
      : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
  }
}

/** For figures that are printed. */
export function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** Without those that could not be measured. */
export function roundedFigures(figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, figure]) =>
      Number.isFinite(figure) ? [[name, rounded(figure)]] : [],
    ),
  );
}
