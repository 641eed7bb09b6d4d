import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createdRoom, roomList, type CreatedRoom, type ListedRoom } from "#protocol/rooms-api";
import * as v from "valibot";
import { join, keys, newRoom } from "./page.ts";
import { askRooms, newAddress, type AskOptions } from "./rooms-client.ts";

const refused = (code: number, status: number) => ({
  status,
  body: { code, status, message: expect.any(String), more_info: expect.any(String) },
});

async function create(request: object = {}, options: AskOptions = {}): Promise<CreatedRoom> {
  const { status, body } = await askRooms("/rooms", request, options);
  expect({ status, body }).toMatchObject({ status: 200 });
  return v.parse(createdRoom, body);
}

/** All parts of the list, one after the other. */
async function list(options: AskOptions = {}, count = 100): Promise<ListedRoom[]> {
  const rooms: ListedRoom[] = [];
  for (let after: string | null = ""; after !== null;) {
    const { body } = await askRooms(
      `/rooms?count=${count}${after === "" ? "" : `&after=${after}`}`,
      undefined,
      options,
    );
    const part = v.parse(roomList, body);
    rooms.push(...part.rooms);
    after = part.next;
  }
  return rooms;
}

const find = async (room: string, options?: AskOptions) =>
  (await list(options)).find((one) => one.room === room);
const account = () => env.ACCOUNTS.getByName(keys.accountSid);

describe("a room that is made", () => {
  test("with a name of one's own is listed as it was described, with who is in", async () => {
    const room = newRoom();
    const made = await create({
      room,
      isListed: true,
      description: "Standup",
      roomInfo: '{"floor":3}',
      pin: "1357",
      type: undefined,
      maxAttendees: 4,
    });
    expect(made).toEqual({
      room,
      roomSid: expect.stringMatching(/^RM/),
      secret: expect.stringMatching(/^.{22}$/),
    });
    expect(await find(room)).toEqual({
      room,
      description: "Standup",
      roomInfo: '{"floor":3}',
      admission: "open",
      isLocked: false,
      isPermanent: false,
      isPinRequired: true,
      areInvitationsAsked: false,
      publishers: 0,
      attendees: 0,
      maxPublishers: 2,
      maxAttendees: 4,
      createdAtSeconds: expect.any(Number),
    });
    expect(await askRooms("/rooms", { room })).toMatchObject(refused(53113, 400));
  });

  test("without a name gets one, and its SID is that name", async () => {
    const { room, roomSid } = await create({ isListed: true });
    expect(room).toBe(roomSid);
    expect(await find(room)).toBeDefined();
    const ana = await join(room, "ana");
    expect(ana.welcome.mesh.room).toMatchObject({ sid: roomSid, name: room });
  });

  test("with a secret of one's own is run by it", async () => {
    const { room, secret } = await create({ secret: "the key under the mat" });
    expect(secret).toBe("the key under the mat");
    expect(await askRooms("/rooms/exists", { room, secret })).toMatchObject({ body: { exists: true } });
  });

  test.each<[string, object | string, number, number]>([
    ["no JSON", "{", 54003, 400],
    ["a word that nobody knows", { listed: true }, 54003, 400],
    ["a rule out of range", { maxPublishers: 11 }, 54003, 400],
    ["an empty secret", { secret: "" }, 54003, 400],
    ["more places than the type has", { maxParticipants: 3 }, 54003, 400],
    ["an empty name", { room: " " }, 53100, 400],
    ["a name that looks like a SID", { room: `RM${"a".repeat(32)}` }, 53100, 400],
    ["a name that is too long", { room: "x".repeat(129) }, 53101, 400],
    ["a permanent room, for a guest", { isPermanent: true }, 54037, 403],
    ["a type, for a guest", { type: "peer-to-peer" }, 54037, 403],
    ["an admin key where there is none", { adminKey: "of another deployment" }, 54043, 403],
    ["a body that is too large", { description: "x".repeat(300_000) }, 54003, 400],
  ])("not with %s", async (_, request, code, status) => {
    expect(await askRooms("/rooms", request)).toMatchObject(refused(code, status));
  });
});

