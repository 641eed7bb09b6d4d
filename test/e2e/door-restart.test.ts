import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseServerFrame, type Welcome } from "#protocol/announce";
import { parseTokenReply } from "#protocol/token";
import { SignalWorker } from "./harness/signal-worker.ts";

/** What a crash of the signal-worker forgives at a room's door: nothing. */

const access = [
  { rooms: "knock", admission: "knock" },
  { rooms: "*", admission: "open" },
];
let signalWorker: SignalWorker;

beforeAll(async () => {
  signalWorker = await SignalWorker.start({ ACCESS_JSON: JSON.stringify(access) });
}, 40_000);
afterAll(() => signalWorker?.stop());

interface Shown {
  readonly pin?: string;
  readonly invitation?: string;
  readonly session?: string;
}

/** One page's socket, as far as the door is concerned. */
class Caller {
  readonly #socket: WebSocket;
  readonly #news: object[] = [];
  readonly closed: Promise<string>;
  #welcome: Welcome | undefined;
  #acts = 0;

  constructor(room: string, jwt: string, { pin, invitation, session }: Shown = {}) {
    const text = (given: string) => Buffer.from(given).toString("base64url");
    const url = new URL(`/rooms/announce?room=${encodeURIComponent(room)}`, signalWorker.url);
    this.#socket = new WebSocket(url.href.replace(/^http/, "ws"), [
      "meshcall.1",
      `token.${jwt}`,
      ...(pin === undefined ? [] : [`pin.${text(pin)}`]),
      ...(invitation === undefined ? [] : [`invitation.${text(invitation)}`]),
      ...(session === undefined ? [] : [`session.${session}`]),
    ]);
    this.closed = new Promise((settle) => {
      this.#socket.addEventListener("close", ({ reason }) => settle(reason));
    });
    this.#socket.addEventListener("message", ({ data }) => {
      const frame = parseServerFrame(String(data));
      if (frame?.kind === "welcome") this.#welcome = frame;
      if (frame?.kind === "news") this.#news.push(frame.mesh.news);
    });
  }

  async in(): Promise<Welcome> {
    while (this.#welcome === undefined) await this.#more();
    return this.#welcome;
  }

  /** The first news that fits, those that came before included. */
  async hears<Found>(find: (news: object) => Found | undefined): Promise<Found> {
    for (;;) {
      for (const news of this.#news) {
        const found = find(news);
        if (found !== undefined) return found;
      }
      await this.#more();
    }
  }

  async act(act: object): Promise<object> {
    const { info_hash, mesh } = await this.in();
    const id = this.#acts++;
    const frame = { action: "announce", info_hash, peer_id: mesh.self.peerId, mesh: { act: { id, act } } };
    this.#socket.send(JSON.stringify(frame));
    return this.hears((news) => ("id" in news && news.id === id ? news : undefined));
  }

  async #more(): Promise<void> {
    const closed = this.closed.then((reason) => {
      throw new Error(`closed: ${reason}`);
    });
    await Promise.race([once(this.#socket, "message"), closed]);
  }
}

async function guest(room: string, identity: string, shown?: Shown): Promise<Caller> {
  const body = JSON.stringify({ room, identity });
  const answer = await fetch(new URL("/token", signalWorker.url), { method: "POST", body });
  return new Caller(room, parseTokenReply(await answer.json())?.token ?? "", shown);
}
async function refusal(room: string, identity: string, shown?: Shown): Promise<number> {
  return Number.parseInt(await (await guest(room, identity, shown)).closed, 10);
}
async function crash(): Promise<void> {
  await signalWorker.kill();
  await signalWorker.restart();
}

test("PIN, lock, invitations and wrong guesses are the same after a crash", async () => {
  const room = "standup";
  let ana = await guest(room, "ana");
  const { session, self } = (await ana.in()).mesh;
  expect(self.role).toBe("host");
  await ana.act({ do: "edit", changes: { pin: "246810" } });
  await ana.act({ do: "invitations", action: "add", invitations: ["for Ben, please", "for Zoe, please"] });
  for (let guesses = 0; guesses < 3; guesses++)
    expect(await refusal(room, "ben", { pin: `${guesses}` })).toBe(54031);

  await crash();
  for (let guesses = 0; guesses < 2; guesses++)
    expect(await refusal(room, "ben", { pin: `${guesses}` })).toBe(54031);
  expect(await refusal(room, "ben", { pin: "246810" })).toBe(54032);
  ana = await guest(room, "ana", { session });
  expect((await ana.in()).mesh.self).toMatchObject({ peerId: self.peerId, role: "host" });
  await ana.act({ do: "edit", changes: { pin: null } });
  await ana.act({ do: "invitations", action: "enable" });
  await ana.act({ do: "invitations", action: "remove", invitations: ["for Zoe, please"] });

  await crash();
  expect(await refusal(room, "zoe", { invitation: "for Zoe, please" })).toBe(54032);
  expect(await refusal(room, "zoe")).toBe(54041);
  ana = await guest(room, "ana", { session });
  await ana.act({ do: "lock", locked: true });

  await crash();
  expect(await refusal(room, "ben", { invitation: "for Ben, please" })).toBe(54034);
});

test("whom a host keeps out stays out, and with them their network, but for who is in already", async () => {
  const room = "kept";
  const ana = await guest(room, "ana");
  const { session } = (await ana.in()).mesh;
  const { sid } = (await (await guest(room, "eve")).in()).mesh.self;
  await ana.act({ do: "kick", participant: sid, keepOut: true });
  await crash();
  expect(await refusal(room, "eve")).toBe(54035);
  // All tests come from one address.
  expect(await refusal(room, "ben")).toBe(54035);
  await (await guest(room, "ana", { session })).in();
});

test("who knocked before a crash knocks again, and is let in by the same host", async () => {
  const ana = await guest("knock", "ana");
  const { session } = (await ana.in()).mesh;
  const ben = await guest("knock", "ben");
  await ben.hears((news) => ("is" in news && news.is === "waiting" ? true : undefined));
  await crash();
  await ben.closed;
  const again = await guest("knock", "ana", { session });
  await again.in();
  const back = await guest("knock", "ben");
  const knock = await again.hears((news) =>
    "knocks" in news && Array.isArray(news.knocks) ? news.knocks.at(0)?.sid : undefined,
  );
  await again.act({ do: "admit", knock });
  expect((await back.in()).mesh.peers.map(({ identity }) => identity)).toEqual(["ana"]);
});
