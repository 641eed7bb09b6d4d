import { describe, expect, test } from "vitest";
import { keyOf, origin, ours, refused, RestWorld, theirs } from "./rest-world.ts";

describe("participants", () => {
  const scene = async () => {
    const world = new RestWorld();
    const { sid } = await world.create({ Type: "peer-to-peer", UniqueName: "standup" });
    const path = `/v1/Rooms/${sid}/Participants`;
    return { world, sid, path, ana: world.join(sid, "ana"), ben: world.join(sid, "ben") };
  };

  test("are listed, filtered and fetched by SID, and by identity while they are connected", async () => {
    const { world, sid, path, ana, ben } = await scene();
    world.leave(sid, ben);
    const { body } = await world.ask(path);
    expect(body.participants.map((each) => each.identity)).toEqual(["ben", "ana"]);
    expect(body.meta.key).toBe("participants");
    expect(body.participants[1]).toEqual({
      sid: ana,
      room_sid: sid,
      account_sid: ours.sid,
      status: "connected",
      identity: "ana",
      date_created: expect.any(String),
      date_updated: expect.any(String),
      start_time: expect.any(String),
      end_time: null,
      duration: null,
      role: "publisher",
      publishing: true,
      audio_silenced: false,
      video_silenced: false,
      url: `${origin}${path}/${ana}`,
      links: {
        published_tracks: `${origin}${path}/${ana}/PublishedTracks`,
        subscribed_tracks: `${origin}${path}/${ana}/SubscribedTracks`,
        subscribe_rules: `${origin}${path}/${ana}/SubscribeRules`,
        anonymize: `${origin}${path}/${ana}/Anonymize`,
      },
    });
    const ids = async (query: string) =>
      (await world.ask(`${path}?${query}`)).body.participants.map((p) => p.sid);
    expect(await ids("Status=connected")).toEqual([ana]);
    expect(await ids("Status=reconnecting")).toEqual([]);
    expect(await ids("Identity=ben")).toEqual([ben]);
    expect((await world.ask(`${path}/ana`)).body.sid).toBe(ana);
    expect(await world.ask(`${path}/ben`)).toEqual(refused(20404, 404));
    expect((await world.ask(`${path}/${ben}`)).body).toMatchObject({ status: "disconnected", duration: 7 });
  });

  test("are put out", async () => {
    const { world, path, ana } = await scene();
    const { status, body } = await world.ask(`${path}/ana`, { form: { Status: "disconnected" } });
    expect(status).toBe(202);
    expect(body).toMatchObject({ sid: ana, status: "disconnected", duration: 1 });
    expect((await world.ask(`${path}/${ana}`, { form: { Status: "disconnected" } })).status).toBe(202);
    expect(await world.ask(`${path}/ben`, { form: { Status: "away" } })).toEqual(refused(20422));
    expect(await world.ask(`${path}/nobody`, { form: { Status: "disconnected" } })).toEqual(
      refused(20404, 404),
    );
  });

  test("publish, and receive what their rules let through", async () => {
    const { world, sid, path, ana, ben } = await scene();
    const audio = world.publish(sid, ana, "audio", "microphone");
    const video = world.publish(sid, ana, "video", "camera");
    const own = world.publish(sid, ben, "audio");
    const published = (await world.ask(`${path}/ana/PublishedTracks`)).body;
    expect(published.published_tracks.map((track) => track.sid)).toEqual([audio, video]);
    expect((await world.ask(`${path}/ana/PublishedTracks/camera`)).body).toEqual({
      sid: video,
      participant_sid: ana,
      room_sid: sid,
      name: "camera",
      date_created: expect.any(String),
      date_updated: expect.any(String),
      enabled: true,
      kind: "video",
      url: `${origin}${path}/${ana}/PublishedTracks/${video}`,
    });
    const received = async (who: string) =>
      (await world.ask(`${path}/${who}/SubscribedTracks`)).body.subscribed_tracks.map((track) => track.sid);
    expect(await received("ben")).toEqual([audio, video]);
    expect(await received("ana")).toEqual([own]);
    const rules = [
      { type: "include", all: true },
      { type: "exclude", publisher: "ana", kind: "video" },
    ];
    expect(
      (await world.ask(`${path}/ben/SubscribeRules`, { form: { Rules: JSON.stringify(rules) } })).status,
    ).toBe(200);
    expect(await received("ben")).toEqual([audio]);
    expect((await world.ask(`${path}/ben/SubscribedTracks/${audio}`)).body).toMatchObject({
      publisher_sid: ana,
    });
    expect(await world.ask(`${path}/ben/SubscribedTracks/${video}`)).toEqual(refused(20404, 404));
    world.leave(sid, ana);
    expect(await received("ben")).toEqual([]);
  });

  test("have rules, which begin with everything and are replaced as a whole", async () => {
    const { world, path, ben } = await scene();
    const rulesOf = async () => (await world.ask(`${path}/ben/SubscribeRules`)).body;
    const everything = {
      type: "include",
      all: true,
      publisher: null,
      track: null,
      kind: null,
      priority: null,
    };
    expect(await rulesOf()).toMatchObject({ participant_sid: ben, rules: [everything] });
    const { status, body } = await world.ask(`${path}/ben/SubscribeRules`, {
      form: { Rules: JSON.stringify([{ type: "include", kind: "audio", priority: null }]) },
    });
    expect(status).toBe(200);
    expect(body.rules).toEqual([{ ...everything, all: null, kind: "audio" }]);
    expect((await rulesOf()).rules).toEqual(body.rules);
    // What was answered may come back as it is.
    const again = { form: { Rules: JSON.stringify(body.rules) } };
    expect((await world.ask(`${path}/ben/SubscribeRules`, again)).status).toBe(200);
  });

  const one = { type: "include", all: true };
  test.each<[string, string | undefined]>([
    ["nothing", undefined],
    ["no JSON", "["],
    ["no list", JSON.stringify(one)],
    ["no rule", "[]"],
    ["too many", JSON.stringify(Array.from({ length: 21 }, () => one))],
    ["all beside another filter", JSON.stringify([{ ...one, kind: "audio" }])],
    ["no filter", JSON.stringify([{ type: "include" }])],
    ["another type", JSON.stringify([{ ...one, type: "perhaps" }])],
    ["an unknown filter", JSON.stringify([{ ...one, colour: "red" }])],
    ["a kind that is none", JSON.stringify([{ type: "exclude", kind: "smell" }])],
  ])("rules that are %s are refused", async (_, Rules) => {
    const { world, path } = await scene();
    const form = Rules === undefined ? "x=1" : { Rules };
    expect(await world.ask(`${path}/ben/SubscribeRules`, { form })).toEqual(refused(53215));
  });

  test("who has left can be forgotten, who is in cannot", async () => {
    const { world, sid, path, ana } = await scene();
    expect(await world.ask(`${path}/ana/Anonymize`, { form: "" })).toEqual(refused(20422));
    world.leave(sid, ana);
    expect((await world.ask(`${path}/${ana}/Anonymize`, { form: "" })).body.identity).toBe(ana);
  });
});

