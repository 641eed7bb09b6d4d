import { jwtVerify, SignJWT } from "jose";
import * as v from "valibot";
import type { ErrorCode } from "#protocol/errors";
import { limits } from "#protocol/limits";
import type { Account } from "../account/accounts.ts";
import { sessionKey } from "./keys.ts";
import { renewalError } from "./tokens.ts";

/**
 * The session ticket: lets a participant whose socket broke come back as the same participant, even to an
 * object that has forgotten everything. Worth nothing without a valid token of the same identity and room.
 * Each renewal of the token brings a new one, so a ticket always outlives the token beside it.
 */

/** What a session ticket says. */
export const sessionClaims = v.object({
  account: v.string(),
  room: v.string(),
  roomSid: v.pipe(v.string(), v.regex(/^RM[0-9a-f]{32}$/)),
  identity: v.string(),
  participantSid: v.pipe(v.string(), v.regex(/^PA[0-9a-f]{32}$/)),
  peerId: v.pipe(v.string(), v.length(limits.idChars)),
});
export type SessionClaims = v.InferOutput<typeof sessionClaims>;

/** Set apart from access tokens by type as well as by key. */
const type = "meshcall-session";

/** As long as the longest token: a call may run all day before its socket first breaks. */
export const sessionLifeSeconds = limits.tokenLifeSeconds;

export async function signSession(
  claims: SessionClaims,
  apiKeySecret: string,
  nowMs: number,
): Promise<string> {
  return new SignJWT({ ...claims, exp: Math.floor(nowMs / 1000) + sessionLifeSeconds })
    .setProtectedHeader({ alg: "HS256", typ: type })
    .sign(await sessionKey(apiKeySecret));
}

/**
 * @param expected whose token it came with; `room` where that is known already.
 * @param keys of the account; any of them may have signed it, since which is the first can change within a day.
 * @returns the claims, or why nobody comes back with it: 53204 for a ticket that is no good (any more), else
 * the code that says how the token differs from it.
 */
export async function verifySessionOf(
  { sid: account, keys }: Pick<Account, "sid" | "keys">,
  ticket: string,
  expected: Pick<SessionClaims, "identity"> & { room: string | undefined },
  nowMs: number,
): Promise<SessionClaims | ErrorCode> {
  let answer: SessionClaims | ErrorCode = 53204;
  for (const { secret } of keys) {
    answer = await verifySession(ticket, { ...expected, account }, secret, nowMs);
    if (answer !== 53204) break;
  }
  return answer;
}

/** With one key, as above. */
export async function verifySession(
  ticket: string,
  expected: Pick<SessionClaims, "account" | "identity"> & { room: string | undefined },
  apiKeySecret: string,
  nowMs: number,
): Promise<SessionClaims | ErrorCode> {
  const options = { typ: type, algorithms: ["HS256"], currentDate: new Date(nowMs), requiredClaims: ["exp"] };
  const verified = await jwtVerify(ticket, await sessionKey(apiKeySecret), options).catch(() => undefined);
  const claims = v.safeParse(sessionClaims, verified?.payload);
  if (!claims.success || claims.output.account !== expected.account) return 53204;
  return renewalError(expected, claims.output) ?? claims.output;
}
