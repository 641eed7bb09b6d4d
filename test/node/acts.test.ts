import { describe, expect, test } from "vitest";
import { usualRules } from "#protocol/room-rules";
import { defaultSettings } from "../../signal-worker/src/room.ts";
import { usualAccess } from "../../signal-worker/src/room/access.ts";
import { unusualRoom } from "../../signal-worker/src/room/telling.ts";
import { parseParticipant, parseRecord } from "../../signal-worker/src/room-store/room-rows.ts";
import { ActWorld } from "./act-world.ts";

const track = { sid: `MT${"1".repeat(32)}`, kind: "audio", name: "microphone", enabled: true } as const;
const knock = { sid: `KN${"1".repeat(32)}`, identity: "kim", name: "Kim", askedRole: undefined };

/** A host, a publisher and an attendee. */
function trio(host: "first" | "token" = "token") {
  const world = new ActWorld();
  world.access = { ...usualAccess, host };
  world.settings = { ...defaultSettings("peer-to-peer"), rules: { ...usualRules, maxAttendees: 3 } };
  const ana = world.enter("ana", { role: "host" }).member;
  world.wait(1_000);
  const ben = world.enter("ben").member;
  world.wait(1_000);
  const cleo = world.enter("cleo", { askedRole: "attendee" }).member;
  return { world, ana, ben, cleo };
}

describe("who runs a room", () => {
  test("that must have a host: whoever has been in longest follows the last one, and all hear of it", () => {
    const { world, ana, ben, cleo } = trio("first");
    world.wait(1_000);
    const dan = world.enter("dan").member;
    world.stop(ana.peerId);
    expect(world.whois(ben.peerId).role).toBe("host");
    const news = { is: "member", peerId: ben.peerId, role: "host" };
    for (const { peerId } of [ben, cleo, dan])
      expect(world.news.get(peerId)).toEqual([expect.objectContaining(news)]);
    expect(world.news.get(dan.peerId)?.[0]).not.toHaveProperty("by");
    // An attendee runs nothing.
    world.stop(dan.peerId);
    world.stop(ben.peerId);
    expect(world.whois(cleo.peerId).role).toBe("attendee");
    expect(world.whois(world.enter("eve").member.peerId).role).toBe("host");
  });

  test("whose host is only away for a moment waits for them; gone for good, they are followed", () => {
    const { world, ana, ben } = trio("first");
    world.lose(ana.peerId);
    expect(world.whois(ben.peerId).role).toBe("publisher");
    world.wait(30_001);
    world.tick();
    expect(world.whois(ben.peerId).role).toBe("host");
  });

  test("where tokens say who is host, nobody follows by themselves", () => {
    const { world, ana, ben } = trio("token");
    world.stop(ana.peerId);
    expect(world.whois(ben.peerId).role).toBe("publisher");
  });

  test("a new host hears who knocks, and nobody else does", () => {
    const { world, ana, ben, cleo } = trio();
    world.knock(knock);
    world.act(ana.peerId, { do: "setRole", participant: ben.sid, role: "host" });
    const knocks = { is: "knocks", knocks: [{ sid: knock.sid, identity: "kim", name: "Kim" }] };
    expect(world.news.get(ben.peerId)).toContainEqual(knocks);
    expect(world.news.get(ana.peerId)).not.toContainEqual(knocks);
    expect(world.news.get(cleo.peerId)).not.toContainEqual(knocks);
    world.act(ben.peerId, { do: "turnAway", knock: knock.sid });
    for (const { peerId } of [ana, ben])
      expect(world.news.get(peerId)).toContainEqual({ is: "knocks", knocks: [] });
    expect(world.answeredKnocks).toEqual([{ sid: knock.sid, isAdmitted: false }]);
  });
});