describe("who may make rooms", () => {
  const adminKey = "the admin key of this deployment";

  test("where there is an admin key whoever has it, and nobody else", async () => {
    const vars = { ADMIN_KEY: adminKey };
    expect(await askRooms("/rooms", {}, { vars })).toMatchObject(refused(54043, 403));
    expect(await askRooms("/rooms", { adminKey: `${adminKey}.` }, { vars })).toMatchObject(
      refused(54043, 403),
    );
    const room = newRoom();
    await create({ room, adminKey, type: "peer-to-peer", isPermanent: true, isListed: true }, { vars });
    expect(await find(room)).toMatchObject({ isPermanent: true, maxPublishers: 10 });
  });

  test("guessing the admin key is slowed, and for whoever guesses alone", async () => {
    const [vars, from] = [{ ADMIN_KEY: adminKey }, newAddress()];
    const codes = [];
    for (let guess = 0; guess < 7; guess++) {
      const { body } = await askRooms("/rooms", { adminKey: `guess ${guess}` }, { vars, from });
      codes.push((body as { code: number }).code);
    }
    expect(codes).toEqual([54043, 54043, 54043, 54043, 54043, 54032, 54032]);
    expect(await askRooms("/rooms", { adminKey }, { vars, from })).toMatchObject(refused(54032, 429));
    await create({ adminKey }, { vars });
  });

  test("guests where they get tokens, as the policy of the name says", async () => {
    const access = [
      { rooms: "members-*", admission: "members" },
      { rooms: "staff-*", host: "token" },
      { rooms: "pin-*", pin: "asked", description: "By policy", listed: true },
      { rooms: "there-*", origins: ["https://there.example"], listed: true },
    ];
    const vars = { OPEN_ROOMS: "false", ACCESS_JSON: JSON.stringify(access) };
    const ask = (room: string, more: object = {}) =>
      askRooms("/rooms", { room: `${room}-${newRoom()}`, ...more }, { vars });
    expect(await ask("any")).toMatchObject(refused(54001, 403));
    expect(await ask("members")).toMatchObject(refused(54047, 403));
    expect(await ask("staff")).toMatchObject(refused(54037, 403));
    expect(await ask("there")).toMatchObject(refused(54000, 403));
    expect(await ask("pin")).toMatchObject(refused(54030, 400));
    const { room } = await create({ room: `pin-${newRoom()}`, pin: "99" }, { vars });
    expect(await find(room, { vars })).toMatchObject({ description: "By policy", isPinRequired: true });
  });
});

