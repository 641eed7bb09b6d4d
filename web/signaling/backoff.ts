/** Waits between attempts: soon at first, then patient (LiveKit's published policy has the same shape). */
const soonMs = [200, 400, 800, 1_600, 3_000, 5_000] as const;
/** From this attempt on the wait is the longest. */
export const patientAttempt = soonMs.length - 1;
const jitterShare = 0.3;

/**
 * @param attempt 0 for the first
 * @param random 0..1, spreads the clients of a server that comes back
 * @param delaysMs the longest last
 */
export function backoffMs(attempt: number, random: number, delaysMs: readonly number[] = soonMs): number {
  const delayMs = delaysMs[Math.min(attempt, delaysMs.length - 1)] ?? 0;
  return delayMs * (1 - jitterShare * random);
}
