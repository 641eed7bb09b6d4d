import { Hono } from "hono";
import { restError } from "./errors.ts";
import { actIn } from "./acts.ts";
import { wholeMeta } from "./paging.ts";
import type { RestEnv } from "./ports.ts";
import { formOf, placeOf, roomOf } from "./rooms.ts";

/** `/v1/Rooms/{room}/Knocks`: who waits at the door. */
export const knockRoutes = new Hono<RestEnv>();

const list = "/v1/Rooms/:room/Knocks";
const one = `${list}/:knock`;

knockRoutes.get(list, async (c) => {
  const room = await roomOf(c);
  if (room === undefined) return restError(20404);
  const answer = await actIn(c, room, { do: "listKnocks" });
  if ("wrong" in answer) return answer.wrong;
  const { roomSid: room_sid } = room;
  const knocks = (answer.knocks ?? []).map(({ sid, identity, name }) => ({
    sid,
    room_sid,
    identity,
    name,
    status: "waiting",
    url: `${placeOf(c).rooms}/${room_sid}/Knocks/${sid}`,
  }));
  return c.json({ knocks, meta: wholeMeta(new URL(c.req.url), "knocks", knocks.length) });
});

knockRoutes.post(one, async (c) => {
  const room = await roomOf(c);
  const knock = c.req.param("knock");
  if (room === undefined || !/^KN[0-9a-f]{32}$/.test(knock)) return restError(20404);
  const status = (await formOf(c)).get("Status");
  if (status !== "admitted" && status !== "refused") return restError(20422);
  const answer = await actIn(c, room, { do: status === "admitted" ? "admit" : "turnAway", knock });
  return "wrong" in answer ? answer.wrong : c.json({ sid: knock, room_sid: room.roomSid, status }, 202);
});

for (const path of [list, one]) knockRoutes.all(path, () => restError(20004));
