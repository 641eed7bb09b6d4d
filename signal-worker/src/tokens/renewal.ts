import type { ErrorCode } from "#protocol/errors";
import type { Account } from "../account/accounts.ts";
import type { Member } from "#protocol/announce";
import { signSession } from "./session.ts";
import { issuerOf, renewalError, verifyToken } from "./tokens.ts";

/**
 * A newer token for the one in use. The server's clock decides, not the page's; what the token says of a name, or a role,
 * is not taken over.
 */
export async function renew(
  token: string,
  { identity, sid: participantSid, peerId }: Member,
  { sid: roomSid, name: room }: { readonly sid: string; readonly name: string },
  account: Account,
): Promise<{ readonly lifeSeconds: number; readonly session: string } | { readonly code: ErrorCode }> {
  const nowMs = Date.now();
  const claims = await verifyToken(token, issuerOf(token, [account]).keys, nowMs);
  if (typeof claims === "number") return { code: claims };
  const code = renewalError(claims, { room, roomSid, identity });
  if (code !== undefined) return { code };
  const owner = { account: account.sid, room, roomSid, identity, participantSid, peerId };
  const session = await signSession(owner, account.keys[0].secret, nowMs);
  return { lifeSeconds: claims.lifeSeconds, session };
}
