import { Hono } from "hono";
import { expect, test } from "vitest";
import { listListedRooms } from "../../signal-worker/src/account/listed-rooms.ts";
import type { Config } from "../../signal-worker/src/env.ts";
import type { RoomsAccount } from "../../signal-worker/src/rooms/ports.ts";
import { roomsApi, type RoomsPorts } from "../../signal-worker/src/rooms/routes.ts";
import { FakePorts } from "../fakes/directory.ts";
import { config } from "./rest-world.ts";
import { seededRandom } from "./signal-world.ts";

/** Each room that is made has its secret hashed: 10 ms. */
const cases = 4_000;
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const random = seededRandom(seed);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

/** Rooms that are told of, and an account that slows nobody. */
function world() {
  const fakes = new FakePorts();
  const { sql } = fakes.account(config.accountSid);
  const account: RoomsAccount = {
    spendOfAddress: async () => true,
    listedRooms: async (count, before) => listListedRooms(sql, count, before),
    room: (name) => fakes.account(config.accountSid).room(name),
    guessAdminKey: async () => "wrong",
  };
  const app = new Hono<{ Variables: { config: Config; ports: RoomsPorts } }>();
  app.use(async (c, next) => {
    c.set("config", { ...config, openRooms: true, allowedOrigins: "any" });
    c.set("ports", { account: () => account, room: (sid, name) => fakes.room(sid, name) });
    await next();
  });
  app.route("/", roomsApi);
  return { app, fakes };
}

const values: readonly unknown[] = [
  "a",
  "b",
  "",
  " ",
  "x".repeat(129),
  "\ud800",
  "__proto__",
  "' OR 1=1 --",
  `RM${"a".repeat(32)}`,
  `PA${"b".repeat(32)}`,
  true,
  0,
  1,
  11,
  -1,
  1e308,
  null,
  [],
  ["VP8"],
  {},
  { do: "end" },
  { do: "kick", participant: `PA${"b".repeat(32)}` },
  { do: "edit", changes: { isListed: true, description: "x" } },
  { do: "edit", changes: { maxPublishers: 99 } },
  { do: "explode" },
];
const words = [
  "room",
  "secret",
  "act",
  "adminKey",
  "pin",
  "type",
  "isListed",
  "description",
  "roomInfo",
  "maxPublishers",
  "maxParticipants",
  "videoCodecs",
  "__proto__",
  "toString",
];

function arbitraryBody(): string {
  if (random() < 0.1) return pick(["", "{", "null", "[]", '"x"', "[".repeat(5_000), "\u0000"]);
  const body: Record<string, unknown> = random() < 0.7 ? { room: pick(["a", "b", "c"]) } : {};
  if (random() < 0.2) body["adminKey"] = "a key";
  if (random() < 0.5) body["secret"] = "a secret";
  if (random() < 0.5) body["act"] = pick(values);
  for (let count = Math.floor(random() * 3); count > 0; count--) body[pick(words)] = pick(values);
  const text = JSON.stringify(body);
  const at = Math.floor(random() * text.length);
  return random() < 0.1 ? text.slice(0, at) + pick(["", "null", '"', "{}"]) + text.slice(at + 3) : text;
}

test(`${cases} arbitrary requests of pages: no 5xx, a code for each refusal (FUZZ_SEED=${seed})`, async () => {
  const { app, fakes } = world();
  const statuses = new Map<number, number>();
  for (let step = 0; step < cases; step++) {
    const query =
      random() < 0.5
        ? ""
        : `?count=${pick(["1", "0", "x", "%", "100"])}&after=${pick(["1", "", "-", "9".repeat(15)])}`;
    const [method, path] = pick([
      ["GET", `/rooms${query}`],
      ["POST", "/rooms"],
      ["POST", "/rooms/exists"],
      ["POST", "/rooms/participants"],
      ["POST", "/rooms/act"],
    ] as const);
    const body = method === "GET" ? {} : { body: arbitraryBody() };
    const context = `step ${step}: ${method} ${path} ${JSON.stringify(body)}`;
    const headers = random() < 0.1 ? { Origin: pick(["null", "https://a.example", "?"]) } : {};
    const response = await app.request(`https://call.example${path}`, { method, headers, ...body });
    expect(response.status, context).toBeLessThan(500);
    const said: unknown = await response.json();
    if (response.status >= 400)
      expect(said, context).toMatchObject({ status: response.status, code: expect.any(Number) });
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    // Whatever was made ends again, so that names are free.
    if (step % 50 === 0)
      for (const name of ["a", "b", "c"]) {
        const room = await fakes.account(config.accountSid).room(name);
        if (room !== undefined) await fakes.room(config.accountSid, name).complete(room.roomSid);
      }
  }
  for (const status of [200, 400, 403, 404]) expect(statuses.get(status), `${status}`).toBeGreaterThan(3);
}, 120_000);