describe("the list", () => {
  test("is in parts, the newest first, and follows edits, comings and goings", async () => {
    const vars = { ROOM_TYPE: "peer-to-peer" };
    const rooms = [];
    for (let index = 0; index < 3; index++) rooms.push(await create({ isListed: true }, { vars }));
    const [first, second, third] = rooms;
    const shown = (await list({}, 1)).map(({ room }) => room);
    const places = [third, second, first].map((each) => shown.indexOf(each!.room));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    const { room, secret } = first!;
    const ana = await join(room, "ana");
    const ben = await join(room, "ben");
    expect(await find(room)).toMatchObject({ publishers: 2, attendees: 0 });
    ben.stop();
    await ben.closed;
    expect(await find(room)).toMatchObject({ publishers: 1 });
    const edit = { do: "edit", changes: { description: "later", isLocked: true, pin: "1" } };
    expect(await askRooms("/rooms/act", { room, secret, act: edit })).toMatchObject({ status: 200 });
    expect(await find(room)).toMatchObject({ description: "later", isLocked: true, isPinRequired: true });
    const hide = { do: "edit", changes: { isListed: false } };
    await askRooms("/rooms/act", { room, secret, act: hide });
    expect(await find(room)).toBeUndefined();
    ana.stop();
    const second_ = second!;
    await askRooms("/rooms/act", { room: second_.room, secret: second_.secret, act: { do: "end" } });
    expect(await find(second_.room)).toBeUndefined();
  });

  test("shows each page what pages of its origin may use", async () => {
    const policy = { rooms: "there-*", origins: ["https://there.example"], listed: true };
    const vars = { ALLOWED_ORIGINS: "https://lobby.example", ACCESS_JSON: JSON.stringify([policy]) };
    const there = { vars, origin: "https://there.example" };
    const { room } = await create({ room: `there-${newRoom()}` }, there);
    const { room: open } = await create({ isListed: true });
    expect(await find(room, there)).toBeDefined();
    expect(await find(open, there)).toBeUndefined();
    expect(await find(room, { vars })).toBeUndefined();
    expect(await find(open, { vars })).toBeDefined();
    // What is no browser is not bound by origins.
    expect(await find(room, { vars, origin: null })).toBeDefined();
    expect(await askRooms("/rooms/exists", { room }, { vars })).toMatchObject(refused(54000, 403));
    const elsewhere = { vars, origin: "https://elsewhere.example" };
    const answer = await askRooms("/rooms", undefined, elsewhere);
    expect(answer).toMatchObject(refused(54000, 403));
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("https://elsewhere.example");
  });

  test.each(["count=0", "count=101", "count=many", "after=x", "after=-1"])("not with %s", async (query) => {
    expect(await askRooms(`/rooms?${query}`)).toMatchObject(refused(54003, 400));
  });

  test("too many questions of one address are 53006, and nobody else's", async () => {
    const from = newAddress();
    const answers = await Promise.all(
      Array.from({ length: 80 }, () => askRooms("/rooms?count=1", undefined, { from })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
    expect((await askRooms("/rooms")).status).toBe(200);
  });
});

describe("who is in", () => {
  test("is told of a listed room that is open to all, without identities", async () => {
    const { room, secret } = await create({ isListed: true });
    const ana = await join(room, "ana");
    const shown = {
      sid: ana.welcome.mesh.self.sid,
      name: "ana",
      role: "publisher",
      isPublishing: true,
      silenced: { audio: false, video: false },
      isTalking: false,
    };
    expect((await askRooms("/rooms/participants", { room })).body).toEqual({ participants: [shown] });
    const toHosts = { participants: [{ ...shown, identity: "ana" }] };
    expect((await askRooms("/rooms/participants", { room, secret })).body).toEqual(toHosts);
    const edit = { do: "edit", changes: { pin: "1" } };
    await askRooms("/rooms/act", { room, secret, act: edit });
    expect(await askRooms("/rooms/participants", { room })).toMatchObject(refused(54037, 403));
  });
});

describe("whoever has a room's secret", () => {
  test("runs it: silences, puts out, ends", async () => {
    const { room, secret } = await create({}, { vars: { ROOM_TYPE: "peer-to-peer" } });
    const ana = await join(room, "ana");
    const act = (wanted: object) => askRooms("/rooms/act", { room, secret, act: wanted });
    const participant = ana.welcome.mesh.self.sid;
    expect((await act({ do: "silence", participant, audio: true })).status).toBe(200);
    expect((await act({ do: "listParticipants" })).body).toMatchObject({
      participants: [{ sid: participant, silenced: { audio: true, video: false } }],
    });
    expect((await account().participant((await account().room(room))!.roomSid, "ana"))?.rights).toMatchObject(
      {
        silenced: { audio: true, video: false },
      },
    );
    expect(await act({ do: "silence", participant: `PA${"0".repeat(32)}`, audio: true })).toMatchObject({
      status: expect.any(Number),
      body: { code: expect.any(Number) },
    });
    expect((await act({ do: "kick", participant, keepOut: false })).status).toBe(200);
    expect(await ana.closed).toMatchObject({ code: 4001, reason: expect.stringContaining("54036") });
    expect((await act({ do: "end" })).status).toBe(200);
    expect(await askRooms("/rooms/act", { room, secret, act: { do: "end" } })).toMatchObject(
      refused(53106, 404),
    );
  });

  test.each(["", "x".repeat(129), "x".repeat(100_000), 1, null])(
    "a name that no room has, %#, is not looked for",
    async (room) => {
      for (const [path, more] of [
        ["/rooms/exists", {}],
        ["/rooms/participants", { secret: "x" }],
        ["/rooms/act", { secret: "x", act: { do: "end" } }],
      ] as const)
        expect(await askRooms(path, { room, ...more })).toMatchObject(refused(54003, 400));
    },
  );

  test.each<[string, object]>([
    ["no secret", { act: { do: "end" } }],
    ["an act that there is not", { secret: "x", act: { do: "explode" } }],
    ["an act without its participant", { secret: "x", act: { do: "kick" } }],
  ])("not with %s", async (_, request) => {
    expect(await askRooms("/rooms/act", { room: "r", ...request })).toMatchObject(refused(54003, 400));
  });
});

describe("a room that is not listed", () => {
  /** Each answer without what names the one room: what is left must not tell them apart. */
  async function answersOf(room: string, from: string): Promise<string[]> {
    const asked: [string, unknown][] = [
      ["/rooms/exists", { room }],
      ["/rooms/exists", { room, secret: "a guess" }],
      ["/rooms/participants", { room }],
      ["/rooms/participants", { room, secret: "a guess" }],
      ["/rooms/act", { room, secret: "a guess", act: { do: "listParticipants" } }],
      ["/rooms/act", { room, secret: "a guess", act: { do: "end" } }],
      ["/rooms/act", { room, secret: "a guess", act: { do: "listParticipants" } }],
      ["/rooms/act", { room, secret: "a guess", act: { do: "listParticipants" } }],
      ["/rooms/participants", { room, secret: "a guess" }],
      ["/rooms/exists", { room, secret: "a guess" }],
    ];
    const answers = [];
    for (const [path, body] of asked) {
      const { status, body: said, headers } = await askRooms(path, body, { from });
      answers.push(JSON.stringify([path, status, [...headers], said]));
    }
    return answers;
  }

  test("answers to strangers as one that is not there, byte for byte", async () => {
    const { room, roomSid } = await create({ description: "nobody's business" });
    await join(room, "ana");
    expect(await list()).not.toContainEqual(expect.objectContaining({ room }));
    const absent = await answersOf(newRoom(), newAddress());
    expect(await answersOf(room, newAddress())).toEqual(absent);
    expect(await answersOf(roomSid, newAddress())).toEqual(absent);
    // One that was, and is listed no more.
    const listed = await create({ isListed: true, isLocked: true });
    const act = { do: "edit", changes: { isListed: false } };
    await askRooms("/rooms/act", { room: listed.room, secret: listed.secret, act });
    expect(await answersOf(listed.room, newAddress())).toEqual(absent);
    const ended = await create({ isListed: true });
    await askRooms("/rooms/act", { room: ended.room, secret: ended.secret, act: { do: "end" } });
    expect(await answersOf(ended.room, newAddress())).toEqual(absent);
  });
});
