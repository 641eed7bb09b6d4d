import * as v from "valibot";
import { isErrorCode } from "#protocol/error-codes";
import { parseErrorReply } from "#protocol/token";
import { errorOf, MeshcallError } from "../room/errors.ts";
import { serverUrl } from "../signaling/server-url.ts";

export interface RoomsOptions {
  /** Address of the signal-worker. Left out: as for `connect`. */
  server?: string | undefined;
}

/**
 * Asks the signal-worker's rooms API. What is said is in the body, since addresses are logged.
 *
 * @param body undefined: nothing is said, and the address says what is asked
 * @throws MeshcallError the signal-worker's code; 53000 when it cannot be reached, 53003 when its answer cannot be read
 */
export async function ask<Schema extends v.GenericSchema>(
  { server }: RoomsOptions,
  path: string,
  body: object | undefined,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const url = new URL(path, serverUrl(server));
  const said = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  let reply: Response;
  try {
    reply = await fetch(url, body === undefined ? {} : said);
  } catch (cause) {
    throw new MeshcallError(53000, { cause });
  }
  const json: unknown = await reply.json().catch(() => undefined);
  if (!reply.ok) {
    const code = parseErrorReply(json);
    throw await errorOf(isErrorCode(code) ? code : 53000);
  }
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) throw await errorOf(53003);
  return parsed.output;
}
