import { expect, test } from "vitest";
import type { Act } from "#protocol/act";
import { roles } from "#protocol/role";
import { usualAccess } from "../../signal-worker/src/room/access.ts";
import * as room from "../../signal-worker/src/room.ts";
import { ActModel } from "./act-model.ts";
import type { Told, Who } from "./act-model-room.ts";
import { heard, ofModel, ofWorld } from "./act-views.ts";
import { ActWorld, type Newcomer } from "./act-world.ts";
import { seededBytes, seededRandom } from "./signal-world.ts";

const actions = 100_000;
const seed = Number(process.env["ROUNDS_SEED"] ?? Date.now() % 2 ** 31);
const identities = Array.from({ length: 12 }, (_, index) => `person ${index}`);
const texts = ["one", "two", "three", "four"];

const random = seededRandom(seed);
const chance = (probability: number) => random() < probability;
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const maybe = <T>(value: T): T | undefined => (chance(0.5) ? value : undefined);
const sid = (prefix: string) =>
  prefix + Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");

function anyRules(): Extract<Act, { do: "edit" }>["changes"] {
  const all = {
    admission: pick(["open", "open", "knock", "members", "members"]),
    isLocked: chance(0.2),
    isPermanent: chance(0.3),
    isListed: chance(0.5),
    maxPublishers: 1 + Math.floor(random() * 3),
    maxAttendees: Math.floor(random() * 5),
    requirePrivateId: chance(0.3),
    notifyJoining: chance(0.5),
    selfUnmute: chance(0.5),
    tellsTalking: chance(0.6),
    description: pick(texts),
    pin: pick(["1234", null]),
    secret: pick(["open sesame", null]),
  };
  return Object.fromEntries(Object.entries(all).filter(() => chance(0.25)));
}

/** @param sids of people in the room, and of others */
function anyAct(sids: readonly string[], knocks: readonly string[]): Act {
  const participant = pick(sids);
  const knock = chance(0.8) && knocks.length > 0 ? pick(knocks) : sid("KN");
  const wanted = (["add", "remove", "enable", "disable", "list"] as const).map((action) => () => ({
    do: "invitations",
    action,
    invitations: maybe(texts.filter(() => chance(0.4))),
  }));
  const act = pick<() => object>([
    () => ({ do: "admit", knock }),
    () => ({ do: "turnAway", knock }),
    () => ({ do: "listKnocks" }),
    () => ({ do: "kick", participant, keepOut: chance(0.5) }),
    () => ({ do: "letBackIn", identity: pick(identities) }),
    () => ({ do: "silence", participant, audio: maybe(chance(0.5)), video: maybe(chance(0.5)) }),
    () => ({ do: "silence", participant, audio: maybe(chance(0.5)), video: maybe(chance(0.5)) }),
    () => ({ do: "setRole", participant, role: pick(roles) }),
    () => ({ do: "setRole", participant, role: pick(roles) }),
    () => ({ do: "handOver", participant }),
    () => ({ do: "lock", locked: chance(0.3) }),
    () => ({ do: chance(0.08) ? "end" : "listKeptOut" }),
    () => ({ do: "edit", changes: anyRules() }),
    () => ({ do: "edit", changes: anyRules() }),
    ...wanted,
    () => ({ do: "listParticipants" }),
    () => ({ do: "listKeptOut" }),
    () => ({ do: "publish", on: chance(0.6) }),
    () => ({ do: "publish", on: chance(0.6) }),
    () => ({ do: "rename", name: pick([...texts, " "]) }),
    () => ({ do: "talk", talking: chance(0.5) }),
    () => ({ do: "claimHost", secret: pick(["open sesame", "a guess"]) }),
  ])();
  return act as Act;
}

