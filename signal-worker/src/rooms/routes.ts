import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import * as v from "valibot";
import { limits } from "#protocol/limits";
import type { ErrorCode } from "#protocol/errors";
import { actRequest, createRequest, listRequest, roomRequest } from "#protocol/rooms-api";
import type { AddressUse } from "../account/address-budgets.ts";
import { networkOf } from "../door/network-address.ts";
import { isOriginKnown, type Config } from "../env.ts";
import { refusal } from "../refusal.ts";
import { createRoom } from "./create.ts";
import { actBySecret, isForPage, listRooms, participantsOf, roomExists } from "./lists.ts";
import type { Asker, RoomsAccount } from "./ports.ts";

/** `/rooms`: lists, making and running rooms, for pages. docs/rooms-api.md. */

export interface RoomsPorts {
  account(accountSid: string): RoomsAccount;
  room(accountSid: string, roomName: string): ReturnType<Asker["room"]>;
}
interface RoomsEnv {
  Variables: { config: Config; ports: RoomsPorts };
}

export const roomsApi = new Hono<RoomsEnv>();

// Any origin may read the answer, so that a page can be told why it is refused.
const readable = cors({
  origin: (origin) => origin,
  allowMethods: ["GET", "POST"],
  allowHeaders: ["Content-Type"],
  maxAge: 600,
});
// The largest is a host's list of a thousand invitations; a socket may say as much.
const small = bodyLimit({ maxSize: limits.frameBytes, onError: () => refusal(54003) });
// Not `/rooms/*`: a socket's answer has its headers already.
for (const path of ["/rooms", "/rooms/exists", "/rooms/participants", "/rooms/act"])
  roomsApi.use(path, readable, small);

roomsApi.get("/rooms", (c) => {
  const { count, after } = c.req.query();
  const asked = { ...(count === undefined ? {} : { count: Number(count) }), after };
  return answer(c, "read", listRequest, asked, listRooms);
});
roomsApi.post("/rooms", async (c) => answer(c, "make", createRequest, await bodyOf(c), createRoom));
roomsApi.post("/rooms/exists", async (c) =>
  answer(c, "read", roomRequest, await bodyOf(c), named(roomExists)),
);
roomsApi.post("/rooms/participants", async (c) =>
  answer(c, "read", roomRequest, await bodyOf(c), named(participantsOf)),
);
roomsApi.post("/rooms/act", async (c) =>
  answer(
    c,
    "act",
    actRequest,
    await bodyOf(c),
    named(async (asker, { room, secret, act }) => {
      const { code, ...answered } = await actBySecret(asker, room, secret, act);
      return code ?? answered;
    }),
  ),
);

function bodyOf(c: Context<RoomsEnv>): Promise<unknown> {
  return c.req.json().catch(() => undefined);
}

type Rule<Request> = (asker: Asker, request: Request) => Promise<object | ErrorCode>;

/** Of one room: by its policy pages of this origin may have no say in it. */
function named<Request extends { readonly room: string }>(rule: Rule<Request>): Rule<Request> {
  return async (asker, request) => (isForPage(asker, request.room) ? rule(asker, request) : 54000);
}

async function answer<Schema extends v.GenericSchema>(
  c: Context<RoomsEnv>,
  use: AddressUse,
  schema: Schema,
  said: unknown,
  rule: Rule<v.InferOutput<Schema>>,
): Promise<Response> {
  c.header("Cache-Control", "no-store");
  const { config, ports } = c.var;
  const origin = c.req.header("Origin");
  if (!isOriginKnown(config, origin, c.req.url)) return refusal(54000);
  const request = v.safeParse(schema, said);
  if (!request.success) return refusal(54003);
  const account = ports.account(config.accountSid);
  const network = networkOf(c.req.header(config.addressHeader));
  if (!(await account.spendOfAddress(use, network))) return refusal(53006);
  const room = (roomName: string) => ports.room(config.accountSid, roomName);
  const answered = await rule({ config, account, room, origin, url: c.req.url, network }, request.output);
  return typeof answered === "number" ? refusal(answered) : c.json(answered);
}
