import { Hono } from "hono";
import { limits } from "#protocol/limits";
import type { IceServerJson } from "#protocol/announce";
import { iceServers, type IceConfig } from "../ice/ice.ts";
import { restError } from "./errors.ts";
import type { RestEnv } from "./ports.ts";
import { parseWhole } from "./room-parameters.ts";
import { formOf } from "./rooms.ts";

/** Twilio's Network Traversal: the ICE servers that a join would bring, for any WebRTC of one's own. */
export const iceTokenRoutes = new Hono<RestEnv>();

const path = "/2010-04-01/Accounts/:sid/Tokens.json";

/** A day, as at Twilio; nothing shorter than what the variables allow. */
const ttlSeconds = { least: 60, most: limits.tokenLifeSeconds, usual: limits.tokenLifeSeconds } as const;

iceTokenRoutes.post(path, async (c) => {
  const { account, config } = c.var;
  if (c.req.param("sid") !== account.sid) return restError(20404);
  const ttl = parseWhole((await formOf(c)).get("Ttl"), ttlSeconds, ttlSeconds.usual);
  if (ttl === undefined) return restError(20422);
  const nowMs = Date.now();
  const servers = await iceServers(livingFor(config, ttl), account.sid, nowMs);
  const relay = servers.find(({ credential }) => credential !== undefined);
  const date = rfc2822(nowMs);
  return c.json(
    {
      account_sid: account.sid,
      date_created: date,
      date_updated: date,
      username: relay?.username ?? "",
      password: relay?.credential ?? "",
      ttl: String(ttl),
      ice_servers: servers.flatMap(eachUrl),
    },
    201,
  );
});
iceTokenRoutes.all(path, () => restError(20004));

function livingFor({ stunUrls, turn, turnKey }: IceConfig, lifeSeconds: number): IceConfig {
  return {
    stunUrls,
    turn: turn && { ...turn, lifeSeconds },
    turnKey: turnKey && { ...turnKey, lifeSeconds },
  };
}

/** Twilio gives each address an entry, and says it twice: clients of old browsers read `url`. */
function eachUrl({ urls, username, credential }: IceServerJson) {
  const login = username === undefined || credential === undefined ? {} : { username, credential };
  return [urls].flat().map((url) => ({ url, urls: url, ...login }));
}

/** RFC 2822, with a zone in figures. */
function rfc2822(ms: number): string {
  return new Date(ms).toUTCString().replace("GMT", "+0000");
}
