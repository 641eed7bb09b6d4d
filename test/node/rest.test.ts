import { describe, expect, test } from "vitest";
import { keyOf, refused, type Body, origin, ours, RestWorld, theirs } from "./rest-world.ts";

describe("who asks", () => {
  const world = new RestWorld();
  test.each([
    ["an API key", keyOf(ours)],
    ["an account and its auth token", { user: ours.sid, password: ours.authToken }],
  ])("%s is let in", async (_, login) => {
    expect((await world.ask("/v1/Rooms", { login })).status).toBe(200);
  });

  test.each<[string, { user: string; password: string }]>([
    ["a wrong secret", { ...keyOf(ours), password: keyOf(theirs).password }],
    ["an auth token in a secret's place", { ...keyOf(ours), password: ours.authToken }],
    ["a secret in an auth token's place", { user: ours.sid, password: keyOf(ours).password }],
    ["a key nobody has", { user: `SK${"9".repeat(32)}`, password: keyOf(ours).password }],
    ["nothing", { user: "", password: "" }],
  ])("%s is refused", async (_, login) => {
    expect(await world.ask("/v1/Rooms", { login })).toEqual(refused(20003, 401));
  });

  test.each([
    "",
    "Basic",
    "Basic !",
    "Bearer abc",
    `Basic ${btoa("no colon")}`,
    `Basic ${"A".repeat(2_000)}`,
  ])("the header %j is refused", async (authorization) => {
    const response = await world.call("/v1/Rooms", { authorization });
    expect(response.status).toBe(401);
    expect(response.headers.get("WWW-Authenticate")).toMatch(/^Basic /);
  });
});

