import { SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { SignalingFact } from "../../web/room/ports.ts";
import { AnnounceSocket } from "../../web/signaling/announce-socket.ts";
import { announceUrl } from "../../web/signaling/server-url.ts";
import { parseEnv } from "../../signal-worker/src/env.ts";
import { SignalWorker } from "../e2e/harness/signal-worker.ts";

/** A page's announce socket and a real signal-worker, with tokens that really end. */

let signalWorker: SignalWorker;
let facts: SignalingFact[];
let socket: AnnounceSocket | undefined;
const RealWebSocket = globalThis.WebSocket;
const made: WebSocket[] = [];

beforeAll(async () => {
  signalWorker = await SignalWorker.start();
}, 40_000);
afterAll(() => signalWorker?.stop());
beforeEach(() => {
  facts = [];
  // what a page has and Node has not
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
  vi.stubGlobal(
    "WebSocket",
    class extends RealWebSocket {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols);
        made.push(this);
      }
    },
  );
});
afterEach(() => {
  socket?.close();
  vi.unstubAllGlobals();
});

function token(lifeSeconds: number, identity = "ana", room = "standup"): Promise<string> {
  const keys = parseEnv({ MESHCALL_ENV: "development" })!;
  const grants = { identity, video: { room } };
  const exp = Math.floor(Date.now() / 1000) + lifeSeconds;
  return new SignJWT({ iss: keys.apiKeySid, sub: keys.accountSid, exp, grants })
    .setProtectedHeader({ alg: "HS256", typ: "JWT", cty: "twilio-fpa;v=1" })
    .sign(new TextEncoder().encode(keys.apiKeySecret));
}

async function enter(lifeSeconds: number): Promise<AnnounceSocket> {
  socket = new AnnounceSocket(
    announceUrl(new URL(`${signalWorker.url}/`), undefined),
    await token(lifeSeconds),
  );
  socket.open((fact) => facts.push(fact));
  await hears("joined");
  return socket;
}

function hears(kind: SignalingFact["fact"], count = 1): Promise<void> {
  const ofKind = () => facts.filter(({ fact }) => fact === kind).length;
  return vi.waitFor(() => expect(ofKind()).toBe(count), { timeout: 10_000, interval: 20 });
}

const selves = () => facts.flatMap((fact) => (fact.fact === "joined" ? [fact.joined.self] : []));

test("a new token prolongs the stay; another's, another room's and nonsense do not", async () => {
  const ana = await enter(100);
  expect(await ana.updateToken(await token(1_000))).toBeGreaterThan(990);
  await expect(ana.updateToken(await token(1_000, "ben"))).rejects.toMatchObject({ code: 54006 });
  await expect(ana.updateToken(await token(1_000, "ana", "retro"))).rejects.toMatchObject({ code: 20106 });
  await expect(ana.updateToken("nonsense")).rejects.toMatchObject({ code: 20101 });
  expect(facts).toHaveLength(1);
});

test("with an expired token a lost socket stays lost until there is a good one: the same participant", async () => {
  const ana = await enter(2);
  await vi.waitFor(
    async () => {
      made.at(-1)?.close();
      await hears("tokenExpired");
    },
    { timeout: 15_000, interval: 500 },
  );
  await expect(ana.updateToken(await token(1_000, "ben"))).rejects.toMatchObject({ code: 54006 });
  await expect(ana.updateToken(await token(-1))).rejects.toMatchObject({ code: 20104 });
  expect(await ana.updateToken(await token(1_000))).toBeGreaterThan(990);
  const [first, ...later] = selves();
  for (const self of later) expect(self).toEqual(first);
  expect(facts.at(-1)?.fact).toBe("joined");
});
