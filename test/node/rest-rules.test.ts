import { describe, expect, test } from "vitest";
import { ours, refused, RestWorld, theirs, keyOf } from "./rest-world.ts";

/** What REST has besides Twilio's: how a room is run, and who is let in. What comes of it is tested with real rooms. */

const knock = `KN${"c".repeat(32)}`;

describe("how a room is run", () => {
  test("is said when it is made, and shown but for PIN and secret", async () => {
    const world = new RestWorld();
    const form = {
      UniqueName: "town hall",
      Admission: "knock",
      Description: "All of us",
      RoomInfo: '{"topic":"plans"}',
      Listed: "true",
      Permanent: "True",
      MaxPublishers: "3",
      MaxAttendees: "20",
      PreferredVideoCodecs: ["AV1", "VP9"],
      PreferredAudioCodecs: "opus",
      ScalabilityMode: "L1T2",
      BitrateCapBps: "500000",
      Pin: "2580",
      Secret: "behind the scenes",
    };
    const { status, body } = await world.ask("/v1/Rooms", { form });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      admission: "knock",
      description: "All of us",
      room_info: '{"topic":"plans"}',
      listed: true,
      locked: false,
      permanent: true,
      max_publishers: 3,
      max_attendees: 20,
      preferred_video_codecs: ["AV1", "VP9"],
      preferred_audio_codecs: ["opus"],
      scalability_mode: "L1T2",
      bitrate_cap_bps: 500_000,
      pin_required: true,
      secret_set: true,
    });
    const said = JSON.stringify(body).replaceAll(/\b[A-Z]{2}[0-9a-f]{32}\b/g, "SID"); // of random digits
    expect(said).not.toMatch(/2580|behind the scenes|pbkdf2/);
  });

  test("is edited while it is in progress; what is not named stays", async () => {
    const world = new RestWorld();
    const { sid } = await world.create({ UniqueName: "r", Description: "before", Pin: "1" });
    const edited = await world.ask("/v1/Rooms/r", {
      form: { Description: "after", Listed: "true", Pin: "", PreferredVideoCodecs: "" },
    });
    expect(edited).toMatchObject({
      status: 202,
      body: { sid, description: "after", listed: true, pin_required: false, max_publishers: 10 },
    });
    expect(world.ports.account(ours.sid).acts).toEqual([
      { do: "edit", changes: { description: "after", isListed: true, pin: null, videoCodecs: [] } },
    ]);
    expect((await world.ask("/v1/Rooms/r")).body).toEqual(edited.body);
    await world.ask("/v1/Rooms/r", { form: { Status: "completed" } });
    expect(await world.ask(`/v1/Rooms/${sid}`, { form: { Listed: "true" } })).toEqual(refused(20404, 404));
  });

  test.each<[Record<string, string>, number]>([
    [{ Admission: "closed" }, 20422],
    [{ Listed: "yes" }, 20422],
    [{ MaxPublishers: "0" }, 20422],
    [{ MaxPublishers: "11" }, 20422],
    [{ MaxAttendees: "-1" }, 20422],
    [{ Description: "x".repeat(257) }, 20422],
    [{ RoomInfo: "x".repeat(4_097) }, 20422],
    [{ PreferredVideoCodecs: "VP8,H265" }, 20422],
    [{ ScalabilityMode: "L9T9" }, 20422],
    [{ Pin: "x".repeat(129) }, 20422],
    [{ Listed: "true", Status: "completed" }, 53112],
  ])("an edit to %o is refused with %i, and changes nothing", async (form, code) => {
    const world = new RestWorld();
    const before = await world.create({ UniqueName: "r" });
    expect(await world.ask("/v1/Rooms/r", { form })).toEqual(refused(code));
    expect((await world.ask("/v1/Rooms/r")).body).toEqual(before);
    if (code === 20422) expect(await world.ask("/v1/Rooms", { form })).toEqual(refused(code));
    expect(world.ports.account(ours.sid).acts).toEqual([]);
  });
});

