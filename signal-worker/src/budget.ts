/** What a socket may still send at once. It fills up again with time, so idle sockets need no timer. */
export interface Budget {
  readonly left: number;
  /** When `left` was true. */
  readonly atMs: number;
}

export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export function fullBudget({ burst }: Rate, nowMs: number): Budget {
  return { left: burst, atMs: nowMs };
}

/** @returns what is left after `count` more, or undefined where that is too much */
export function spend({ left, atMs }: Budget, rate: Rate, count: number, nowMs: number): Budget | undefined {
  const earned = (Math.max(0, nowMs - atMs) / 1_000) * rate.perSecond;
  const rest = Math.min(rate.burst, left + earned) - count;
  return rest < 0 ? undefined : { left: rest, atMs: nowMs };
}
