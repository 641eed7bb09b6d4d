import type { CallServices, TokenAnswer } from "../../room/connect-options.ts";

export interface TokenQuestion {
  server: string | undefined;
  room: string;
  identity: string;
  name: string;
}

/** A person who reads the lobby for longer joins with a new one: how many are in was asked long ago. */
const freshMs = 60_000;

interface Asked {
  answer: Promise<TokenAnswer>;
  atMs: number;
}

const asked = new WeakMap<CallServices, Map<string, Asked>>();

/**
 * Asks for the token that joining will take, in the lobby already: it says how many are in, and joining is one question
 * shorter. What was asked a moment ago is not asked again.
 * @throws MeshcallError (as a rejection)
 */
export function askEarly(services: CallServices, question: TokenQuestion): Promise<TokenAnswer> {
  const known = knownTo(services);
  const before = known.get(keyOf(question));
  if (before !== undefined && isFresh(before)) return before.answer;
  const { server, ...request } = question;
  const answer = services.fetchToken(server, request);
  known.clear(); // whoever changes their name does not need the token of the other
  known.set(keyOf(question), { answer, atMs: performance.now() });
  answer.catch(() => known.delete(keyOf(question)));
  return answer;
}

/** The token that was asked for early, which then is nobody else's, or a new one. @throws MeshcallError (as a rejection) */
export function takeToken(services: CallServices, question: TokenQuestion): Promise<TokenAnswer> {
  const known = knownTo(services);
  const before = known.get(keyOf(question));
  known.delete(keyOf(question));
  const { server, ...request } = question;
  return before !== undefined && isFresh(before) ? before.answer : services.fetchToken(server, request);
}

function isFresh({ atMs }: Asked): boolean {
  return performance.now() - atMs < freshMs;
}

function knownTo(services: CallServices): Map<string, Asked> {
  const known = asked.get(services) ?? new Map<string, Asked>();
  asked.set(services, known);
  return known;
}

function keyOf({ server, room, identity, name }: TokenQuestion): string {
  return JSON.stringify([server, room, identity, name]);
}
