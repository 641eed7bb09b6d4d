import { Hono } from "hono";
import { restError } from "./errors.ts";
import { pageMeta, parseAsked } from "./paging.ts";
import type { RestEnv, WebhookAttempt } from "./ports.ts";
import { accountOf, roomOf } from "./rooms.ts";
import { isoSeconds } from "./shapes.ts";

/** Ours, not Twilio's: what became of a room's webhooks. */
export const statusCallbackRoutes = new Hono<RestEnv>();

const path = "/v1/Rooms/:room/StatusCallbacks";

statusCallbackRoutes.get(path, async (c) => {
  const room = await roomOf(c);
  if (room === undefined) return restError(20404);
  const url = new URL(c.req.url);
  const asked = parseAsked(url.searchParams, { name: "Identity", statuses: [], usualStatus: undefined });
  if ("wrong" in asked) return restError(asked.wrong);
  const { count, cursor } = asked.part;
  const beforeId = cursor !== undefined && "older" in cursor ? cursor.older : undefined;
  const found = await accountOf(c).webhookLog(room.roomSid, { beforeId, count: count + 1 });
  const entries = found.slice(0, count);
  const older = found.length > count ? entries.at(-1)?.id : undefined;
  const meta = pageMeta(url, "status_callbacks", asked, { older, newer: undefined });
  return c.json({ status_callbacks: entries.map(attemptJson), meta });
});
statusCallbackRoutes.all(path, () => restError(20004));

function attemptJson(attempt: WebhookAttempt) {
  return {
    room_sid: attempt.roomSid,
    sequence_number: attempt.sequenceNumber,
    event: attempt.event,
    url: attempt.address,
    method: attempt.method,
    attempt: attempt.attempt,
    status: attempt.fate,
    error: attempt.reason,
    http_status: attempt.httpStatus,
    duration_ms: attempt.tookMs,
    date_created: isoSeconds(attempt.atMs),
  };
}
