import { jwtVerify, SignJWT } from "jose";
import * as v from "valibot";
import { limits } from "#protocol/limits";

/**
 * The session ticket: lets a participant whose socket broke come back as the same participant, even to an
 * object that has forgotten everything. Worth nothing without a valid token of the same identity and room.
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
export async function signSession(
  claims: SessionClaims,
  apiKeySecret: string,
  nowMs: number,
): Promise<string> {
  return new SignJWT({ ...claims, exp: Math.floor(nowMs / 1000) + limits.tokenLifeSeconds })
    .setProtectedHeader({ alg: "HS256", typ: type })
    .sign(await sessionKey(apiKeySecret));
}

/**
 * @param expected whose token it came with; a ticket of anybody else is not one.
 * @returns undefined for a ticket that is no good: its bearer joins as somebody new.
 */
export async function verifySession(
  ticket: string,
  expected: Pick<SessionClaims, "account" | "room" | "identity">,
  apiKeySecret: string,
  nowMs: number,
): Promise<SessionClaims | undefined> {
  const options = { typ: type, algorithms: ["HS256"], currentDate: new Date(nowMs), requiredClaims: ["exp"] };
  const verified = await jwtVerify(ticket, await sessionKey(apiKeySecret), options).catch(() => undefined);
  const claims = v.safeParse(sessionClaims, verified?.payload);
  if (!claims.success) return undefined;
  const { account, room, identity } = claims.output;
  const isTheirs = account === expected.account && room === expected.room && identity === expected.identity;
  return isTheirs ? claims.output : undefined;
}

/** HKDF (RFC 5869) with a label of its own: a ticket can never pass for a token, nor a token for a ticket. */
async function sessionKey(apiKeySecret: string): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const secret = await crypto.subtle.importKey("raw", encoder.encode(apiKeySecret), "HKDF", false, [
    "deriveBits",
  ]);
  const info = encoder.encode("meshcall session v1");
  const bits = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    secret,
    256,
  );
  return new Uint8Array(bits);
}