test("ten publish for twenty who attend, and one more of each finds no place", () => {
  const world = new ActWorld();
  world.settings = { ...defaultSettings("peer-to-peer"), rules: { ...usualRules, maxAttendees: 20 } };
  const come = (index: number) => world.enter(`person ${index}`).member.peerId;
  const all = Array.from({ length: 30 }, (_, index) => come(index));
  expect(all.map((peerId) => world.whois(peerId).role).lastIndexOf("publisher")).toBe(9);
  expect(world.join({ identity: "late" })).toMatchObject({ refused: 53105 });
  expect(world.join({ identity: "late", askedRole: "attendee" })).toMatchObject({ refused: 54048 });
  expect(world.join({ identity: "late", askedRole: "publisher" })).toMatchObject({ refused: 53105 });
  // A publisher who stops makes place for nobody's publishing but in the room's ten.
  world.act(all[0]!, { do: "publish", on: false });
  expect(world.join({ identity: "late", askedRole: "publisher" })).toMatchObject({ refused: 53105 });
  world.stop(all[0]!);
  expect(world.whois(come(30)).isPublishing).toBe(true);
});

describe("what the account hears", () => {
  test("who stops publishing has no tracks from then on, whatever their page says", () => {
    const { world, ben, cleo } = trio();
    world.say(ben.peerId, { tracks: [track] });
    expect(world.facts.map(({ is }) => is)).toEqual(["track-added"]);
    world.act(ben.peerId, { do: "publish", on: false });
    expect(world.facts.map(({ is }) => is)).toEqual(["track-removed", "participant-changed"]);
    for (const { peerId } of [ben, cleo]) {
      world.say(peerId, { tracks: [track] });
      expect(world.facts).toEqual([]);
    }
    world.act(ben.peerId, { do: "publish", on: true });
    world.say(ben.peerId, { tracks: [track] });
    expect(world.facts.map(({ is }) => is)).toEqual(["track-added"]);
  });

  test("edits, and what becomes of people; of what changes nothing, nothing", () => {
    const { world, ana, ben } = trio();
    const silence = { do: "silence", participant: ben.sid, video: true };
    world.act(ana.peerId, silence);
    expect(world.facts).toMatchObject([
      { is: "participant-changed", rights: { silenced: { audio: false, video: true } } },
    ]);
    world.act(ana.peerId, { do: "edit", changes: { pin: "1234", description: "Minutes" } });
    expect(world.facts).toMatchObject([
      { is: "room-edited", settings: { rules: { description: "Minutes" } }, door: { isPinRequired: true } },
    ]);
    for (const again of [
      silence,
      { do: "edit", changes: { description: "Minutes" } },
      { do: "lock", locked: false },
    ]) {
      expect(world.act(ana.peerId, again)).not.toHaveProperty("code");
      expect(world.facts).toEqual([]);
      expect(world.news.get(ben.peerId)).toBeUndefined();
    }
  });
});

describe("what others hear", () => {
  test("attendees are hidden from lists, but for hosts and themselves, unless the room tells of them", () => {
    const { world, ana, ben, cleo } = trio();
    const listed = (peerId: string) =>
      world.act(peerId, { do: "listParticipants" })?.participants?.map(({ identity }) => identity);
    expect(listed(ana.peerId)).toEqual(["ana", "ben", "cleo"]);
    expect(listed(ben.peerId)).toEqual(["ana", "ben"]);
    expect(listed(cleo.peerId)).toEqual(["ana", "ben", "cleo"]);
    world.act(ana.peerId, { do: "edit", changes: { notifyJoining: true } });
    expect(listed(ben.peerId)).toEqual(["ana", "ben", "cleo"]);
  });

  test("the answer comes after the news of what was done; who ends the room is answered before they are out", () => {
    const { world, ana, ben } = trio();
    world.act(ana.peerId, { do: "silence", participant: ben.sid, audio: true });
    expect(world.news.get(ana.peerId)?.map(({ is }) => is)).toEqual(["member", "acted"]);
    expect(world.act(ana.peerId, { do: "end" })).not.toHaveProperty("code");
    expect([...world.closed.values()]).toEqual(Array(3).fill("53118 RoomCompleted"));
    expect(world.state).toBeUndefined();
  });

  test("who talks, where the room has use for it and they are heard; silence ends with their socket", () => {
    const { world, ana, ben, cleo } = trio();
    expect(world.act(ben.peerId, { do: "talk", talking: true })).toMatchObject({ code: 54038 });
    world.act(ana.peerId, { do: "edit", changes: { tellsTalking: true } });
    expect(world.act(cleo.peerId, { do: "talk", talking: true })).toMatchObject({ code: 54037 });
    world.act(ben.peerId, { do: "talk", talking: true });
    expect(world.news.get(ana.peerId)).toEqual([{ is: "talking", peerId: ben.peerId, talking: true }]);
    const talking = () =>
      world.order("account", { do: "listParticipants" }).participants?.filter(({ isTalking }) => isTalking);
    expect(talking()).toHaveLength(1);
    world.lose(ben.peerId);
    expect(talking()).toHaveLength(0);
  });

  test("newcomers to a room that is like any other hear nothing of its rules", () => {
    const world = new ActWorld();
    const ana = world.enter("ana", { role: "host" }).member;
    expect(world.state && unusualRoom(world.state)).toBeUndefined();
    world.act(ana.peerId, { do: "edit", changes: { pin: "1234" } });
    expect(world.state && unusualRoom(world.state)).toMatchObject({ isPinRequired: true, rules: usualRules });
  });
});

