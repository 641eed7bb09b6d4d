import { expect, test } from "vitest";
import { roomEdit, usualRules } from "#protocol/room-rules";
import * as v from "valibot";
import { parseBasic } from "../../signal-worker/src/rest/basic-auth.ts";
import { parseAsked } from "../../signal-worker/src/rest/paging.ts";
import { parseRoomEdit } from "../../signal-worker/src/rest/room-rules-form.ts";
import { parseWantedRoom } from "../../signal-worker/src/rest/room-parameters.ts";
import { parseRules } from "../../signal-worker/src/rest/subscribe.ts";
import { issuerOf, mintToken, verifyToken } from "../../signal-worker/src/tokens/tokens.ts";
import { config, keyOf, ours, RestWorld, theirs } from "./rest-world.ts";
import { seededRandom } from "./signal-world.ts";

const cases = 100_000;
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const random = seededRandom(seed);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

/** Pieces that mean something somewhere, and some that mean nothing anywhere. */
const words = [
  "go",
  "peer-to-peer",
  "group",
  "true",
  "false",
  "0",
  "1",
  "2",
  "10",
  "600",
  "86400",
  "-1",
  "1e999",
  "9".repeat(40),
  "completed",
  "disconnected",
  "in-progress",
  "connected",
  "POST",
  "GET",
  "https://hooks.example/",
  "http://[::1",
  "standup",
  "RM".padEnd(34, "a"),
  "PA".padEnd(34, "b"),
  "PA1",
  "KN".padEnd(34, "c"),
  "host",
  "attendee",
  "knock",
  "admitted",
  "VP8,AV1",
  "L3T3_KEY",
  "PB9999999",
  "2026-01-01",
  "2026-99-99T99:99:99Z",
  "%",
  "%00",
  "%ff",
  "\u0000",
  "\ud800",
  "😀",
  "__proto__",
  "constructor",
  "'; DROP TABLE rooms; --",
  "../..",
  "",
  " ",
  "x".repeat(200),
  '[{"type":"include","all":true}]',
  '[{"type":"exclude","kind":"audio"}]',
  "[[[[",
  '{"__proto__":1}',
];
const names = [
  "UniqueName",
  "Type",
  "MaxParticipants",
  "StatusCallback",
  "StatusCallbackMethod",
  "RecordParticipantsOnConnect",
  "VideoCodecs",
  "MediaRegion",
  "AudioOnly",
  "MaxParticipantDuration",
  "EmptyRoomTimeout",
  "UnusedRoomTimeout",
  "LargeRoom",
  "EnableTurn",
  "Status",
  "Identity",
  "DateCreatedAfter",
  "DateCreatedBefore",
  "PageSize",
  "Page",
  "PageToken",
  "Rules",
  "Ttl",
  "Pin",
  "Secret",
  "Admission",
  "Description",
  "RoomInfo",
  "Listed",
  "Permanent",
  "MaxPublishers",
  "MaxAttendees",
  "PreferredVideoCodecs",
  "ScalabilityMode",
  "KeyFrameIntervalSeconds",
  "Role",
  "AudioSilenced",
  "KeepOut",
  "Asked",
  "Invitation",
  "toString",
];

function mangled(text: string): string {
  const at = Math.floor(random() * text.length);
  const to = at + Math.floor(random() * 12);
  const middle = pick([
    "",
    text.slice(at, to).repeat(2),
    "null",
    '"',
    "{}",
    "-1e999",
    "\ud800",
    "=",
    "&",
    "%",
    ".",
  ]);
  return text.slice(0, at) + middle + text.slice(to);
}

function arbitraryForm(): string {
  const form = new URLSearchParams();
  for (let count = Math.floor(random() * 4); count > 0; count--) form.append(pick(names), pick(words));
  if (random() < 0.1) form.set("Status", pick(["completed", "disconnected"]));
  return random() < 0.2 ? mangled(form.toString()) : form.toString();
}

/** @returns undefined for what a URL cannot hold, or what leads elsewhere */
function arbitraryPath(rooms: readonly string[]): string | undefined {
  const room = () => encodeOr(random() < 0.7 ? pick(rooms) : pick(words));
  const who = () => encodeOr(pick(["ana", "ben", pick(words)]));
  const list = pick([
    "PublishedTracks",
    "SubscribedTracks",
    "SubscribeRules",
    "Anonymize",
    "Recordings",
    "RecordingRules",
    "Transcriptions",
    "Knocks",
    "Invitations",
    "KeptOut",
  ]);
  const path = pick([
    () => "/v1/Rooms",
    () => `/v1/Rooms/${room()}`,
    () => `/v1/Rooms/${room()}/Participants`,
    () => `/v1/Rooms/${room()}/Participants/${who()}`,
    () => `/v1/Rooms/${room()}/Participants/${who()}/${list}`,
    () => `/v1/Rooms/${room()}/Participants/${who()}/${list}/${who()}`,
    () => `/v1/Rooms/${room()}/${list}`,
    () => `/v1/Rooms/${room()}/${list}/${who()}`,
    () =>
      `/v1/${pick(["Compositions", "Recordings", "CompositionHooks", "RecordingSettings/Default", room()])}`,
    () => `/2010-04-01/Accounts/${pick([ours.sid, theirs.sid, room()])}/Tokens.json`,
  ])();
  const query = random() < 0.5 ? `?${arbitraryForm()}` : "";
  const whole = (random() < 0.1 ? mangled(path) : path) + query;
  const url = URL.parse(`https://call.example${whole}`);
  return url !== null && /^\/(v1|2010-04-01)\//.test(url.pathname) ? whole : undefined;
}

function encodeOr(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return "%ED%A0%80"; // half a character, in WTF-8
  }
}

