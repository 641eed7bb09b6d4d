/** What an element showed. */
export interface ShownFrame {
  readonly atMs: number;
  /** Whose picture it is: what people's pictures differ in, their width or their shape. */
  readonly who: number;
}

/**
 * From the last picture of one person to the first of another, for each change in what was shown.
 * @returns `ownMs` is without what the machine adds: by how much a picture was late, at most, while nothing was switched
 */
export function switchGaps(frames: readonly ShownFrame[]): { gapsMs: number[]; ownMs: number[] } {
  const gapsMs: number[] = [];
  const usualMs: number[] = [];
  for (const [index, { atMs, who }] of frames.slice(1).entries()) {
    const before = frames[index]!;
    (who === before.who ? usualMs : gapsMs).push(atMs - before.atMs);
  }
  usualMs.sort((one, other) => one - other);
  const lateMs = (usualMs.at(-1) ?? 0) - (usualMs[usualMs.length >> 1] ?? 0);
  return { gapsMs: gapsMs.map(Math.round), ownMs: gapsMs.map((gapMs) => Math.round(gapMs - lateMs)) };
}
