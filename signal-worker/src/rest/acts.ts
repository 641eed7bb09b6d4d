import type { Context } from "hono";
import type { Act } from "#protocol/act";
import { errorTable, type ErrorCode } from "#protocol/errors";
import type { RoomEntry } from "../account/account.ts";
import type { ActAnswer } from "../facts.ts";
import { restError } from "./errors.ts";
import type { RestEnv } from "./ports.ts";

/** What REST has done in a room, as the account. @returns the answer, or why there is none */
export async function actIn(
  c: Context<RestEnv>,
  { roomName, roomSid }: RoomEntry,
  act: Act,
): Promise<Omit<ActAnswer, "code"> | { readonly wrong: Response }> {
  const room = c.var.ports.room(c.var.account.sid, roomName);
  const { code, ...answer } = await room.act({ is: "account" }, act, roomSid);
  return code === undefined ? answer : { wrong: actError(code) };
}

/** Twilio's body, with the code of Meshcall's own. What is not there is 20404, as everywhere in REST. */
function actError(code: ErrorCode): Response {
  if (code === 53106 || code === 53204) return restError(20404);
  const [, message, more_info] = errorTable[code];
  return Response.json({ code, message, more_info, status: 400 }, { status: 400 });
}
