import { evictDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { closedWith, guest, knockOn, member, newsTo } from "./door-callers.ts";
import { newRoom, stubOf } from "./page.ts";
import { askRest, theirs } from "./rest-client.ts";

/** REST at real rooms: what is said there is what happens to who is in, or wants to be. */

async function create(form: Record<string, string>): Promise<string> {
  const UniqueName = newRoom();
  const { status, body } = await askRest("", { UniqueName, Type: "peer-to-peer", ...form });
  expect({ status, body }).toMatchObject({ status: 201 });
  return UniqueName;
}

const at = (room: string, rest = "") => `/${encodeURIComponent(room)}${rest}`;

describe("rules by REST", () => {
  test("are in force from the first: PIN, attendees beyond the publishers", async () => {
    const room = await create({ Pin: "1234", MaxPublishers: "1", MaxAttendees: "1" });
    expect(await closedWith(knockOn(room, "ana"))).toBe(54030);
    const ana = await guest(room, "ana", { pin: "1234" });
    expect(ana.welcome.mesh.self.role).toBeUndefined();
    const ben = await guest(room, "ben", { pin: "1234" });
    expect(ben.welcome.mesh.self.role).toBe("attendee");
    expect(await closedWith(knockOn(room, "eve", { pin: "1234" }))).toBe(53105);
    const { body } = await askRest(at(room, "/Participants/ben"));
    expect(body).toMatchObject({ role: "attendee", publishing: false });
  });

  test("are edited while it runs: everybody is told, newcomers meet them, also after the object has slept", async () => {
    const room = await create({});
    const ana = await member(room, "ana");
    const edit = { Locked: "true", Description: "closing", Pin: "99" };
    expect(await askRest(at(room), edit)).toMatchObject({
      status: 202,
      body: { locked: true, description: "closing", pin_required: true },
    });
    expect(await newsTo(ana)).toMatchObject({
      is: "room",
      isPinRequired: true,
      rules: { isLocked: true, description: "closing" },
    });
    expect(await closedWith(knockOn(room, "ben", { pin: "99" }))).toBe(54034);
    await evictDurableObject(stubOf(room));
    expect(await closedWith(knockOn(room, "ben", { pin: "99" }))).toBe(54034);
    await askRest(at(room), { Locked: "false", Pin: "" });
    await guest(room, "ben");
    expect((await askRest(at(room))).body).toMatchObject({ locked: false, pin_required: false });
  });

  test("a permanent room stays when all have left, and ends by `completed` alone", async () => {
    const room = await create({ Permanent: "true", EmptyRoomTimeout: "1" });
    const ana = await member(room, "ana");
    ana.stop();
    await ana.closed;
    await evictDurableObject(stubOf(room));
    expect((await askRest(at(room))).body).toMatchObject({ status: "in-progress", permanent: true });
    expect((await askRest(at(room), { Status: "completed" })).status).toBe(202);
    expect((await askRest(at(room))).status).toBe(404);
  });
});

describe("participants by REST", () => {
  test("are silenced and given roles: everybody is told", async () => {
    const room = await create({ MaxAttendees: "5" });
    const ana = await member(room, "ana");
    const ben = await member(room, "ben");
    const path = at(room, "/Participants/ben");
    expect(await askRest(path, { AudioSilenced: "true" })).toMatchObject({
      status: 202,
      body: { audio_silenced: true, video_silenced: false, role: "publisher" },
    });
    expect(await newsTo(ana)).toMatchObject({
      is: "member",
      peerId: ben.peerId,
      silenced: { audio: true, video: false },
    });
    expect(await askRest(path, { Role: "attendee" })).toMatchObject({
      status: 202,
      body: { role: "attendee", publishing: false },
    });
    expect((await askRest(path, { Role: "host" })).body).toMatchObject({ role: "host" });
  });

  test("who is kept out stays out until they are let back in", async () => {
    const room = await create({});
    await member(room, "ana");
    const eve = await member(room, "eve");
    const path = at(room, "/Participants/eve");
    expect((await askRest(path, { Status: "disconnected", KeepOut: "true" })).status).toBe(202);
    expect((await eve.closed).reason).toMatch(/^5403[56] /);
    expect(await closedWith(knockOn(room, "eve"))).toBe(54035);
    const keptOut = await askRest(at(room, "/KeptOut"));
    expect(keptOut.body).toMatchObject({ kept_out: [{ identity: "eve" }] });
    expect((await askRest(at(room, "/KeptOut/eve"), undefined, { method: "DELETE" })).status).toBe(204);
    await member(room, "eve");
  });
});

describe("the door by REST", () => {
  test("who knocks is admitted, or turned away", async () => {
    const room = await create({ Admission: "knock" });
    const [ana, eve] = [await knockOn(room, "ana"), await knockOn(room, "eve")];
    expect(await newsTo(ana)).toEqual({ is: "waiting" });
    expect(await newsTo(eve)).toEqual({ is: "waiting" });
    const { body } = await askRest(at(room, "/Knocks"));
    expect(body).toMatchObject({ knocks: [{ identity: "ana" }, { identity: "eve" }] });
    const [first, second] = body["knocks"] as { sid: string }[];
    const answer = (knock: { sid: string } | undefined, Status: string) =>
      askRest(at(room, `/Knocks/${knock?.sid}`), { Status });
    expect((await answer(first, "admitted")).status).toBe(202);
    await ana.welcomed();
    expect((await answer(second, "refused")).status).toBe(202);
    expect((await eve.closed).reason).toMatch(/^54033 /);
    expect((await askRest(at(room, "/Knocks"))).body).toMatchObject({ knocks: [] });
    expect(await answer(first, "admitted")).toMatchObject({ status: 400, body: { code: 54038 } });
  });

  test("invitations let in until they are revoked", async () => {
    const room = await create({});
    await askRest(at(room, "/Invitations"), { Asked: "true" });
    expect((await askRest(at(room))).body).toMatchObject({ invitations_asked: true });
    expect(await closedWith(knockOn(room, "ana"))).toBe(54041);
    const made = await askRest(at(room, "/Invitations"), {});
    expect(made).toMatchObject({ status: 201, body: { invitations: [expect.stringMatching(/^.{22}$/)] } });
    const [invitation = ""] = made.body["invitations"] as string[];
    const ana = await guest(room, "ana", { invitation });
    const listed = await askRest(at(room, "/Invitations"));
    expect(listed.body).toMatchObject({ asked: true, invitations: [{ hint: invitation.slice(0, 4) }] });
    expect(JSON.stringify(listed.body)).not.toContain(invitation);
    const path = at(room, `/Invitations/${encodeURIComponent(invitation)}`);
    expect((await askRest(path, undefined, { method: "DELETE" })).status).toBe(204);
    expect(await closedWith(knockOn(room, "ben", { invitation }))).toBe(54041);
    expect(await stubOf(room).participants()).toBe(1);
    ana.stop();
  });
});

test("nothing of it is another account's", async () => {
  const room = await create({ Description: "ours", MaxAttendees: "5" });
  const ana = await member(room, "ana");
  const knock = `KN${"0".repeat(32)}`;
  const asked: [string, Record<string, string> | undefined][] = [
    ["", undefined],
    ["", { Description: "theirs" }],
    ["", { Status: "completed" }],
    ["/Participants/ana", { Role: "attendee" }],
    ["/Participants/ana", { Status: "disconnected", KeepOut: "true" }],
    ["/Knocks", undefined],
    [`/Knocks/${knock}`, { Status: "admitted" }],
    ["/Invitations", undefined],
    ["/Invitations", { Asked: "true" }],
    ["/KeptOut", undefined],
  ];
  for (const [path, form] of asked)
    expect(await askRest(at(room, path), form, { login: theirs })).toMatchObject({
      status: 404,
      body: { code: 20404 },
    });
  expect(await ana.rest()).toEqual([]);
  expect((await askRest(at(room))).body).toMatchObject({ description: "ours", invitations_asked: false });
});
