/** How many requests of one account are under way at once, and whose. */

/** How a receiver did when it was last tried, where that was not well. */
export type Standing = "slow" | "failing";

export const slotLimits = {
  /** Cloudflare lets an invocation wait for six answers at once. */
  inAll: 6,
  /** To one receiver, so that a new one that turns out dead does not take all. */
  perReceiver: 3,
  /** To all that are slow or fail: half of the slots is always left to those that are prompt. */
  perDoubtful: 3,
  /** Whether a receiver is back, one request can tell. */
  perFailing: 1,
} as const;

/** @param underWay the receiver of each request that waits for its answer. */
export function slots(
  underWay: readonly string[],
  standings: ReadonlyMap<string, Standing>,
): { take(receiver: string): boolean } {
  const taken = new Map<string, number>();
  let inAll = 0;
  let doubtful = 0;
  const add = (receiver: string) => {
    taken.set(receiver, (taken.get(receiver) ?? 0) + 1);
    inAll += 1;
    if (standings.has(receiver)) doubtful += 1;
  };
  for (const receiver of underWay) add(receiver);
  return {
    take(receiver) {
      const standing = standings.get(receiver);
      const most = standing === "failing" ? slotLimits.perFailing : slotLimits.perReceiver;
      if (inAll >= slotLimits.inAll || (taken.get(receiver) ?? 0) >= most) return false;
      if (standing !== undefined && doubtful >= slotLimits.perDoubtful) return false;
      add(receiver);
      return true;
    },
  };
}