describe("rooms", () => {
  test("one is made with Twilio's defaults and fetched by name and by SID", async () => {
    const world = new RestWorld();
    const { status, body } = await world.ask("/v1/Rooms", { form: { UniqueName: "standup" } });
    expect(status).toBe(201);
    expect(body).toEqual({
      sid: expect.stringMatching(/^RM[0-9a-f]{32}$/),
      status: "in-progress",
      date_created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      date_updated: expect.any(String),
      account_sid: ours.sid,
      enable_turn: true,
      unique_name: "standup",
      status_callback: null,
      status_callback_method: "POST",
      end_time: null,
      duration: null,
      type: "go",
      max_participants: 2,
      max_participant_duration: 14_400,
      max_concurrent_published_tracks: 0,
      record_participants_on_connect: false,
      transcribe_participants_on_connect: false,
      transcriptions_configuration: null,
      video_codecs: ["VP8", "H264"],
      media_region: null,
      audio_only: false,
      empty_room_timeout: 5,
      unused_room_timeout: 5,
      large_room: false,
      admission: "open",
      description: "",
      room_info: "",
      listed: false,
      locked: false,
      permanent: false,
      max_publishers: 10,
      max_attendees: 0,
      notify_joining: false,
      require_private_id: false,
      self_unmute: true,
      tells_talking: false,
      bitrate_cap_bps: 0,
      preferred_audio_codecs: [],
      preferred_video_codecs: [],
      opus_fec: true,
      opus_dtx: true,
      scalability_mode: "",
      key_frame_interval_seconds: 0,
      audio_active_packets: 100,
      audio_level_average: 25,
      pin_required: false,
      secret_set: false,
      invitations_asked: false,
      url: `${origin}/v1/Rooms/${body.sid}`,
      links: {
        participants: `${origin}/v1/Rooms/${body.sid}/Participants`,
        recordings: `${origin}/v1/Rooms/${body.sid}/Recordings`,
        recording_rules: `${origin}/v1/Rooms/${body.sid}/RecordingRules`,
        transcriptions: `${origin}/v1/Rooms/${body.sid}/Transcriptions`,
        knocks: `${origin}/v1/Rooms/${body.sid}/Knocks`,
        invitations: `${origin}/v1/Rooms/${body.sid}/Invitations`,
        kept_out: `${origin}/v1/Rooms/${body.sid}/KeptOut`,
      },
    });
    for (const path of ["standup", body.sid])
      expect(await world.ask(`/v1/Rooms/${path}`)).toEqual({ status: 200, body });
  });

  test("one has what is asked for, and without a name its SID for one", async () => {
    const world = new RestWorld();
    const body = await world.create({
      Type: "peer-to-peer",
      MaxParticipants: "7",
      MaxParticipantDuration: "600",
      EmptyRoomTimeout: "60",
      UnusedRoomTimeout: "1",
      StatusCallback: "https://hooks.example/room?x=1",
      StatusCallbackMethod: "GET",
      AudioOnly: "true",
      RecordParticipantsOnConnect: "false",
      EnableTurn: "true",
      VideoCodecs: ["VP8", "H264"],
    });
    expect(body).toMatchObject({
      unique_name: body.sid,
      type: "peer-to-peer",
      max_participants: 7,
      max_participant_duration: 600,
      empty_room_timeout: 60,
      unused_room_timeout: 1,
      status_callback: "https://hooks.example/room?x=1",
      status_callback_method: "GET",
      audio_only: true,
    });
  });

  test("one without a status callback of its own has the account's", async () => {
    const world = new RestWorld();
    const usual = { status_callback: "https://hooks.example/theirs", status_callback_method: "GET" };
    expect(await world.create({ StatusCallback: "" }, keyOf(theirs))).toMatchObject(usual);
    const own = await world.create({ StatusCallback: "https://hooks.example/own" }, keyOf(theirs));
    expect(own).toMatchObject({
      status_callback: "https://hooks.example/own",
      status_callback_method: "POST",
    });
  });

  test.each<[Record<string, string>, number]>([
    [{ UniqueName: " " }, 53100],
    [{ UniqueName: `RM${"a".repeat(32)}` }, 53100],
    [{ UniqueName: "x".repeat(129) }, 53101],
    [{ MaxParticipants: "3" }, 53107],
    [{ Type: "peer-to-peer", MaxParticipants: "11" }, 53107],
    [{ MaxParticipants: "0" }, 53107],
    [{ MaxParticipants: "2.5" }, 53107],
    [{ MaxParticipants: "two" }, 53107],
    [{ Type: "group" }, 53108],
    [{ Type: "" }, 53108],
    [{ EmptyRoomTimeout: "61" }, 53109],
    [{ UnusedRoomTimeout: "0" }, 53109],
    [{ StatusCallbackMethod: "PUT" }, 53110],
    [{ StatusCallback: "nowhere" }, 53111],
    [{ StatusCallback: "https://127.0.0.1/" }, 53111],
    [{ RecordParticipantsOnConnect: "true" }, 53114],
    [{ MediaRegion: "de1" }, 53114],
    [{ RecordingRules: "[]" }, 53114],
    [{ LargeRoom: "true" }, 53114],
    [{ MaxParticipantDuration: "599" }, 53123],
    [{ MaxParticipantDuration: "86401" }, 53123],
    [{ AudioOnly: "perhaps" }, 20422],
    [{ VideoCodecs: "AV1" }, 20422],
  ])("%o is refused with %i", async (form, code) => {
    expect(await new RestWorld().ask("/v1/Rooms", { form })).toEqual(refused(code));
  });

  test("a name in progress is taken, and free again when its room is completed", async () => {
    const world = new RestWorld();
    const first = await world.create({ UniqueName: "standup" });
    expect(await world.ask("/v1/Rooms", { form: { UniqueName: "standup" } })).toEqual(refused(53113));
    const done = await world.ask("/v1/Rooms/standup", { form: { Status: "completed" } });
    expect(done).toMatchObject({ status: 202, body: { status: "completed", duration: 1, sid: first.sid } });
    expect(done.body.end_time).not.toBeNull();
    expect(await world.ask("/v1/Rooms/standup")).toEqual(refused(20404, 404));
    expect((await world.ask(`/v1/Rooms/${first.sid}`)).body.status).toBe("completed");
    const second = await world.create({ UniqueName: "standup" });
    expect(second.sid).not.toBe(first.sid);
    // Completing the first once more leaves the second alone.
    expect((await world.ask(`/v1/Rooms/${first.sid}`, { form: { Status: "completed" } })).status).toBe(202);
    expect((await world.ask("/v1/Rooms/standup")).body.sid).toBe(second.sid);
    expect(await world.ask("/v1/Rooms/standup", { form: { Status: "failed" } })).toEqual(refused(53112));
    expect(await world.ask("/v1/Rooms/nothing", { form: { Status: "completed" } })).toEqual(
      refused(20404, 404),
    );
  });

  test.each(["a/b", "a?b#c", "100%", "a+b & c", "日本語 🎉", "%2F", "constructor", "' OR 1=1 --"])(
    "a room may be called %j, and is found by it",
    async (name) => {
      const world = new RestWorld();
      const { sid } = await world.create({ UniqueName: name });
      expect((await world.ask(`/v1/Rooms/${encodeURIComponent(name)}`)).body).toMatchObject({
        sid,
        unique_name: name,
      });
      world.join(sid, name);
      const path = `/v1/Rooms/${sid}/Participants/${encodeURIComponent(name)}`;
      expect((await world.ask(path)).body.identity).toBe(name);
      expect((await world.ask(`/v1/Rooms?UniqueName=${encodeURIComponent(name)}`)).body.rooms).toHaveLength(
        1,
      );
    },
  );

  test("the list is paged by absolute addresses, there and back, and a new room moves nothing", async () => {
    const world = new RestWorld();
    const names = Array.from({ length: 7 }, (_, index) => `room ${index}`);
    for (const name of names) await world.create({ UniqueName: name });
    const namesOf = (body: Body) => body.rooms.map(({ unique_name }) => unique_name);
    const first = (await world.ask("/v1/Rooms?PageSize=3")).body;
    expect(namesOf(first)).toEqual(["room 6", "room 5", "room 4"]);
    expect(first.meta).toMatchObject({ page: 0, page_size: 3, key: "rooms", previous_page_url: null });
    expect(first.meta.first_page_url.startsWith(origin)).toBe(true);
    await world.create({ UniqueName: "a new one" });
    const second = (await world.ask(first.meta.next_page_url)).body;
    expect(namesOf(second)).toEqual(["room 3", "room 2", "room 1"]);
    const third = (await world.ask(second.meta.next_page_url)).body;
    expect(namesOf(third)).toEqual(["room 0"]);
    expect(third.meta).toMatchObject({ page: 2, next_page_url: null });
    const back = (await world.ask(third.meta.previous_page_url)).body;
    expect(namesOf(back)).toEqual(namesOf(second));
    expect(namesOf((await world.ask(back.meta.previous_page_url)).body)).toEqual(namesOf(first));
    expect(namesOf((await world.ask(first.meta.first_page_url)).body)[0]).toBe("a new one");
  });

  test("the list is filtered by status, name and time; pages keep the filter", async () => {
    const world = new RestWorld();
    for (const name of ["a", "b", "c"]) await world.create({ UniqueName: name });
    await world.ask("/v1/Rooms/a", { form: { Status: "completed" } });
    await world.ask("/v1/Rooms/b", { form: { Status: "completed" } });
    const list = async (query: string) =>
      (await world.ask(query.startsWith("http") ? query : `/v1/Rooms?${query}`)).body;
    expect((await list("")).rooms).toHaveLength(1);
    const ended = await list("Status=completed&PageSize=1");
    expect(ended.rooms[0]!.unique_name).toBe("b");
    expect((await list(ended.meta.next_page_url)).rooms[0]!.unique_name).toBe("a");
    expect((await list("UniqueName=c")).rooms).toHaveLength(1);
    expect((await list("UniqueName=a")).rooms).toHaveLength(0);
    expect((await list("DateCreatedAfter=2020-01-01T00:00:00%2B02:00")).rooms).toHaveLength(1);
    expect((await list("DateCreatedBefore=2020-01-01")).rooms).toHaveLength(0);
  });

  test.each([
    ["PageSize=1001", 20007],
    ["PageSize=0", 20422],
    ["PageSize=many", 20422],
    ["Page=-1", 20422],
    ["PageToken=PT12", 20422],
    ["Status=open", 53112],
    ["DateCreatedAfter=yesterday", 20422],
    ["DateCreatedBefore=2020-13-45", 20422],
  ])("a list with %s is refused with %i", async (query, code) => {
    expect(await new RestWorld().ask(`/v1/Rooms?${query}`)).toEqual(refused(code));
  });
});

