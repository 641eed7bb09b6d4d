import { dialectLimits } from "./dialect-limits.ts";

/** How many frames a socket may still send at once; it fills up again with time. */
export interface FrameBudget {
  readonly frames: number;
  /** When `frames` was true. */
  readonly atMs: number;
}

export function fullBudget(nowMs: number): FrameBudget {
  return { frames: dialectLimits.burstFrames, atMs: nowMs };
}

/** @returns what is left after one more frame, or undefined where nothing is. */
export function spend({ frames, atMs }: FrameBudget, nowMs: number): FrameBudget | undefined {
  const earned = (Math.max(0, nowMs - atMs) / 1_000) * dialectLimits.framesPerSecond;
  const left = Math.min(dialectLimits.burstFrames, frames + earned) - 1;
  return left < 0 ? undefined : { frames: left, atMs: nowMs };
}

/** Whether the frame, as UTF-8, has more bytes than a dialect takes. */
export function isTooLarge(data: string | ArrayBuffer): boolean {
  const limit = dialectLimits.frameBytes;
  if (typeof data !== "string") return data.byteLength > limit;
  // At least one byte for each UTF-16 unit: a huge string is not copied to be measured.
  return data.length > limit || new TextEncoder().encode(data).length > limit;
}
