import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseTokenReply } from "#protocol/token";
import { signToken } from "../../server/index.ts";
import { BareVisitor } from "./harness/bare-visitor.ts";
import { PlainWorkerd } from "./harness/plain-workerd.ts";
import { WebhookReceiver } from "./harness/webhook-receiver.ts";

const origin = "https://your.site";
const apiKeySecret = "0123456789abcdef0123456789abcdef";
const zeros = "0".repeat(32);
const key = { accountSid: `AC${zeros}`, apiKeySid: `SK${zeros}`, apiKeySecret };

describe("the signal-worker in plain workerd, with the configuration that is shipped", () => {
  let workerd: PlainWorkerd;
  const visitors: BareVisitor[] = [];

  beforeAll(async () => {
    workerd = await PlainWorkerd.start({
      API_KEY_SECRET: apiKeySecret,
      ALLOWED_ORIGINS: origin,
      OPEN_ROOMS: "true",
      STUN_URLS: "none",
    });
  });
  afterAll(async () => {
    for (const visitor of visitors) visitor.close();
    await workerd?.stop();
  });

  /** @returns what the welcome says, or the reason why there is none */
  async function join(room: string, token: string, session?: string) {
    const visitor = await BareVisitor.join(workerd.url, {
      room,
      token,
      ...(session === undefined ? {} : { session }),
    });
    if (typeof visitor === "string") return visitor;
    visitors.push(visitor);
    const { room: joined, self, peers, session: ticket } = visitor.welcome.mesh;
    return { sid: joined.sid, self: self.sid, peers: peers.length, session: ticket };
  }
  const token = (identity: string, room = "standup") => signToken(key, { identity, room });

  it("hands out tokens to pages of allowed origins", async () => {
    const ask = (from: string) =>
      fetch(`${workerd.url}/token`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Origin: from },
        body: JSON.stringify({ room: "open", identity: "ana" }),
      });
    expect((await ask("https://elsewhere.example")).status).toBe(403);
    const reply = parseTokenReply(await (await ask(origin)).json());
    if (reply === undefined) throw new Error("no token");
    expect(await join("open", reply.token)).toMatchObject({ peers: 0 });
  });

  it("knows its own address behind a proxy that does HTTPS", async () => {
    const ask = (headers: Record<string, string>) =>
      fetch(`${workerd.url}/token`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers },
        body: JSON.stringify({ room: "open", identity: "ben" }),
      });
    const own = { Origin: workerd.url.replace("http:", "https:") };
    expect((await ask(own)).status).toBe(403);
    expect((await ask({ ...own, "X-Forwarded-Proto": "https" })).status).toBe(200);
  });

  it("lets people into a room, and the third into no Go room", async () => {
    const ana = await join("standup", await token("ana"));
    expect(ana).toMatchObject({ peers: 0 });
    expect(await join("standup", await token("ben"))).toMatchObject({ peers: 1 });
    expect(await join("standup", await token("cleo"))).toMatch(/^53105/);
    expect(
      await join("standup", await signToken({ ...key, apiKeySecret: "x".repeat(32) }, { identity: "d" })),
    ).toMatch(/^20107/);
  });

  it("remembers its rooms over a restart: whoever comes back is the same participant", async () => {
    const before = await join("lasting", await token("ana", "lasting"));
    if (typeof before === "string") throw new Error(before);
    await workerd.restart();
    const after = await join("lasting", await token("ana", "lasting"), before.session);
    expect(after).toMatchObject({ sid: before.sid, self: before.self });
  });
});

/** Development mode lets addresses of this machine through; workerd's own network does not. */
it("the configuration that is shipped calls no private address, whatever the signal-worker thinks of it", async () => {
  const receiver = await WebhookReceiver.start();
  const workerd = await PlainWorkerd.start({
    MESHCALL_ENV: "development",
    API_KEY_SECRET: apiKeySecret,
    STATUS_CALLBACK: `${receiver.origin}/hook`,
  });
  try {
    const token = await signToken(key, { identity: "ana", room: "standup" });
    const ana = await BareVisitor.join(workerd.url, { room: "standup", token });
    if (typeof ana === "string") throw new Error(ana);
    const log = `${workerd.url}/v1/Rooms/${ana.welcome.mesh.room.sid}/StatusCallbacks`;
    const headers = { Authorization: `Basic ${btoa(`${key.apiKeySid}:${key.apiKeySecret}`)}` };
    await expect
      .poll(async () => (await fetch(log, { headers })).json())
      .toMatchObject({
        status_callbacks: expect.arrayContaining([
          expect.objectContaining({ event: "room-created", error: "unreachable" }),
        ]),
      });
    ana.close();
    expect(receiver.received).toEqual([]);
  } finally {
    await workerd.stop();
    await receiver.stop();
  }
});