describe("a permanent room", () => {
  const dayMs = 24 * 60 * 60_000;

  test("outlives everybody in it, and every time limit; without that it ends as others do", () => {
    const world = new ActWorld();
    world.open();
    world.order("account", { do: "edit", changes: { isPermanent: true } });
    const sid = world.state?.record.sid;
    const ana = world.enter("ana").member;
    world.stop(ana.peerId);
    world.wait(30 * dayMs);
    world.tick();
    world.restart();
    world.enter("ben");
    expect(world.state?.record.sid).toBe(sid);
    world.order("account", { do: "edit", changes: { isPermanent: false } });
    world.tick();
    expect(world.state).toBeUndefined();
  });

  test("is one also if it was made by joining it", () => {
    const world = new ActWorld();
    const ana = world.enter("ana", { role: "host" }).member;
    expect(world.act(ana.peerId, { do: "edit", changes: { isPermanent: true } })).toMatchObject({
      code: 54037,
    });
    world.order("account", { do: "edit", changes: { isPermanent: true } });
    world.stop(ana.peerId);
    world.wait(dayMs);
    world.tick();
    expect(world.state).toBeDefined();
    world.order("account", { do: "end" });
    expect(world.state).toBeUndefined();
  });
});

describe("rows that an earlier version wrote", () => {
  test("are a room without rules, in which everybody publishes", () => {
    const { rules: _, ...settings } = defaultSettings("go");
    const record = {
      sid: `RM${"1".repeat(32)}`,
      name: "standup",
      isAdHoc: true,
      settings,
      createdMs: 1,
      phase: { is: "occupied" },
      nextSequence: 3,
    };
    expect(parseRecord(JSON.stringify(record))).toEqual({
      ...record,
      settings: { ...settings, rules: usualRules },
      access: usualAccess,
    });
    const member = { peerId: "p".repeat(20), sid: `PA${"1".repeat(32)}`, identity: "ana", name: "Ana" };
    expect(parseParticipant(JSON.stringify({ member, connectedMs: 1, tracks: [], rules: [] }))).toMatchObject(
      {
        member,
        role: "publisher",
        isPublishing: true,
        silenced: { audio: false, video: false },
        privateId: "",
      },
    );
  });

  test("rules that were added since have their usual value", () => {
    const { selfUnmute: _, ...some } = { ...usualRules, isLocked: true, maxPublishers: 3 };
    const settings = { ...defaultSettings("go"), rules: some };
    const record = {
      sid: "RM1",
      name: "a",
      isAdHoc: false,
      createdMs: 1,
      phase: { is: "unused" },
      nextSequence: 1,
    };
    const parsed = parseRecord(JSON.stringify({ ...record, settings }));
    expect(parsed?.settings.rules).toEqual({ ...usualRules, isLocked: true, maxPublishers: 3 });
  });
});
