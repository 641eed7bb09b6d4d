import { isErrorCode } from "#protocol/error-codes";
import { parseErrorReply, parseTokenReply, type TokenReply, type TokenRequest } from "#protocol/token";
import { errorOf, MeshcallError } from "../room/errors.ts";
import { serverUrl } from "./server-url.ts";

/**
 * Asks the signal-worker for a token, for pages without a server of their own.
 * @throws MeshcallError with the signal-worker's code; 53000 when it cannot be reached
 */
export async function fetchToken(server: string | undefined, request: TokenRequest): Promise<TokenReply> {
  let reply: Response;
  try {
    reply = await fetch(new URL("token", serverUrl(server)), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    });
  } catch (cause) {
    throw new MeshcallError(53000, { cause });
  }
  const json: unknown = await reply.json().catch(() => undefined);
  if (!reply.ok) {
    const code = parseErrorReply(json);
    throw await errorOf(isErrorCode(code) ? code : 53000);
  }
  const parsed = parseTokenReply(json);
  if (parsed === undefined) throw await errorOf(53003);
  return parsed;
}
