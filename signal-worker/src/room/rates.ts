import type { Rate } from "../budget.ts";

/**
 * What one socket may send. A newcomer to a room of ten sends some 100 frames at once, and dials nine again
 * every 10 s at worst; whoever needs several times as much has a loop. Each change of a track becomes a fact for the
 * account: a page tells of them once a second, and the most that it can publish may come and go four times at once. A page
 * says 20 things a second at most over the server, and 100 at once. Acts are clicks, of a host who silences a full room one by
 * one at most, and talking, which comes and goes some times a minute.
 */
export const rates = {
  frames: { burst: 500, perSecond: 50 },
  offers: { burst: 180, perSecond: 3 },
  changes: { burst: 512, perSecond: 4 },
  acts: { burst: 60, perSecond: 5 },
  says: { burst: 200, perSecond: 25 },
} as const satisfies Record<string, Rate>;