test("nothing of one account is reachable from another, whatever is asked for", async () => {
  const world = new RestWorld();
  const { sid } = await world.create({ UniqueName: "secret", Type: "peer-to-peer" });
  const ana = world.join(sid, "ana");
  const track = world.publish(sid, ana, "video");
  const snapshot = async () => JSON.stringify(await world.ask(`/v1/Rooms/${sid}/Participants`));
  const before = await snapshot();
  const logins = [keyOf(theirs), { user: theirs.sid, password: theirs.authToken }];
  const rooms = [sid, "secret"];
  const people = [ana, "ana"];
  const paths = rooms.flatMap((room) => [
    `/v1/Rooms/${room}`,
    ...["Participants", "StatusCallbacks", "Recordings", "RecordingRules", "Transcriptions"].map(
      (list) => `/v1/Rooms/${room}/${list}`,
    ),
    ...people.flatMap((who) => [
      `/v1/Rooms/${room}/Participants/${who}`,
      ...[
        "PublishedTracks",
        `PublishedTracks/${track}`,
        "SubscribedTracks",
        "SubscribeRules",
        "Anonymize",
      ].map((list) => `/v1/Rooms/${room}/Participants/${who}/${list}`),
    ]),
  ]);
  const form = { Status: "completed", Rules: '[{"type":"exclude","all":true}]' };
  for (const login of logins)
    for (const path of paths)
      for (const call of [{ login }, { login, form }, { login, form: { ...form, Status: "disconnected" } }]) {
        const { status, body } = await world.ask(path, call);
        expect([404, 405], `${path} ${JSON.stringify(call)}`).toContain(status);
        expect(JSON.stringify(body)).not.toContain("ana");
      }
  expect((await world.ask("/v1/Rooms", { login: keyOf(theirs) })).body.rooms).toEqual([]);
  expect((await world.ask("/v1/Rooms?PageToken=PA9", { login: keyOf(theirs) })).body.rooms).toEqual([]);
  // The name is free for them, and theirs is another room.
  const other = await world.create({ UniqueName: "secret" }, keyOf(theirs));
  expect(other.sid).not.toBe(sid);
  expect(await snapshot()).toBe(before);
  expect((await world.ask(`/v1/Rooms/${sid}`)).body.status).toBe("in-progress");
});
