import { vi } from "vitest";
import type { People, Person } from "./people.ts";
import type { WatchedConnection } from "./watch-connections.ts";

/** Both ends of the link between two people. */
export function linkBetween(
  people: People,
  one: Person,
  other: Person,
): [WatchedConnection, WatchedConnection] {
  for (const near of people.connections.open) {
    if (near.owner !== one.identity) continue;
    const far = people.connections.open.find(
      ({ owner, pc }) =>
        owner === other.identity &&
        valueOf(pc.remoteDescription, "ice-ufrag") === valueOf(near.pc.localDescription, "ice-ufrag"),
    );
    if (far !== undefined) return [near, far];
  }
  throw new Error("they have no link");
}

export function valueOf(description: RTCSessionDescription | null, attribute: string): string | undefined {
  return new RegExp(`a=${attribute}:(.*)`).exec(description?.sdp ?? "")?.[1]?.trim();
}

/** Nothing of what these ends say over the control channel arrives any more. @returns the call that ends it */
export function silence(ends: WatchedConnection[]): () => void {
  const spies = ends.map(({ channels }) => vi.spyOn(channels.get("control")!, "send").mockReturnValue());
  return () => spies.forEach((spy) => spy.mockRestore());
}

/**
 * {@link silence} that lasts: what these ends report to have received stays as it is, too. SCTP asks every 30 s by itself
 * whether its peer is there; a dead path would give it no answer.
 */
export async function silenceForLong(ends: WatchedConnection[]): Promise<void> {
  silence(ends);
  for (const { pc } of ends) vi.spyOn(pc, "getStats").mockResolvedValue(await pc.getStats());
}