test(`${actions} actions of all roles: no difference from the model (ROUNDS_SEED=${seed})`, () => {
  const world = new ActWorld(seededBytes(random));
  const model = new ActModel();
  const past: { peerId: string; sid: string }[] = [{ peerId: "x".repeat(20), sid: sid("PA") }];
  const reached = new Map<string, number>();
  const count = (what: string) => reached.set(what, (reached.get(what) ?? 0) + 1);

  const newcomer = (): Newcomer => {
    const own = pick(model.room?.people ?? [undefined]);
    const isBack = own !== undefined && chance(0.3);
    const friend = pick(model.room?.people ?? [undefined]);
    const role = chance(0.3) ? pick(roles) : undefined;
    const askedRole = chance(0.4) ? pick(roles) : undefined;
    return {
      identity: isBack ? own.identity : pick(identities),
      ...(role === undefined ? {} : { role }),
      ...(askedRole === undefined ? {} : { askedRole }),
      isPassive: chance(0.2),
      isGuest: chance(0.5),
      addressHash: pick(texts),
      pin: pick(["1234", "1234", "4321", undefined]),
      invitation: pick([...texts, undefined]),
      privateId: chance(0.7) ? (friend?.privateId ?? "a guess") : "a guess",
      ...(isBack
        ? { resume: { roomSid: world.state?.record.sid ?? "", participantSid: own.sid, peerId: own.peerId } }
        : {}),
    };
  };

  const join = (context: string): string | undefined => {
    const who = newcomer();
    const isNew = model.room === undefined;
    if (isNew) {
      const host = pick(["first", "token"] as const);
      world.access = { ...usualAccess, host };
      const capacity = pick([2, 6, 10]);
      world.settings = { ...room.defaultSettings("peer-to-peer"), maxParticipants: capacity };
      const isAdHoc = chance(0.7);
      model.make({ needsHost: host === "first", capacity, isAdHoc });
      if (!isAdHoc) {
        world.open();
        return undefined;
      }
    }
    const known = model.person(who.resume?.peerId ?? "");
    const expected = model.join(who, isNew);
    const admission = world.join(who);
    if (expected === "waits" || "knocks" in admission) {
      expect("knocks" in admission && "waits", context).toBe(expected);
      if (isNew) model.room = undefined;
      count("waits");
      return undefined;
    }
    if (typeof expected === "number" || "refused" in admission) {
      expect("refused" in admission && admission.refused, context).toBe(expected);
      if (isNew) model.room = undefined;
      count(`refused ${String(expected)}`);
      return undefined;
    }
    const { peerId } = admission.seat.member;
    const { connectedMs, member, privateId } = world.whois(peerId);
    expect(known?.peerId ?? peerId, context).toBe(peerId);
    const fresh = {
      peerId,
      sid: member.sid,
      identity: who.identity,
      name: who.identity,
      mutedAudio: false,
      mutedVideo: false,
      isGuest: who.isGuest ?? false,
      address: who.addressHash,
      privateId,
      talks: false,
      sinceMs: connectedMs,
      awayMs: undefined,
      order: 0,
    };
    model.seat({ ...fresh, ...known, ...expected });
    past.push({ peerId, sid: member.sid });
    if (past.length > 40) past.shift();
    count("joined");
    return peerId;
  };

  const expectNews = (context: string, news: readonly string[], except?: string) => {
    const expected = news.filter((one) => one !== "knocks").toSorted();
    for (const { peerId, role } of model.seated()) {
      if (peerId === except) continue;
      const own = world.news.get(peerId) ?? [];
      expect(heard(own), `${context}: what ${peerId} hears`).toEqual(expected);
      if (news.includes("knocks") && role === "host")
        expect(
          own.some((one) => one.is === "knocks"),
          `${context}: hosts hear of knocks`,
        ).toBe(true);
    }
  };

  const act = (context: string) => {
    const people = model.room?.people ?? [];
    const sids = [...people, ...people, pick(past), { sid: sid("PA") }].map((one) => one.sid);
    const knocks = model.room?.knocks.map((knock) => knock.sid) ?? [];
    const wanted = anyAct(sids, knocks);
    const who: Who = chance(0.12)
      ? pick(["account", "secret"])
      : { peerId: pick([...people, ...people, ...people, pick(past)]).peerId };
    const before = ofModel(model);
    const orders = new Map(model.seated().map((one) => [one.peerId, one.order]));
    const told: Told = model.act(who, wanted);
    const answer = typeof who === "string" ? world.order(who, wanted) : world.act(who.peerId, wanted);
    const by = typeof who === "string" ? who : (model.person(who.peerId)?.role ?? "gone");
    const story = `${context}: ${JSON.stringify(wanted)} by ${by}`;
    if (told.code === null) expect(answer, story).toBeUndefined();
    else expect({ code: answer?.code }, story).toEqual({ code: told.code });
    if (typeof told.code === "number") {
      expect(ofWorld(world), `${story} changes nothing`).toEqual(before);
      expect(world.facts, `${story} is told to nobody`).toEqual([]);
    }
    const made = wanted.do === "invitations" && wanted.action === "add" && wanted.invitations === undefined;
    if (made && told.code === undefined) model.room?.invitations.push(answer?.invitations?.[0]?.token ?? "");
    if (wanted.do === "listParticipants" && answer?.participants !== undefined) {
      const isAll = by === "host" || by === "account" || by === "secret" || model.room?.rules.notifyJoining;
      const seen = model.room?.people.filter(
        (one) => isAll || one.role !== "attendee" || (typeof who !== "string" && one.peerId === who.peerId),
      );
      expect(answer.participants.map((one) => one.sid).toSorted(), story).toEqual(
        seen?.map((one) => one.sid).toSorted(),
      );
    }
    const anew = model.seated().filter((one) => (orders.get(one.peerId) ?? 0) < one.order);
    expect(world.welcomed.toSorted(), story).toEqual(anew.map((one) => one.peerId).toSorted());
    expectNews(story, told.news);
    count(`${wanted.do} by ${by}: ${told.code === undefined ? "done" : String(told.code)}`);
  };

  for (let step = 0; step < actions; step++) {
    const context = `action ${step}`;
    const waitMs = chance(0.001) ? 400_000 : 300;
    world.wait(waitMs);
    model.nowMs = world.nowMs;
    const one = pick(model.room?.people ?? [undefined]);
    const choice = random();
    if (model.room === undefined || choice < 0.05 || chance(0.06)) {
      const seated = join(context);
      expectNews(context, model.news(), seated);
    } else if (choice < 0.06) {
      world.knock({ sid: sid("KN"), identity: "k", name: "k", askedRole: maybe(pick(roles)) });
      const { sid: knockSid = "", askedRole } = world.state?.knocks.at(-1) ?? {};
      model.room.knocks.push({ sid: knockSid, askedRole });
    } else if (choice < 0.07 && one !== undefined) {
      model.leave(one.peerId);
      world.stop(one.peerId);
      expectNews(context, model.news());
    } else if (choice < 0.09 && one !== undefined) {
      model.lose(one.peerId);
      world.lose(one.peerId);
      expectNews(context, model.news());
    } else if (choice < 0.1) {
      if (chance(0.9)) world.sleep();
      else {
        model.restart();
        world.restart();
      }
      count("restart");
    } else if (choice < 0.11) {
      model.tick();
      world.tick();
      expectNews(context, model.news());
    } else if (choice < 0.13) {
      const sender = pick([one, ...past]);
      const another = pick(past);
      const before = ofModel(model);
      const isKnown = model.person(sender?.peerId ?? "")?.awayMs === undefined;
      if (chance(0.5) && another.peerId !== sender?.peerId) {
        world.forge(sender?.peerId ?? "", another.peerId, anyAct([another.sid], []));
        count("forged");
      } else if (isKnown && model.person(sender?.peerId ?? "") !== undefined) {
        const odd = pick([
          null,
          {},
          { do: "kick" },
          { do: "dance" },
          { do: "edit", changes: { maxPublishers: 99 } },
        ]);
        expect(world.act(sender?.peerId ?? "", odd), context).toMatchObject({ code: 54038 });
        count("unreadable");
      }
      expect(ofWorld(world), `${context}: forged or unreadable changes nothing`).toEqual(before);
    } else act(context);
    const [now, expected] = [ofWorld(world), ofModel(model)];
    if (step % 10 === 0 || JSON.stringify(now) !== JSON.stringify(expected))
      expect(now, context).toEqual(expected);
  }

  // It is worth something only where each act got through often enough, and was refused.
  for (const name of [
    "kick",
    "silence",
    "setRole",
    "handOver",
    "edit",
    "publish",
    "claimHost",
    "admit",
    "end",
  ]) {
    const times = [...reached].filter(([what]) => what.startsWith(`${name} by`));
    const done = times.filter(([what]) => what.endsWith("done")).reduce((sum, [, n]) => sum + n, 0);
    const refused = times.filter(([what]) => !what.endsWith("done")).reduce((sum, [, n]) => sum + n, 0);
    expect(done, `${name} done`).toBeGreaterThan(20);
    expect(refused, `${name} refused`).toBeGreaterThan(20);
  }
  const refusals = [53105, 54030, 54031, 54034, 54035, 54039, 54040, 54041, 54042, 54047, 54048];
  for (const code of refusals) expect(reached.get(`refused ${code}`), String(code)).toBeGreaterThan(5);
}, 60_000);
