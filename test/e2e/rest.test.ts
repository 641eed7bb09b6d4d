import twilio from "twilio";
import twilio3 from "twilio-3";
import RequestClient3 from "twilio-3/lib/base/RequestClient.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AnnounceClient } from "./harness/announce-client.ts";
import { SignalWorker } from "./harness/signal-worker.ts";

/** Twilio's own helper libraries, unmodified, at the signal-worker in workerd. */

const sid = (prefix: string, digit: string) => prefix + digit.repeat(32);
const account = (digit: string) => ({
  sid: sid("AC", digit),
  authToken: `the auth token of account ${digit}.....`,
  key: { sid: sid("SK", digit), secret: `the secret of the key of account ${digit}` },
});
type Account = ReturnType<typeof account>;

/** Each helper library has one of its own, since an account may write 20 times a second. */
const [six, sixElsewhere, three] = [account("1"), account("2"), account("3")];
const [ours, theirs] = [account("4"), account("5")];

let server: SignalWorker;
/** Participants that REST has ended, and what they are to hear. */
const left: [AnnounceClient, number][] = [];

beforeAll(async () => {
  server = await SignalWorker.start({
    ACCOUNT_SID: ours.sid,
    API_KEY_SID: ours.key.sid,
    API_KEY_SECRET: ours.key.secret,
    AUTH_TOKEN: ours.authToken,
    TURN_URLS: "turn:turn.example:3478?transport=udp,turn:turn.example:443?transport=tcp",
    TURN_SECRET: "a secret of the relay",
    ACCOUNTS_JSON: JSON.stringify(
      [six, sixElsewhere, three, theirs].map(({ key, ...rest }) => ({ ...rest, keys: [key] })),
    ),
  });
});

afterAll(() => server?.stop());

/** The documented way: the addresses of the products are replaced. */
function byBaseUrl(user: string, password: string, accountSid = ours.sid) {
  const client = twilio(user, password, { accountSid });
  client.video.baseUrl = server.url;
  client.api.baseUrl = server.url;
  return client;
}

/** The other way: an HTTP client that goes elsewhere. */
function byHttpClient(
  { sid: accountSid, key }: Account,
  Twilio: typeof twilio,
  Client: typeof twilio.RequestClient,
) {
  const httpClient = new Client();
  const request = httpClient.request.bind(httpClient);
  httpClient.request = (options) => {
    const uri = options.uri.replace(/^https:\/\/(video|api)\.twilio\.com/, server.url);
    return request({ ...options, uri });
  };
  return Twilio(key.sid, key.secret, { accountSid, httpClient });
}

function tokenOf(
  { AccessToken }: typeof twilio.jwt,
  { sid: accountSid, key }: Account,
  identity: string,
  room?: string,
): string {
  const token = new AccessToken(accountSid, key.sid, key.secret, { identity });
  token.addGrant(new AccessToken.VideoGrant(room === undefined ? {} : { room }));
  return token.toJwt();
}

const elsewhere3 = (): ReturnType<typeof twilio> =>
  byHttpClient(
    three,
    twilio3 as unknown as typeof twilio,
    RequestClient3 as unknown as typeof twilio.RequestClient,
  );

