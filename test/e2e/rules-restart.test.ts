import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { parseTokenReply } from "#protocol/token";
import { signToken } from "../../server/index.ts";
import { BareVisitor } from "./harness/bare-visitor.ts";
import { patienceMs } from "./harness/call-harness.ts";
import { PlainWorkerd } from "./harness/plain-workerd.ts";

const apiKeySecret = "0123456789abcdef0123456789abcdef";
const zeros = "0".repeat(32);
const key = { accountSid: `AC${zeros}`, apiKeySid: `SK${zeros}`, apiKeySecret };
const room = "board";

let workerd: PlainWorkerd;
const visitors: BareVisitor[] = [];

beforeAll(async () => {
  workerd = await PlainWorkerd.start({
    API_KEY_SECRET: apiKeySecret,
    ROOM_TYPE: "peer-to-peer",
    STUN_URLS: "none",
    ACCESS_JSON: JSON.stringify([{ rooms: "board", host: "first", maxAttendees: 3 }]),
  });
});
afterAll(async () => {
  for (const visitor of visitors) visitor.close();
  await workerd?.stop();
});

async function ask(identity: string, ...more: string[]): Promise<BareVisitor | string> {
  return BareVisitor.join(workerd.url, { room, token: await signToken(key, { identity, room }), more });
}

/** A guest with all that the door asks for: they knock. Settles when they are let in, or their socket is lost. */
async function knock(identity: string, ...more: string[]): Promise<BareVisitor | string> {
  const body = JSON.stringify({ room, identity });
  const answer = await fetch(new URL("/token", workerd.url), { method: "POST", body });
  const token = parseTokenReply(await answer.json())?.token ?? "";
  return BareVisitor.join(workerd.url, { room, token, more });
}

/** Settles when this person knocks. @returns the knock */
async function heardBy(host: BareVisitor, identity: string): Promise<string> {
  return vi.waitFor(
    async () => {
      const { knocks } = await host.act({ do: "listKnocks" });
      expect(knocks).toMatchObject([{ identity }]);
      return knocks?.[0]?.sid ?? "";
    },
    { timeout: patienceMs, interval: 200 },
  );
}

async function enter(identity: string, ...more: string[]): Promise<BareVisitor> {
  const visitor = await ask(identity, ...more);
  if (typeof visitor === "string") throw new Error(`${identity}: ${visitor}`);
  visitors.push(visitor);
  return visitor;
}

/** The process is killed with all its sockets, and everybody comes back with their ticket. */
async function restart(...before: readonly BareVisitor[]): Promise<BareVisitor[]> {
  await workerd.restart();
  const back: BareVisitor[] = [];
  for (const { welcome } of before)
    back.push(await enter(welcome.mesh.self.identity, `session.${welcome.mesh.session}`));
  return back;
}

it("after the signal-worker was killed in the middle, every rule still holds", async () => {
  const ana = await enter("ana");
  const ben = await enter("ben");
  const cleo = await enter("cleo", "role.attendee");
  const dan = await enter("dan", "passive");
  const eve = await enter("eve");
  const done = async (visitor: BareVisitor, act: Parameters<BareVisitor["act"]>[0]) =>
    expect(await visitor.act(act)).not.toHaveProperty("code");
  await done(ana, {
    do: "edit",
    changes: { admission: "knock", maxPublishers: 2, selfUnmute: false, secret: "open sesame", pin: "1234" },
  });
  await done(ana, { do: "silence", participant: ben.welcome.mesh.self.sid, audio: true });
  await done(ana, { do: "kick", participant: eve.welcome.mesh.self.sid, keepOut: true });
  await done(ana, { do: "invitations", action: "add", invitations: ["for Fay"] });
  await done(ana, { do: "invitations", action: "enable" });
  await done(ben, { do: "rename", name: "Benedict" });
  const asked = await ana.act({ do: "listParticipants" });
  expect(asked.participants).toHaveLength(4);
  const invited = `invitation.${Buffer.from("for Fay").toString("base64url")}`;
  const shown = [invited, "pin.MTIzNA", "role.attendee"] as const;
  const firstKnock = knock("gus", ...shown);
  const knockBefore = await heardBy(ana, "gus");

  let [host, silent, attendee, passive] = await restart(ana, ben, cleo, dan);
  if (!host || !silent || !attendee || !passive) throw new Error("somebody is missing");
  const byName = (one: { identity: string }, other: { identity: string }) =>
    one.identity.localeCompare(other.identity);
  const { participants } = await host.act({ do: "listParticipants" });
  expect(participants?.toSorted(byName)).toEqual(asked.participants?.toSorted(byName));
  expect(host.welcome.mesh.self).toMatchObject({ sid: ana.welcome.mesh.self.sid, role: "host" });

  const own = { do: "silence", participant: silent.welcome.mesh.self.sid, audio: false } as const;
  expect(await silent.act(own)).toMatchObject({ code: 54037 });
  expect(await silent.act({ do: "lock", locked: true })).toMatchObject({ code: 54037 });
  expect(await attendee.act({ do: "publish", on: true })).toMatchObject({ code: 54040 });
  expect(await passive.act({ do: "publish", on: true })).toMatchObject({ code: 54039 });
  expect(await passive.act({ do: "claimHost", secret: "a guess" })).toMatchObject({ code: 54037 });
  expect(await ask("eve", "pin.MTIzNA")).toMatch(/^54035/);
  expect(await ask("fay", "pin.MTIzNA")).toMatch(/^54041/);
  expect(await ask("fay", invited)).toMatch(/^54030/);
  expect(await ask("fay", invited, "pin.MTIzNA", "role.publisher")).toMatch(/^54039/);

  // a knock ends with its socket, and a new one waits like the one before
  expect(await firstKnock).toBeTypeOf("string");
  const secondKnock = knock("gus", ...shown);
  const knockNow = await heardBy(host, "gus");
  expect(await silent.act({ do: "admit", knock: knockNow })).toMatchObject({ code: 54037 });
  expect(await host.act({ do: "admit", knock: knockBefore })).toMatchObject({ code: 54038 });
  await done(host, { do: "admit", knock: knockNow });
  const gus = await secondKnock;
  if (typeof gus === "string") throw new Error(`gus: ${gus}`);
  visitors.push(gus);
  expect(gus.welcome.mesh.self.role).toBe("attendee");

  await done(passive, { do: "claimHost", secret: "open sesame" });
  await done(host, { do: "lock", locked: true });
  [host, silent, attendee, passive] = await restart(host, silent, attendee, passive);
  expect(await ask("fay", invited, "pin.MTIzNA")).toMatch(/^54034/);
  expect(passive?.welcome.mesh.self).toMatchObject({ role: "host", isPublishing: false });
  expect(passive?.welcome.mesh.news).toMatchObject({ isPinRequired: true, rules: { isLocked: true } });
  expect(await passive?.act({ do: "lock", locked: false })).not.toHaveProperty("code");
  await enter("fay", invited, "pin.MTIzNA", "role.attendee");
});
