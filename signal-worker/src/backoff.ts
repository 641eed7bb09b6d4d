const firstDelayMs = 2_000;
/** An account that is away for days costs each of its rooms one waking an hour. */
const longestDelayMs = 60 * 60_000;

/**
 * How long to wait after the `attempts`-th failure: twice as long each time, and up to a half more, so that rooms
 * that lost their account together do not come back together.
 *
 * @param random from 0 up to 1
 */
export function retryDelayMs(attempts: number, random: number): number {
  const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempts - 1, 20));
  return Math.round(delayMs * (1 + random / 2)); // alarms know whole milliseconds
}
