/** Somebody decided that this page is out: coming back at once would be a nuisance, or a tug-of-war of two tabs. */
const decided: ReadonlySet<number> = new Set([53204, 53205, 54033, 54035, 54036]);
/** As the announce socket waits: soon enough for a server that was restarted, and seldom enough for one that is in trouble. */
const firstMs = 1_000;
const mostMs = 30_000;
const decidedMs = 60_000;
/** Whoever pressed Leave reads what comes, and can stay out. */
const leftMs = 10_000;
/** So many devices that lost the same server do not come back in the same moment. */
const jitter = 0.25;

/**
 * How long a device that runs by itself waits before it joins again.
 * @param failures in a row until now, 0 for the first. @param why a code; `left`: by the person's own doing; undefined: for no reason of ours
 * @param random from 0 to 1
 */
export function rejoinWaitMs(failures: number, why: number | "left" | undefined, random: number): number {
  if (why === "left") return leftMs;
  const usual = Math.min(mostMs, firstMs * 2 ** failures);
  const wait = why !== undefined && decided.has(why) ? decidedMs : usual;
  return Math.round(wait * (1 + jitter * (2 * random - 1)));
}

/** A call that went on for so long was none of the failures. */
export const lastingMs = 30_000;
