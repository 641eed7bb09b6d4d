import type { CallServices } from "../../room/connect-options.ts";
import { askEarly, type TokenQuestion } from "./early-token.ts";

/** Who is in already, as far as the room tells those who stand before it. */
export interface Presence {
  count: number;
  /** Empty where the room tells no names. */
  names: readonly string[];
}

/**
 * @param question undefined: who asks has no name yet, or a token of the page's, or there is no signal-worker to ask
 * @returns undefined where the room tells nothing. Never rejects: whatever is wrong is told to who joins
 */
export async function lookIn(
  services: CallServices,
  where: { server: string | undefined; room: string },
  question: TokenQuestion | undefined,
): Promise<Presence | undefined> {
  const [named, counted] = await Promise.all([
    services.listParticipants(where.room, { server: where.server }).catch(() => undefined),
    question === undefined ? undefined : askEarly(services, question).catch(() => undefined),
  ]);
  if (named !== undefined) return { count: named.length, names: named.map(({ name }) => name) };
  // rooms with a door say 0, and so do empty ones: which it is nobody outside learns
  return counted === undefined || counted.participants === 0
    ? undefined
    : { count: counted.participants, names: [] };
}
