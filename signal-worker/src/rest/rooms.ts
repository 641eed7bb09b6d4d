import { Hono, type Context } from "hono";
import { usualRules } from "#protocol/room-rules";
import { cryptoRandom, newSid } from "../ids.ts";
import type { RoomEntry } from "../account/account.ts";
import { policyOf } from "../account/access-policy.ts";
import { accessOf } from "../new-room.ts";
import { actIn } from "./acts.ts";
import { restError } from "./errors.ts";
import { pageMeta, parseAsked } from "./paging.ts";
import type { AccountPort, RestEnv } from "./ports.ts";
import { parseName, parseWantedRoom } from "./room-parameters.ts";
import { parseRoomEdit } from "./room-rules-form.ts";
import { roomJson, type Place } from "./shapes.ts";

/** `/v1/Rooms` and `/v1/Rooms/{SID or name}`. */
export const roomRoutes = new Hono<RestEnv>();

type C = Context<RestEnv>;

export function accountOf(c: C): AccountPort {
  return c.var.ports.account(c.var.account.sid);
}

export function placeOf(c: C): Place {
  return { accountSid: c.var.account.sid, rooms: `${new URL(c.req.url).origin}/v1/Rooms` };
}

/** The form in a request's body; empty for a body of another kind, or one that cannot be read. */
export async function formOf(c: C): Promise<URLSearchParams> {
  // Not `text()`: workerd warns of each form that it is none.
  const bytes = await c.req.arrayBuffer().catch(() => new ArrayBuffer());
  return new URLSearchParams(new TextDecoder().decode(bytes));
}

/** @returns the room that the path names, of this account */
export function roomOf(c: C): Promise<RoomEntry | undefined> {
  return accountOf(c).room(c.req.param("room") ?? "");
}

roomRoutes.get("/v1/Rooms", async (c) => {
  const url = new URL(c.req.url);
  const asked = parseAsked(url.searchParams, {
    name: "UniqueName",
    statuses: ["in-progress", "completed", "failed"],
    usualStatus: "in-progress",
  });
  if ("wrong" in asked) return restError(asked.wrong);
  const listed = await accountOf(c).rooms(asked.filter, asked.part);
  const rooms = listed.entries.map((room) => roomJson(room, placeOf(c)));
  return c.json({ rooms, meta: pageMeta(url, "rooms", asked, listed) });
});

roomRoutes.post("/v1/Rooms", async (c) => {
  const { account, config, ports } = c.var;
  const form = await formOf(c);
  const named = parseName(form);
  if ("wrong" in named) return restError(named.wrong);
  const roomSid = newSid("RM", cryptoRandom);
  const roomName = named.name ?? roomSid;
  const policy = policyOf(account, roomName);
  const wanted = parseWantedRoom(form, account, policy?.rules ?? usualRules, config.isDevelopment);
  if ("wrong" in wanted) return restError(wanted.wrong);
  const { settings } = wanted;
  const access = await accessOf(wanted, policy?.host ?? "token", cryptoRandom);
  const answer = await ports.room(account.sid, roomName).open({ roomSid, roomName, settings, access });
  if ("refused" in answer) return restError(answer.refused);
  const room = await accountOf(c).room(roomSid);
  // The room is there, but its account could not take it in.
  return room === undefined ? restError(53103) : c.json(roomJson(room, placeOf(c)), 201);
});

roomRoutes.get("/v1/Rooms/:room", async (c) => {
  const room = await roomOf(c);
  return room === undefined ? restError(20404) : c.json(roomJson(room, placeOf(c)));
});

/** Ends a room, or edits it. To complete what is completed changes nothing, so that two who do it at once are both right. */
roomRoutes.post("/v1/Rooms/:room", async (c) => {
  const room = await roomOf(c);
  if (room === undefined) return restError(20404);
  const { account, ports } = c.var;
  const form = await formOf(c);
  const changes = parseRoomEdit(form);
  if (changes === undefined) return restError(20422);
  const isEdit = Object.keys(changes).length > 0;
  if (form.get("Status") !== (isEdit ? null : "completed")) return restError(53112);
  const isInProgress = room.status === "in-progress";
  if (isEdit) {
    if (!isInProgress) return restError(20404);
    const answer = await actIn(c, room, { do: "edit", changes });
    if ("wrong" in answer) return answer.wrong;
  } else if (isInProgress) await ports.room(account.sid, room.roomName).complete(room.roomSid);
  const after = await accountOf(c).room(room.roomSid);
  return c.json(roomJson(after ?? room, placeOf(c)), 202);
});

roomRoutes.all("/v1/Rooms", () => restError(20004));
roomRoutes.all("/v1/Rooms/:room", () => restError(20004));
