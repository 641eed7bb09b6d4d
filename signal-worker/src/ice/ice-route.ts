import type { ErrorCode } from "#protocol/errors";
import { parseIceRequest, type IceReply } from "#protocol/ice";
import { isOriginKnown, type Config } from "../env.ts";
import { iceServers } from "./ice.ts";
import { issuerOf, verifyToken } from "../tokens/tokens.ts";

/** The longest token that a header of the announce socket could carry, and some JSON around it. */
export const iceRequestBytes = 8_192;

/**
 * What `POST /ice` answers to whoever has a good token: the servers that a join would bring, without joining.
 * @returns the code of what is wrong instead
 */
export async function answerIce(
  request: Request,
  config: Config,
  nowMs: number,
): Promise<IceReply | ErrorCode> {
  if (!isOriginKnown(config, request.headers.get("Origin") ?? undefined, request.url)) return 54000;
  const token = parseIceRequest(await request.json().catch(() => undefined));
  if (token === undefined) return 54003;
  const claims = await verifyToken(token, issuerOf(token, config.accounts).keys, nowMs);
  if (typeof claims === "number") return claims;
  return { ice: await iceServers(config, claims.identity, nowMs) };
}