describe.each([
  ["twilio 6, by baseUrl", six, () => byBaseUrl(six.key.sid, six.key.secret, six.sid), twilio.jwt],
  [
    "twilio 6, by an HTTP client",
    sixElsewhere,
    () => byHttpClient(sixElsewhere, twilio, twilio.RequestClient),
    twilio.jwt,
  ],
  ["twilio 3, by an HTTP client", three, elsewhere3, twilio3.jwt as unknown as typeof twilio.jwt],
] as const)("%s", (name, owner, connect, jwt) => {
  const video = () => connect().video.v1;

  test("makes, fetches, lists and completes rooms", async () => {
    const made = [];
    for (let index = 0; index < 5; index++)
      made.push(await video().rooms.create({ uniqueName: `${name} ${index}` }));
    expect(made[0]).toMatchObject({
      status: "in-progress",
      type: "go",
      maxParticipants: 2,
      accountSid: owner.sid,
    });
    const wanted = made.map((room) => room.sid);
    expect((await video().rooms(wanted[1]!).fetch()).uniqueName).toBe(`${name} 1`);
    const listed = await video().rooms.list({ pageSize: 2 });
    expect(listed.map((room) => room.sid)).toEqual(expect.arrayContaining(wanted));
    expect((await video().rooms.list({ pageSize: 2, limit: 3 })).map((room) => room.sid)).toEqual(
      wanted.slice(2).reverse(),
    );
    const again = video().rooms.create({ uniqueName: `${name} 0` });
    await expect(again).rejects.toMatchObject({
      status: 400,
      code: 53113,
      message: expect.stringContaining("Room exists"),
    });
    for (const each of wanted) {
      const done = await video().rooms(each).update({ status: "completed" });
      expect(done).toMatchObject({
        status: "completed",
        duration: expect.any(Number),
        endTime: expect.any(Date),
      });
    }
    const left = await video().rooms.list();
    expect(left.filter((room) => wanted.includes(room.sid))).toEqual([]);
    expect((await video().rooms.list({ status: "completed", uniqueName: `${name} 2` }))[0]?.sid).toBe(
      wanted[2],
    );
    await expect(video().rooms(`${name} 2`).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test("its tokens open a room by name and by SID; who is in is seen, ruled and put out", async () => {
    const uniqueName = `${name} call`;
    const room = await video().rooms.create({ uniqueName, type: "peer-to-peer" });
    const ana = await AnnounceClient.join(server.url, tokenOf(jwt, owner, "ana", uniqueName));
    const ben = await AnnounceClient.join(server.url, tokenOf(jwt, owner, "ben", room.sid));
    expect(ben.welcome.mesh.room.sid).toBe(room.sid);
    expect(ben.welcome.mesh.peers.map(({ identity }) => identity)).toEqual(["ana"]);
    const people = video().rooms(room.sid).participants;
    const seen = async () =>
      (await people.list({ status: "connected" })).map(({ identity }) => identity).toSorted();
    await expect.poll(seen).toEqual(["ana", "ben"]);

    ana.publish({ sid: sid("MT", "a"), kind: "video", name: "camera", enabled: true });
    await expect
      .poll(async () => (await people("ana").publishedTracks.list()).map((track) => track.name))
      .toEqual(["camera"]);
    const received = () => people("ben").subscribedTracks.list();
    expect((await received())[0]).toMatchObject({ sid: sid("MT", "a"), publisherSid: ana.sid });
    const rules = await people("ben").subscribeRules.update({ rules: [{ type: "include", kind: "audio" }] });
    expect(rules.rules).toMatchObject([{ type: "include", kind: "audio" }]);
    expect((await people("ben").subscribeRules.fetch()).rules).toEqual(rules.rules);
    expect(await received()).toEqual([]);
    expect((await ana.heard("rules")).mesh.rules).toMatchObject({ peerId: ben.welcome.mesh.self.peerId });
    await expect(people("ben").subscribeRules.update({ rules: [] })).rejects.toMatchObject({ code: 53215 });

    expect((await people("ben").update({ status: "disconnected" })).status).toBe("disconnected");
    expect(await seen()).toEqual(["ana"]);
    await video().rooms(uniqueName).update({ status: "completed" });
    expect((await people.list()).map(({ status }) => status)).toEqual(["disconnected", "disconnected"]);
    left.push([ben, 53204], [ana, 53118]);
  });

  test("asks for ICE servers", async () => {
    const token = await connect().tokens.create({ ttl: 3_600 });
    expect(token).toMatchObject({ accountSid: owner.sid, ttl: "3600" });
    const relays = token.iceServers.filter(({ urls }) => urls?.startsWith("turn:"));
    expect(relays).toHaveLength(2);
    expect(relays[0]).toMatchObject({ username: token.username, credential: token.password });
  });
});

test("who was put out, and whose room was completed, has heard why", async () => {
  expect(left.length).toBeGreaterThan(0);
  for (const [client, code] of left) expect((await client.heard("failure")).mesh.error.code).toBe(code);
});

describe("twilio 6", () => {
  test("logs in with the account's auth token too, and is told of wrong credentials", async () => {
    await byBaseUrl(ours.sid, ours.authToken).video.v1.rooms.list({ limit: 1 });
    const wrong = byBaseUrl(ours.sid, "x".repeat(32)).video.v1.rooms.list({ limit: 1 });
    await expect(wrong).rejects.toMatchObject({ status: 401, code: 20003 });
  });

  test("of another account sees nothing of ours", async () => {
    const { sid: room } = await byBaseUrl(ours.key.sid, ours.key.secret).video.v1.rooms.create({
      uniqueName: "walled",
    });
    const other = byBaseUrl(theirs.key.sid, theirs.key.secret, theirs.sid);
    expect(await other.video.v1.rooms.list()).toEqual([]);
    await expect(other.video.v1.rooms(room).fetch()).rejects.toMatchObject({ code: 20404 });
    await expect(other.video.v1.rooms(room).update({ status: "completed" })).rejects.toMatchObject({
      code: 20404,
    });
    const { AccessToken } = twilio.jwt;
    const token = new AccessToken(theirs.sid, theirs.key.sid, theirs.key.secret, { identity: "eve" });
    token.addGrant(new AccessToken.VideoGrant({ room }));
    await expect(AnnounceClient.join(server.url, token.toJwt())).rejects.toThrow("53106");
  });

  test("who floods is told to wait, and others are not", async () => {
    const other = byBaseUrl(theirs.key.sid, theirs.key.secret, theirs.sid).video.v1;
    const answers = await Promise.allSettled(
      Array.from({ length: 200 }, () => other.rooms("nothing").fetch()),
    );
    const codes = answers.map((answer) => (answer.status === "rejected" ? answer.reason.code : 0));
    expect(new Set(codes)).toEqual(new Set([20404, 20429]));
    const login = btoa(`${theirs.key.sid}:${theirs.key.secret}`);
    const flood = await Promise.all(
      Array.from({ length: 200 }, () =>
        fetch(`${server.url}/v1/Rooms`, { headers: { Authorization: `Basic ${login}` } }),
      ),
    );
    const refused = flood.filter(({ status }) => status === 429);
    expect(refused.map(({ headers }) => headers.get("Retry-After"))).toEqual(refused.map(() => "1"));
    expect(refused.length).toBeGreaterThan(0);
    await byBaseUrl(ours.key.sid, ours.key.secret).video.v1.rooms.list({ limit: 1 });
  });

  test("finds its rooms again after a crash, and they are still joined by SID", async () => {
    const rooms = () => byBaseUrl(ours.key.sid, ours.key.secret).video.v1.rooms;
    const { sid: room } = await rooms().create({ uniqueName: "outlives" });
    await server.kill();
    await server.restart();
    expect((await rooms()("outlives").fetch()).sid).toBe(room);
    await expect(rooms().create({ uniqueName: "outlives" })).rejects.toMatchObject({ code: 53113 });
    const ana = await AnnounceClient.join(server.url, tokenOf(twilio.jwt, ours, "ana", room));
    expect(ana.welcome.mesh.room).toMatchObject({ sid: room, name: "outlives" });
    await expect.poll(async () => (await rooms()(room).participants.list()).length).toBe(1);
    ana.close();
  });
});