test(`${cases} arbitrary requests: no 5xx, Twilio's body for each refusal (FUZZ_SEED=${seed})`, async () => {
  const world = new RestWorld();
  let sid = "";
  const statuses = new Map<number, number>();
  for (let step = 0; step < cases; step++) {
    if (step % 200 === 0) {
      // Whatever was ended meanwhile is there again.
      await world.ask("/v1/Rooms/standup", { form: { Status: "completed" } });
      ({ sid } = await world.create({ UniqueName: "standup", Type: "peer-to-peer" }));
      world.publish(sid, world.join(sid, "ana"), "audio");
      world.join(sid, "ben");
    }
    const path = arbitraryPath([sid, "standup", "retro"]);
    if (path === undefined) continue;
    const method = pick(["GET", "GET", "POST", "POST", "DELETE", "PUT"]);
    const form = method === "GET" ? {} : { form: arbitraryForm() };
    const authorization =
      random() < 0.02 ? { authorization: pick(["Basic ====", "Basic " + "A".repeat(50), "?"]) } : {};
    const login = random() < 0.9 ? keyOf(ours) : { user: pick(words), password: pick(words.slice(0, 30)) };
    const isPlain = /^[\x20-\x7e]*$/.test(login.user + login.password);
    const context = `step ${step}: ${method} ${path} ${JSON.stringify(form)}`;
    const response = await world.call(path, {
      method,
      ...form,
      ...authorization,
      ...(isPlain ? { login } : {}),
    });
    expect(response.status, context).toBeLessThan(500);
    const body = response.status === 204 ? undefined : await response.json();
    if (response.status >= 400)
      expect(body, context).toMatchObject({ status: response.status, code: expect.any(Number) });
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  }
  // The fuzz is worth something only where it gets through often enough.
  for (const status of [200, 201, 202, 400, 401, 404, 405])
    expect(statuses.get(status), `${status}`).toBeGreaterThan(5);
}, 120_000);

test(`${cases} arbitrary texts for each parser of REST: none throws, and what passes is in range (FUZZ_SEED=${seed})`, () => {
  const passed = { edits: 0, rooms: 0, lists: 0, rules: 0, logins: 0 };
  const rules = JSON.stringify([
    { type: "include", all: true },
    { type: "exclude", publisher: "ana", kind: "video" },
  ]);
  const basic = `Basic ${btoa("SK12:secret")}`;
  for (let step = 0; step < cases; step++) {
    const form = new URLSearchParams(arbitraryForm());
    const edit = parseRoomEdit(form);
    if (edit !== undefined && Object.keys(edit).length > 0) {
      passed.edits++;
      if (!v.is(roomEdit, edit)) throw new Error(`step ${step}: ${form}`);
    }
    const wanted = parseWantedRoom(form, { roomType: "go", statusCallback: undefined }, usualRules, false);
    if (!("wrong" in wanted)) {
      passed.rooms++;
      const { maxParticipants, emptyRoomTimeoutMinutes, maxParticipantDurationSeconds } = wanted.settings;
      const isInRange =
        maxParticipants >= 1 &&
        maxParticipants <= 10 &&
        emptyRoomTimeoutMinutes >= 1 &&
        emptyRoomTimeoutMinutes <= 60 &&
        maxParticipantDurationSeconds >= 600 &&
        maxParticipantDurationSeconds <= 86_400;
      if (!isInRange) throw new Error(`step ${step}: ${form}`);
    }
    const asked = parseAsked(form, { name: "UniqueName", statuses: ["completed"], usualStatus: undefined });
    if (!("wrong" in asked)) {
      passed.lists++;
      if (asked.part.count < 1 || asked.part.count > 1_000) throw new Error(`step ${step}: ${form}`);
    }
    const parsed = parseRules(random() < 0.5 ? mangled(rules) : pick(words));
    if (parsed !== undefined) passed.rules++;
    if (parsed !== undefined && (parsed.length < 1 || parsed.length > 20)) throw new Error(`step ${step}`);
    if (parseBasic(mangled(basic)) !== undefined) passed.logins++;
  }
  for (const [what, times] of Object.entries(passed)) expect(times, what).toBeGreaterThan(cases / 1_000);
}, 120_000);

test(`${cases} mangled tokens: none throws, none gets in (FUZZ_SEED=${seed})`, async () => {
  const nowMs = Date.now();
  const { token } = await mintToken(config, { identity: "ana", name: "Ana", room: "r" }, nowMs);
  const [head = "", payload = "", signature = ""] = token.split(".");
  const decoded = [head, payload].map((part) => atob(part.replaceAll("-", "+").replaceAll("_", "/")));
  const encode = (text: string) =>
    btoa(String.fromCharCode(...new TextEncoder().encode(text)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replace(/=+$/, "");
  const codes = new Map<number, number>();
  for (let step = 0; step < cases; step++) {
    const bad =
      random() < 0.3
        ? mangled(token)
        : [
            encode(random() < 0.3 ? mangled(decoded[0]!) : decoded[0]!),
            encode(mangled(decoded[1]!)),
            signature,
          ].join(".");
    if (bad === token) continue;
    const claims = await verifyToken(bad, issuerOf(bad, config.accounts).keys, nowMs);
    // The last character of a signature has bits that count for nothing.
    if (typeof claims !== "number" && bad.slice(0, -1) !== token.slice(0, -1)) {
      const same = bad.split(".").slice(0, 2).join(".") === `${head}.${payload}`;
      if (!same) throw new Error(`step ${step}: ${bad} was let in`);
    }
    if (typeof claims === "number") codes.set(claims, (codes.get(claims) ?? 0) + 1);
  }
  for (const code of [20101, 20102, 20103, 20107]) expect(codes.get(code), `${code}`).toBeGreaterThan(50);
}, 240_000);
