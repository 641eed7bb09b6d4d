import type { CallServices } from "../../room/connect-options.ts";
import { keepToken } from "./early-token.ts";

/** Who is in already, as far as the room tells those who stand before it. */
export interface Presence {
  count: number;
  /** Empty where the room tells no names. */
  names: readonly string[];
}

/**
 * @param as undefined: who asks has no name yet, or a token of the page's
 * @returns undefined where the room tells nothing. Never rejects: whatever is wrong is told to who joins
 */
export async function lookAround(
  services: CallServices,
  server: string | undefined,
  room: string,
  as: { identity: string; name: string } | undefined,
): Promise<Presence | undefined> {
  try {
    const looked = services.lookIn(server, { room, as });
    const asked = looked.then(({ token }) => token).catch(() => undefined);
    if (as !== undefined) keepToken(services, { server, room, ...as }, asked);
    const names = await (await looked).names;
    if (names !== undefined) return { count: names.length, names };
    // rooms with a door say 0, and so do empty ones: which it is nobody outside learns
    const count = (await asked)?.participants ?? 0;
    return count === 0 ? undefined : { count, names: [] };
  } catch {
    return undefined; // the file that asks did not come
  }
}