describe("what is done to a participant", () => {
  test.each<[Record<string, string>, object]>([
    [{ Role: "attendee" }, { do: "setRole", role: "attendee" }],
    [{ AudioSilenced: "true" }, { do: "silence", audio: true }],
    [
      { AudioSilenced: "false", VideoSilenced: "true" },
      { do: "silence", audio: false, video: true },
    ],
    [
      { Status: "disconnected", KeepOut: "true" },
      { do: "kick", keepOut: true },
    ],
  ])("%o", async (form, act) => {
    const world = new RestWorld();
    const { sid } = await world.create({ UniqueName: "r" });
    const participant = world.join(sid, "ana");
    const { status } = await world.ask("/v1/Rooms/r/Participants/ana", { form });
    expect(status).toBe(202);
    expect(world.ports.account(ours.sid).acts).toEqual([{ ...act, participant }]);
  });

  test.each<Record<string, string>>([
    { Role: "king" },
    { AudioSilenced: "perhaps" },
    { Status: "disconnected", Role: "host" },
    { KeepOut: "true" },
    { Role: "host", KeepOut: "true" },
    { Status: "disconnected", KeepOut: "perhaps" },
    {},
  ])("not %o (20422)", async (form) => {
    const world = new RestWorld();
    const { sid } = await world.create({ UniqueName: "r" });
    world.join(sid, "ana");
    expect(await world.ask("/v1/Rooms/r/Participants/ana", { form })).toEqual(refused(20422));
    expect(world.ports.account(ours.sid).acts).toEqual([]);
  });

  test("is shown, and refused with the room's own code", async () => {
    const world = new RestWorld();
    const { sid } = await world.create({ UniqueName: "r" });
    const participantSid = world.join(sid, "ana");
    const account = world.ports.account(ours.sid);
    account.answers.push({ code: 54039 });
    const path = "/v1/Rooms/r/Participants/ana";
    expect(await world.ask(path, { form: { Role: "publisher" } })).toEqual(refused(54039));
    const rights = {
      role: "attendee",
      isPublishing: false,
      silenced: { audio: true, video: false },
    } as const;
    account.tell(sid, {
      is: "participant-changed",
      participant: { participantSid, identity: "ana" },
      rights,
    });
    expect((await world.ask(path)).body).toMatchObject({
      role: "attendee",
      publishing: false,
      audio_silenced: true,
      video_silenced: false,
    });
    world.leave(sid, participantSid);
    const byPath = `/v1/Rooms/r/Participants/${participantSid}`;
    expect(await world.ask(byPath, { form: { Role: "host" } })).toEqual(refused(20404, 404));
  });
});

describe("who is let in", () => {
  test("knocks are listed and answered", async () => {
    const world = new RestWorld();
    const { sid } = await world.create({ UniqueName: "r" });
    const account = world.ports.account(ours.sid);
    account.answers.push({ knocks: [{ sid: knock, identity: "ana", name: "Ana" }] });
    const listed = await world.ask("/v1/Rooms/r/Knocks");
    expect(listed).toMatchObject({
      status: 200,
      body: {
        knocks: [{ sid: knock, room_sid: sid, identity: "ana", name: "Ana", status: "waiting" }],
        meta: { key: "knocks" },
      },
    });
    const path = `/v1/Rooms/r/Knocks/${knock}`;
    expect((await world.ask(path, { form: { Status: "admitted" } })).status).toBe(202);
    expect((await world.ask(path, { form: { Status: "refused" } })).status).toBe(202);
    expect(account.acts.slice(1)).toEqual([
      { do: "admit", knock },
      { do: "turnAway", knock },
    ]);
    expect(await world.ask(path, { form: { Status: "waiting" } })).toEqual(refused(20422));
    expect(await world.ask("/v1/Rooms/r/Knocks/ana", { form: { Status: "admitted" } })).toEqual(
      refused(20404, 404),
    );
    expect(await world.ask("/v1/Rooms/r/Knocks", { login: keyOf(theirs) })).toEqual(refused(20404, 404));
  });

  test("invitations are asked for, made, given, listed and revoked", async () => {
    const world = new RestWorld();
    await world.create({ UniqueName: "r" });
    const account = world.ports.account(ours.sid);
    const path = "/v1/Rooms/r/Invitations";
    account.answers.push({ areInvitationsAsked: true });
    expect(await world.ask(path, { form: { Asked: "true" } })).toMatchObject({
      status: 202,
      body: { asked: true },
    });
    account.answers.push({
      areInvitationsAsked: true,
      invitations: [{ hint: "abcd", token: "abcdefghijkl" }],
    });
    expect(await world.ask(path, { form: "" })).toMatchObject({
      status: 201,
      body: { invitations: ["abcdefghijkl"] },
    });
    expect(await world.ask(path, { form: { Invitation: ["one", "two"] } })).toMatchObject({
      status: 201,
      body: { invitations: ["one", "two"] },
    });
    account.answers.push({ areInvitationsAsked: true, invitations: [{ hint: "abcd" }] });
    expect((await world.ask(path)).body).toMatchObject({ asked: true, invitations: [{ hint: "abcd" }] });
    expect((await world.call(`${path}/one`, { method: "DELETE" })).status).toBe(204);
    expect(account.acts).toEqual([
      { do: "invitations", action: "enable" },
      { do: "invitations", action: "add" },
      { do: "invitations", action: "add", invitations: ["one", "two"] },
      { do: "invitations", action: "list" },
      { do: "invitations", action: "remove", invitations: ["one"] },
    ]);
    expect(await world.ask(path, { form: { Asked: "perhaps" } })).toEqual(refused(20422));
    expect(await world.ask(path, { form: { Invitation: "x".repeat(129) } })).toEqual(refused(20422));
  });

  test("who is kept out is listed and let back in", async () => {
    const world = new RestWorld();
    await world.create({ UniqueName: "r" });
    const account = world.ports.account(ours.sid);
    account.answers.push({ keptOut: ["eve"] });
    expect((await world.ask("/v1/Rooms/r/KeptOut")).body).toMatchObject({ kept_out: [{ identity: "eve" }] });
    expect((await world.call("/v1/Rooms/r/KeptOut/eve", { method: "DELETE" })).status).toBe(204);
    expect(account.acts).toEqual([{ do: "listKeptOut" }, { do: "letBackIn", identity: "eve" }]);
  });
});
