import { Hono, type Context } from "hono";
import type { Bindings } from "../bindings.ts";
import { isOriginAllowed, type Config } from "../env.ts";
import { parseDialects, type DialectConfig } from "./dialect-env.ts";
import { dialectLimits, wsClose } from "./dialect-limits.ts";
import { refused } from "./dialect-socket.ts";
import { errorFrame } from "./peerserver-frames.ts";
import { peerServerRequest } from "./peerserver-object.ts";
import { failureFrame } from "./tracker-frames.ts";
import { trackerRequest } from "./tracker-object.ts";

type Env = { Bindings: Bindings; Variables: { config: Config } };

/** The protocols of others. A dialect that is off is not there: its paths are like any unknown one. */
export const dialects = new Hono<Env>();

dialects.get("/peerjs", async (c, next) => {
  if (!isOn(c, "peerServer")) return next();
  if (!isUpgrade(c)) return c.text("WebSocket only", 426);
  if (!isAllowed(c)) return refuse("Origin is not allowed");
  const { key = "", id = "", token = "" } = c.req.query();
  if (key === "" || id === "" || token === "") {
    return refuse("No id, token, or key supplied to websocket server");
  }
  if (!isName(key)) return refuse("Invalid key provided");
  return peerServer(c, key).fetch(peerServerRequest({ id, token }));
});

/** An id for a client that brings none. Any key will do. */
dialects.get("/:key/id", async (c, next) => {
  if (!isOn(c, "peerServer")) return next();
  readableByAll(c);
  return isAllowed(c) ? c.text(crypto.randomUUID()) : c.text("Origin is not allowed", 403);
});

dialects.get("/:key/peers", async (c, next) => {
  if (!isOn(c, "peerServer")) return next();
  readableByAll(c);
  if (!isAllowed(c)) return c.text("Origin is not allowed", 403);
  const key = c.req.param("key");
  if (!isOn(c, "peerDiscovery") || !isName(key)) return c.text("Unauthorized", 401);
  return c.json(await peerServer(c, key).peers());
});

dialects.get("/announce", (c, next) => announce(c, next, ""));
dialects.get("/announce/:name", (c, next) => announce(c, next, c.req.param("name")));

/** @param name of the tracker. Swarms of one name are no part of another's. */
async function announce(c: Context<Env>, next: () => Promise<void>, name: string): Promise<Response | void> {
  if (!isOn(c, "tracker")) return next();
  if (!isUpgrade(c)) return c.text("WebSocket only", 426);
  if (!isAllowed(c)) return refuseTracker("origin is not allowed");
  if (name.length > dialectLimits.nameChars) return refuseTracker("invalid tracker name");
  return c.env.WEBTORRENT_SWARMS.getByName(objectName(c, name)).fetch(trackerRequest());
}

function isOn(c: Context<Env>, dialect: keyof DialectConfig): boolean {
  return parseDialects(c.env)[dialect];
}

function isUpgrade(c: Context<Env>): boolean {
  return c.req.header("Upgrade")?.toLowerCase() === "websocket";
}

function isAllowed(c: Context<Env>): boolean {
  return isOriginAllowed(c.var.config, c.req.header("Origin"), c.req.url);
}

function isName(key: string): boolean {
  return key !== "" && key.length <= dialectLimits.nameChars;
}

/** As the stock server: a page of any origin may read the answer, the refusal too. */
function readableByAll(c: Context<Env>): void {
  c.header("Access-Control-Allow-Origin", "*");
  c.header("Cache-Control", "no-store");
}

/** One object for each key of each account. */
function peerServer(c: Context<Env>, key: string) {
  return c.env.PEERJS_SWARMS.getByName(objectName(c, key));
}

function objectName(c: Context<Env>, name: string): string {
  return `${c.var.config.accountSid}/${name}`;
}

function refuse(msg: string): Response {
  return refused(errorFrame(msg), wsClose.policy, msg);
}

function refuseTracker(reason: string): Response {
  return refused(JSON.stringify(failureFrame(reason)), wsClose.policy, reason);
}
