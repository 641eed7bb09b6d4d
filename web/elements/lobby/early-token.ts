import type { CallServices, TokenAnswer } from "../../room/connect-options.ts";

export interface TokenQuestion {
  server: string | undefined;
  room: string;
  identity: string;
  name: string;
}

/** A person who reads the lobby for longer joins with a new one: what it says of ways to others may be over. */
const freshMs = 60_000;

interface Kept {
  key: string;
  answer: Promise<TokenAnswer | undefined>;
  atMs: number;
}

const kept = new WeakMap<CallServices, Kept>();

/** The lobby asks for a token when it looks who is in: joining is one question shorter with it. */
export function keepToken(services: CallServices, question: TokenQuestion, answer: Kept["answer"]): void {
  kept.set(services, { key: keyOf(question), answer, atMs: performance.now() });
}

/** The token that the lobby has asked for, which then is nobody else's, or a new one. @throws MeshcallError (as a rejection) */
export async function takeToken(services: CallServices, question: TokenQuestion): Promise<TokenAnswer> {
  const before = kept.get(services);
  kept.delete(services);
  const isGood = before?.key === keyOf(question) && performance.now() - before.atMs < freshMs;
  const { server, ...request } = question;
  return (isGood ? await before.answer : undefined) ?? services.fetchToken(server, request);
}

function keyOf({ server, room, identity, name }: TokenQuestion): string {
  return JSON.stringify([server, room, identity, name]);
}
