import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { logFailure } from "../log.ts";
import { absentRoutes } from "./absent.ts";
import { authenticate } from "./basic-auth.ts";
import { restError } from "./errors.ts";
import { invitationRoutes } from "./invitations.ts";
import { knockRoutes } from "./knocks.ts";
import { participantRoutes } from "./participants.ts";
import type { RestEnv } from "./ports.ts";
import { roomRoutes } from "./rooms.ts";
import { statusCallbackRoutes } from "./status-callbacks.ts";
import { iceTokenRoutes } from "./tokens-json.ts";
import { trackRoutes } from "./tracks.ts";

/** Twenty rules with four names each take 12 KB; everything else is small. */
const bodyBytes = 64 * 1024;

/**
 * Twilio's REST: Video v1 and the ICE servers of `Tokens.json`. `config` and `ports` are set by whoever mounts it; each
 * account sees its own object and nothing else.
 */
export const rest = new Hono<RestEnv>();

for (const path of ["/v1/*", "/2010-04-01/*"]) {
  rest.use(path, bodyLimit({ maxSize: bodyBytes, onError: () => restError(20422) }));
  rest.use(path, async (c, next) => {
    const account = await authenticate(c.var.config.accounts, c.req.header("Authorization"));
    if (account === undefined) return restError(20003, { "WWW-Authenticate": 'Basic realm="meshcall"' });
    c.set("account", account);
    const kind = c.req.method === "GET" || c.req.method === "HEAD" ? "read" : "write";
    const waitSeconds = await c.var.ports.account(account.sid).spend(kind);
    if (waitSeconds !== undefined) return restError(20429, { "Retry-After": String(waitSeconds) });
    await next();
    c.header("Cache-Control", "no-store");
    return undefined;
  });
}

const everything = [
  roomRoutes,
  participantRoutes,
  trackRoutes,
  knockRoutes,
  invitationRoutes,
  statusCallbackRoutes,
  absentRoutes,
  iceTokenRoutes,
];
for (const routes of everything) rest.route("/", routes);

for (const path of ["/v1/*", "/2010-04-01/*"]) rest.all(path, () => restError(20404));

rest.onError((error) => {
  logFailure(error);
  return restError(20500);
});
