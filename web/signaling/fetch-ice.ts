import type { IceServerJson } from "#protocol/announce";
import { isErrorCode } from "#protocol/error-codes";
import { parseIceReply } from "#protocol/ice";
import { parseErrorReply } from "#protocol/token";
import { errorOf, MeshcallError } from "../room/errors.ts";
import { serverUrl } from "./server-url.ts";

/**
 * Asks the signal-worker for the ICE servers that a join with this token would bring.
 * @throws MeshcallError with the signal-worker's code; 53000 when it cannot be reached
 */
export async function fetchIce(server: string | undefined, token: string): Promise<IceServerJson[]> {
  let reply: Response;
  try {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ token });
    reply = await fetch(new URL("ice", serverUrl(server)), { method: "POST", headers, body });
  } catch (cause) {
    throw new MeshcallError(53000, { cause });
  }
  const json: unknown = await reply.json().catch(() => undefined);
  const parsed = reply.ok ? parseIceReply(json) : undefined;
  if (parsed !== undefined) return parsed.ice;
  const code = reply.ok ? 53003 : parseErrorReply(json);
  throw await errorOf(isErrorCode(code) ? code : 53000);
}