test("what became of a room's webhooks is read page by page", async () => {
  const world = new RestWorld();
  const { sid } = await world.create();
  const { status, body } = await world.ask(`/v1/Rooms/${sid}/StatusCallbacks?PageSize=1`);
  expect(status).toBe(200);
  expect(body.status_callbacks).toEqual([
    {
      room_sid: sid,
      sequence_number: 0,
      event: "room-created",
      url: "https://hooks.example/",
      method: "POST",
      attempt: 2,
      status: "delivered",
      error: null,
      http_status: 200,
      duration_ms: 41,
      date_created: "1970-01-01T00:00:00Z",
    },
  ]);
  const next = (await world.ask(body.meta.next_page_url)).body;
  expect(next.status_callbacks).toMatchObject([{ status: "failed", error: "timeout" }]);
  expect(next.meta.next_page_url).toBeNull();
  expect(await world.ask("/v1/Rooms/nothing/StatusCallbacks")).toEqual(refused(20404, 404));
});

describe("what a mesh cannot give", () => {
  test("is an empty list where it is read, and refused where it is wanted", async () => {
    const world = new RestWorld();
    await world.create({ UniqueName: "r" });
    for (const [path, key] of [
      ["/v1/Recordings", "recordings"],
      ["/v1/Compositions", "compositions"],
      ["/v1/CompositionHooks", "composition_hooks"],
      ["/v1/Rooms/r/Recordings", "recordings"],
      ["/v1/Rooms/r/Transcriptions", "transcriptions"],
    ])
      expect((await world.ask(path!)).body).toMatchObject({ [key!]: [], meta: { key, next_page_url: null } });
    expect((await world.ask("/v1/Rooms/r/RecordingRules")).body.rules[0]!.type).toBe("exclude");
    for (const path of ["/v1/Compositions", "/v1/Rooms/r/RecordingRules", "/v1/Rooms/r/Transcriptions"])
      expect(await world.ask(path, { form: "" })).toEqual(refused(53122));
    expect(await world.ask("/v1/Rooms/nothing/Recordings")).toEqual(refused(20404, 404));
  });

  test("what is nowhere is not found, and a method that a path has not is refused", async () => {
    const world = new RestWorld();
    expect(await world.ask("/v1/Nothing")).toEqual(refused(20404, 404));
    expect(await world.ask("/v1/Rooms", { method: "DELETE" })).toEqual(refused(20004, 405));
  });
});

test("ICE servers come in Twilio's shape, for the own account alone", async () => {
  const world = new RestWorld();
  const path = (sid: string) => `/2010-04-01/Accounts/${sid}/Tokens.json`;
  const { status, body } = await world.ask(path(ours.sid), { form: { Ttl: "3600" } });
  expect(status).toBe(201);
  expect(body).toMatchObject({ account_sid: ours.sid, ttl: "3600", username: "", password: "" });
  expect(body.ice_servers[0]).toEqual({
    url: "stun:stun.cloudflare.com:3478",
    urls: "stun:stun.cloudflare.com:3478",
  });
  expect(Number.isNaN(Date.parse(body.date_created))).toBe(false);
  expect(await world.ask(path(theirs.sid), { form: "" })).toEqual(refused(20404, 404));
  expect(await world.ask(path(ours.sid), { form: { Ttl: "0" } })).toEqual(refused(20422));
});
