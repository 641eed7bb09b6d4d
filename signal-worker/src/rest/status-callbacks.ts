import { Hono } from "hono";
import type { LogEntry } from "../webhooks/webhook-log.ts";
import { restError } from "./errors.ts";
import { pageMeta, parseAsked } from "./paging.ts";
import type { RestEnv } from "./ports.ts";
import { accountOf, roomOf } from "./rooms.ts";
import { isoSeconds } from "./shapes.ts";

/** What became of a room's webhooks: ours, in the shape of Twilio's lists. */
export const statusCallbackRoutes = new Hono<RestEnv>();

const path = "/v1/Rooms/:room/StatusCallbacks";
const key = "status_callbacks";

statusCallbackRoutes.get(path, async (c) => {
  const room = await roomOf(c);
  if (room === undefined) return restError(20404);
  const url = new URL(c.req.url);
  const asked = parseAsked(url.searchParams, {
    name: "StatusCallbackEvent",
    statuses: ["delivered", "failed", "given up", "dropped"],
    usualStatus: undefined,
  });
  if ("wrong" in asked) return restError(asked.wrong);
  const listed = await accountOf(c).webhookLog(room.roomSid, asked.filter, asked.part);
  return c.json({ [key]: listed.entries.map(entryJson), meta: pageMeta(url, key, asked, listed) });
});
statusCallbackRoutes.all(path, () => restError(20004));

function entryJson(entry: LogEntry) {
  return {
    room_sid: entry.roomSid,
    sequence_number: entry.sequenceNumber,
    event: entry.event,
    url: entry.address,
    method: entry.method,
    attempt: entry.attempt,
    status: entry.status,
    error: entry.reason,
    http_status: entry.httpStatus,
    duration_ms: entry.tookMs,
    date_created: isoSeconds(entry.createdMs),
  };
}
