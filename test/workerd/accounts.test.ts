import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { parseEnv } from "../../signal-worker/src/env.ts";
import { keysOf, mintToken } from "../../signal-worker/src/tokens/tokens.ts";
import { defaultSettings } from "../../signal-worker/src/room.ts";
import { newSid, RoomStory } from "./facts.ts";
import * as page from "./page.ts";

const [first, second, third, small] = parseEnv(env)?.accounts ?? [];
if (first === undefined || second === undefined || third === undefined || small === undefined)
  throw new Error("four accounts are set");
type Account = typeof first;

const tokenOf = async (account: Account, room: string | undefined, key = account.keys[0]) => {
  if (room !== undefined)
    return (await mintToken(keysOf(account, key), { identity: "ana", name: undefined, room }, Date.now()))
      .token;
  const payload = { iss: key.sid, sub: account.sid };
  return page.signToken({ payload, secret: key.secret });
};
const open = async (account: Account, room: string, grant: string | undefined = room) =>
  page.open(await tokenOf(account, grant), { room });
const objectOf = (account: Account) => env.ACCOUNTS.getByName(account.sid);
const refused = (reason: string) => ({ code: 4000, reason });

describe("accounts of one signal-worker", () => {
  test("have rooms of their own: the same name is another room", async () => {
    const room = page.newRoom();
    const ana = await (await open(first, room)).welcomed();
    const other = await (await open(second, room)).welcomed();
    expect(other.welcome.mesh.peers).toEqual([]);
    expect(other.welcome.mesh.room.sid).not.toBe(ana.welcome.mesh.room.sid);
  });

  test("any key of an account opens its rooms", async () => {
    const room = page.newRoom();
    const [key, newer] = second.keys;
    const ana = await (await page.open(await tokenOf(second, room, key), { room })).welcomed();
    const jwt = await tokenOf(second, room, newer);
    ana.sendToken(jwt);
    const reply = await ana.next("token");
    const { session = "" } = "session" in reply.mesh.token ? reply.mesh.token : {};
    const back = await (await page.open(jwt, { room, session })).welcomed();
    expect(back.peerId).toBe(ana.peerId);
  });

  test("a ticket of one account is worth nothing in another", async () => {
    const room = page.newRoom();
    const ana = await (await open(first, room)).welcomed();
    const { session } = ana.welcome.mesh;
    const other = await page.open(await tokenOf(second, room), { room, session });
    expect(await other.closed).toEqual(refused("53204 ParticipantNotFound"));
    ana.sendToken(await tokenOf(second, room));
    expect((await ana.next("token")).mesh.token).toEqual({ code: 20103 });
  });
});

describe("a room in progress is joined by its SID", () => {
  test("as the room's name, as the token's grant, and as both", async () => {
    const [roomName, roomSid] = [page.newRoom(), newSid("RM")];
    await page.stubOf(roomName).open({ roomSid, roomName, settings: defaultSettings("go") });
    for (const [named, grant] of [
      [roomSid, undefined],
      [roomSid, roomSid],
      [roomName, roomSid],
      [roomSid, roomName],
    ] as const) {
      const ana = await (await page.open(await tokenOf(first, grant), { room: named })).welcomed();
      expect(ana.welcome.mesh.room.name).toBe(roomName);
    }
  });

  test("with a grant for another room it stays closed", async () => {
    const story = new RoomStory(page.newRoom());
    await objectOf(first).record([story.created()]);
    const other = await open(first, page.newRoom(), story.roomSid);
    expect(await other.closed).toEqual(refused("20106 AccessTokenGrantsInvalid"));
  });

  test("one that nobody is in, or that is of another account, is not found", async () => {
    const ended = new RoomStory(page.newRoom());
    await objectOf(first).record([ended.created(), ended.ended()]);
    const theirs = new RoomStory(page.newRoom());
    await objectOf(second).record([theirs.created()]);
    for (const { roomSid } of [ended, theirs])
      expect(await (await open(first, roomSid)).closed).toEqual(refused("53106 RoomNotFound"));
  });

  test("a room without a name is, by whoever was told its SID", async () => {
    const ana = await (await page.open(await tokenOf(first, undefined))).welcomed();
    const { sid } = ana.welcome.mesh.room;
    const bob = await (await page.open(await page.token(sid, "bob"), { room: sid })).welcomed();
    expect(bob.welcome.mesh.room.sid).toBe(sid);
    expect(bob.welcome.mesh.peers).toHaveLength(1);
  });
});

test("where rooms are not made by joining them, nobody makes one", async () => {
  const named = await open(third, page.newRoom());
  expect(await named.closed).toEqual(refused("53106 RoomNotFound"));
  const nameless = await page.open(await tokenOf(third, undefined));
  expect(await nameless.closed).toEqual(refused("53106 RoomNotFound"));
});

test("an account that is full lets nobody in until somebody has left, but whoever comes back", async () => {
  const room = page.newRoom();
  const ana = await (await open(small, room)).welcomed();
  const full = new RoomStory("another room");
  await objectOf(small).record([full.created(), full.joined("carl"), full.joined("dora")]);
  const token = await tokenOf(small, room);
  expect(await (await page.open(token, { room })).closed).toEqual(
    refused("53206 AccountParticipantsExceeded"),
  );
  const back = await (await page.open(token, { room, session: ana.welcome.mesh.session })).welcomed();
  await objectOf(small).record([full.ended()]);
  await (await open(small, page.newRoom())).welcomed();
  // Two are in by themselves now.
  const counted = async () => (await objectOf(small).standing()).concurrentParticipants;
  await expect.poll(counted).toBe(2);
  const third = await open(small, page.newRoom());
  expect(await third.closed).toEqual(refused("53206 AccountParticipantsExceeded"));
  back.stop();
  await expect.poll(counted).toBe(1);
  await (await open(small, page.newRoom())).welcomed();
});
