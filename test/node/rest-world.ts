import { expect } from "vitest";
import { Hono } from "hono";
import { parseEnv } from "../../signal-worker/src/env.ts";
import { newSid } from "../../signal-worker/src/ids.ts";
import { defaultSettings } from "../../signal-worker/src/room/settings.ts";
import type { RestEnv } from "../../signal-worker/src/rest/ports.ts";
import { rest } from "../../signal-worker/src/rest/routes.ts";
import { FakePorts } from "../fakes/directory.ts";
import { seededBytes, seededRandom } from "./signal-world.ts";

/** Two accounts and REST over them, as a server of somebody's sees it. */

const sid = (prefix: string, digit: string) => prefix + digit.repeat(32);
const account = (digit: string) => ({
  sid: sid("AC", digit),
  authToken: `auth token of account ${digit}`.padEnd(32, "."),
  keys: [{ sid: sid("SK", digit), secret: `secret of account ${digit}`.padEnd(32, ".") }],
  ...(digit === "1" ? {} : { statusCallback: "https://hooks.example/theirs", statusCallbackMethod: "GET" }),
});
const parsed = parseEnv({
  MESHCALL_ENV: "production",
  ACCOUNTS_JSON: JSON.stringify([account("1"), account("2")]),
});
if (parsed === undefined) throw new Error("the variables are good");
export const config = parsed;
export const [ours, theirs] = [account("1"), account("2")];
type Account = typeof ours;

export const origin = "https://call.example";
export const keyOf = ({ keys }: Account) => ({ user: keys[0]!.sid, password: keys[0]!.secret });

/** An answer that refuses, as {@link RestWorld.ask} gives it. */
export const refused = (code: number, status = 400) => ({
  status,
  body: { code, status, message: expect.any(String), more_info: expect.any(String) },
});

/** What the tests look at in any of the answers. */
export interface Body {
  sid: string;
  status: string;
  identity: string;
  unique_name: string;
  end_time: string | null;
  date_created: string;
  rules: { type: string }[];
  rooms: Body[];
  participants: Body[];
  published_tracks: Body[];
  subscribed_tracks: Body[];
  ice_servers: unknown[];
  status_callbacks: unknown[];
  meta: {
    key: string;
    first_page_url: string;
    next_page_url: string;
    previous_page_url: string;
  };
}

export interface Call {
  method?: string;
  form?: Record<string, string | string[]> | string;
  login?: { user: string; password: string };
  authorization?: string;
}

export class RestWorld {
  readonly ports = new FakePorts();
  readonly #app = new Hono<RestEnv>();
  readonly #random = seededBytes(seededRandom(1));

  constructor() {
    this.#app.use(async (c, next) => {
      c.set("config", config);
      c.set("ports", this.ports);
      await next();
    });
    this.#app.route("/", rest);
  }

  async call(
    path: string,
    { method, form, login = keyOf(ours), authorization }: Call = {},
  ): Promise<Response> {
    const basic = authorization ?? `Basic ${btoa(`${login.user}:${login.password}`)}`;
    const headers = { Authorization: basic, "Content-Type": "application/x-www-form-urlencoded" };
    const url = path.startsWith("http") ? path : origin + path;
    const body = form === undefined ? undefined : typeof form === "string" ? form : encode(form);
    return this.#app.request(url, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers,
      ...(body === undefined ? {} : { body }),
    });
  }

  /** @returns status and body */
  async ask(path: string, call: Call = {}): Promise<{ status: number; body: Body }> {
    const response = await this.call(path, call);
    return { status: response.status, body: (await response.json()) as Body };
  }

  async create(form: Record<string, string | string[]> = {}, login = keyOf(ours)) {
    return (await this.ask("/v1/Rooms", { form, login })).body;
  }

  /** Somebody who joins a room by themselves. */
  join(roomSid: string, identity: string, owner: Account = ours): string {
    const participantSid = newSid("PA", this.#random);
    this.ports
      .account(owner.sid)
      .tell(roomSid, { is: "participant-connected", participant: { participantSid, identity } });
    return participantSid;
  }

  leave(roomSid: string, participantSid: string): void {
    const participant = { participantSid, identity: "" };
    this.ports
      .account(ours.sid)
      .tell(roomSid, { is: "participant-disconnected", participant, durationSeconds: 7 });
  }

  publish(
    roomSid: string,
    participantSid: string,
    kind: "audio" | "video" | "data",
    name: string = kind,
  ): string {
    const trackSid = `MT${Array.from(this.#random(16), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    const track = { trackSid, kind, name, enabled: true };
    this.ports
      .account(ours.sid)
      .tell(roomSid, { is: "track-added", participant: { participantSid, identity: "" }, track });
    return trackSid;
  }
}

function encode(form: Record<string, string | string[]>): string {
  const pairs = Object.entries(form).flatMap(([name, value]) => [value].flat().map((each) => [name, each]));
  return new URLSearchParams(pairs).toString();
}

export { defaultSettings };
