import type { Rate } from "../budget.ts";

/**
 * What one socket may send. A newcomer to a room of ten sends some 100 frames at once, and dials nine again
 * every 10 s at worst; whoever needs several times as much has a loop. Each change of a track becomes a fact for the
 * account: a page tells of them once a second, and the most that it can publish may come and go four times at once.
 */
export const rates = {
  frames: { burst: 500, perSecond: 50 },
  offers: { burst: 180, perSecond: 3 },
  changes: { burst: 512, perSecond: 4 },
} as const satisfies Record<string, Rate>;
