import { Hono, type Context, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { roomNameError } from "#protocol/token";
import { AccountObject } from "./account-object.ts";
import { policyOf } from "./account/access-policy.ts";
import { askAccount, isAtCap, mayJoin, nameRoom } from "./account/admission.ts";
import type { Bindings } from "./bindings.ts";
import { PeerServerObject } from "./dialects/peerserver-object.ts";
import { dialects } from "./dialects/routes.ts";
import { TrackerObject } from "./dialects/tracker-object.ts";
import { isOriginAllowed, isOriginKnown, parseEnv, type Config } from "./env.ts";
import { answerIce, iceRequestBytes } from "./ice/ice-route.ts";
import { iceServers } from "./ice/ice.ts";
import { cryptoRandom, isRoomSid, newSid } from "./ids.ts";
import { joinRequest } from "./join.ts";
import { logFailure } from "./log.ts";
import type { RestPorts } from "./rest/ports.ts";
import { rest } from "./rest/routes.ts";
import { refusal } from "./refusal.ts";
import { RoomObject } from "./room-object.ts";
import { roomsApi, type RoomsPorts } from "./rooms/routes.ts";
import { verifySessionOf } from "./tokens/session.ts";
import { networkOf } from "./door/network-address.ts";
import { parseProtocols } from "./door/protocols.ts";
import { refuseUpgrade } from "./sockets.ts";
import { issuerOf, verifyToken } from "./tokens/tokens.ts";
import { answerToken } from "./tokens/token-route.ts";

export { AccountObject, PeerServerObject, RoomObject, TrackerObject };

type Env = { Bindings: Bindings; Variables: { config: Config; ports: RestPorts & RoomsPorts } };

/** A token request has three names of 128 characters at most. */
const tokenRequestBytes = 4096;

const app = new Hono<Env>();

// Any origin may read the answer, so that a page can be told why it is refused; only allowed ones get a token.
const readable = cors({
  origin: (origin) => origin,
  allowMethods: ["POST"],
  allowHeaders: ["Content-Type"],
  maxAge: 600,
});
app.use("/token", readable);
app.use("/ice", readable);

app.use(async (c, next) => {
  const config = parseEnv(c.env);
  if (config === undefined) return isUpgrade(c) ? refuseUpgrade(54002) : refusal(54002);
  c.set("config", config);
  return next();
});

app.get("/", (c) => c.json({ name: "meshcall", status: "ok" }));

app.post("/token", bodyLimit({ maxSize: tokenRequestBytes, onError: () => refusal(54003) }), async (c) => {
  c.header("Cache-Control", "no-store");
  const { config } = c.var;
  const ports = {
    account: c.env.ACCOUNTS.getByName(config.accountSid),
    participantsForGuests: (name: string) => roomStub(c, config.accountSid, name).participantsForGuests(),
  };
  const answer = await answerToken(c.req.raw, config, ports, Date.now());
  return typeof answer === "number" ? refusal(answer) : c.json(answer);
});

app.post("/ice", bodyLimit({ maxSize: iceRequestBytes, onError: () => refusal(54003) }), async (c) => {
  c.header("Cache-Control", "no-store");
  const answer = await answerIce(c.req.raw, c.var.config, Date.now());
  return typeof answer === "number" ? refusal(answer) : c.json(answer);
});

app.get("/rooms/announce", async (c) => {
  if (!isUpgrade(c)) return refusal(54003, 426);
  const protocols = parseProtocols(c.req.header("Sec-WebSocket-Protocol"));
  if (protocols === undefined) return refusal(54003);
  const { config } = c.var;
  const origin = c.req.header("Origin");
  if (!isOriginKnown(config, origin, c.req.url)) return refuseUpgrade(54000);
  const nowMs = Date.now();
  const { account, keys } = issuerOf(protocols.token, config.accounts);
  const claims = await verifyToken(protocols.token, keys, nowMs);
  if (typeof claims === "number") return refuseUpgrade(claims);
  const { identity, name, lifeSeconds, room: grant, isGuest, role } = claims;
  const named = c.req.query("room") ?? grant;
  const bySid = [named, grant].find((room) => room !== undefined && isRoomSid(room));
  const [standing, ice] = await Promise.all([
    askAccount(
      account,
      (room) => c.env.ACCOUNTS.getByName(account.sid).standing(room),
      bySid ?? named,
      nowMs,
    ),
    iceServers(config, identity, nowMs),
  ]);
  const room = nameRoom(named, grant, standing);
  if (typeof room === "number") return refuseUpgrade(room);
  const resume =
    protocols.session === undefined
      ? undefined
      : await verifySessionOf(account, protocols.session, { room: room.roomName, identity }, nowMs);
  if (typeof resume === "number") return refuseUpgrade(resume);
  if (resume === undefined && isAtCap(standing, account)) return refuseUpgrade(53206);
  const roomName = resume?.room ?? room.roomName ?? newSid("RM", cryptoRandom);
  const wrong = roomNameError(roomName);
  if (wrong !== undefined) return refuseUpgrade(wrong);
  const policy = policyOf(account, roomName);
  if (!isOriginAllowed(config, origin, c.req.url, policy)) return refuseUpgrade(54000);
  const network = networkOf(c.req.header(config.addressHeader));
  const comesBack = resume !== undefined;
  const accountObject = c.env.ACCOUNTS.getByName(account.sid);
  if (!comesBack && !(await mayJoin(accountObject, account, policy, { network, kind: "join" })))
    return refuseUpgrade(54046);
  // A SID that is asked for is of a room that is there, or was: none is made by it.
  const mayMake = room.roomName === undefined || resume !== undefined || !isRoomSid(roomName);
  return roomStub(c, account.sid, roomName).fetch(
    joinRequest({
      accountSid: account.sid,
      roomName,
      grant,
      mayMake,
      identity,
      name,
      isGuest,
      role,
      askedRole: protocols.role,
      isPassive: protocols.isPassive,
      pin: protocols.pin,
      invitation: protocols.invitation,
      privateId: protocols.privateId,
      network,
      resume,
      tokenLifeSeconds: lifeSeconds,
      ice,
    }),
  );
});

/** REST sees the objects of this deployment through its ports alone. */
const rooms: MiddlewareHandler<Env> = (c, next) => {
  c.set("ports", {
    account: (accountSid) => c.env.ACCOUNTS.getByName(accountSid),
    room: (accountSid, roomName) => roomStub(c, accountSid, roomName),
  });
  return next();
};
app.use("/v1/*", rooms);
app.use("/2010-04-01/*", rooms);
app.use("/rooms/*", rooms);
app.route("/", rest);
app.route("/", roomsApi);

app.route("/", dialects);

app.notFound((c) => c.json({ name: "meshcall", status: "not found" }, 404));

app.onError((error, c) => {
  logFailure(error);
  return isUpgrade(c) ? refuseUpgrade(53104) : refusal(53104);
});

function isUpgrade(c: Context<Env>): boolean {
  return c.req.header("Upgrade")?.toLowerCase() === "websocket";
}

/** One object for each room of each account. */
function roomStub(c: Context<Env>, accountSid: string, roomName: string): DurableObjectStub<RoomObject> {
  return c.env.ROOMS.getByName(`${accountSid}/${roomName}`);
}

export default app;
