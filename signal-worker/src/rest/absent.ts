import { Hono } from "hono";
import { restError } from "./errors.ts";
import { wholeMeta } from "./paging.ts";
import type { RestEnv } from "./ports.ts";
import { roomOf } from "./rooms.ts";
import { isoSeconds } from "./shapes.ts";

/**
 * What needs a media server: recordings, compositions, transcriptions. There are none, and lists say so; to want one
 * is refused (53122), since no server of ours sees any media.
 */
export const absentRoutes = new Hono<RestEnv>();

const lists = [
  ["/v1/Recordings", "recordings"],
  ["/v1/Compositions", "compositions"],
  ["/v1/CompositionHooks", "composition_hooks"],
] as const;
for (const [path, key] of lists) {
  absentRoutes.get(path, (c) => c.json({ [key]: [], meta: wholeMeta(new URL(c.req.url), key, 0) }));
  absentRoutes.post(path, () => restError(53122));
}

const listsOfRoom = [
  ["/v1/Rooms/:room/Recordings", "recordings"],
  ["/v1/Rooms/:room/Transcriptions", "transcriptions"],
] as const;
for (const [path, key] of listsOfRoom) {
  absentRoutes.get(path, async (c) => {
    if ((await roomOf(c)) === undefined) return restError(20404);
    return c.json({ [key]: [], meta: wholeMeta(new URL(c.req.url), key, 0) });
  });
  absentRoutes.post(path, async (c) => restError((await roomOf(c)) === undefined ? 20404 : 53122));
}

absentRoutes.get("/v1/Rooms/:room/RecordingRules", async (c) => {
  const room = await roomOf(c);
  if (room === undefined) return restError(20404);
  const created = isoSeconds(room.createdMs);
  const nothing = { type: "exclude", all: true, publisher: null, track: null, kind: null };
  return c.json({ room_sid: room.roomSid, rules: [nothing], date_created: created, date_updated: created });
});
absentRoutes.post("/v1/Rooms/:room/RecordingRules", async (c) =>
  restError((await roomOf(c)) === undefined ? 20404 : 53122),
);

absentRoutes.all("/v1/CompositionSettings/Default", () => restError(53122));
absentRoutes.all("/v1/RecordingSettings/Default", () => restError(53122));
