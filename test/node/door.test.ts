import { describe, expect, test } from "vitest";
import type { RoomRules } from "#protocol/room-rules";
import type { RoomSettings } from "../../signal-worker/src/facts.ts";
import * as room from "../../signal-worker/src/room.ts";
import { usualAccess, type RoomAccess } from "../../signal-worker/src/room/access.ts";
import { isOpenToAll, knocksAnswer } from "../../signal-worker/src/room/door.ts";
import { seededBytes, seededRandom } from "./signal-world.ts";

/** The door's order of questions, without sockets. */

const nowMs = 1_700_000_000_000;
const random = seededBytes(seededRandom(1));
const settings = room.defaultSettings("peer-to-peer");

function asking(identity: string, more: Partial<room.JoinRequest> = {}): room.JoinRequest {
  return {
    roomName: "r",
    adHoc: settings,
    identity,
    name: identity,
    resume: undefined,
    nowMs,
    random,
    ...more,
  };
}
const guest = (identity: string, more: Partial<room.JoinRequest> = {}) =>
  asking(identity, { isGuest: true, addressHash: "home", ...more });

/** Ana, a member, is in. */
function roomWith(
  rules: Partial<RoomRules> = {},
  access: Partial<RoomAccess> = {},
  more: Partial<RoomSettings> = {},
): room.RoomState {
  const made = room.admit(undefined, asking("ana", { role: "host" }));
  if (!("seat" in made)) throw new Error("not in");
  const { record } = made.state;
  const all = { ...settings, ...more, rules: { ...settings.rules, ...rules } };
  return { ...made.state, record: { ...record, settings: all, access: { ...usualAccess, ...access } } };
}

/** What comes of it, in a word. */
function outcomeOf(state: room.RoomState | undefined, request: room.JoinRequest) {
  const admission = room.admit(state, request);
  if ("seat" in admission) return "in";
  if ("knocks" in admission) return "knocks";
  return "asks" in admission ? admission.asks : admission.refused;
}

describe("the order", () => {
  const strict = {
    rules: { isLocked: true, admission: "members", maxPublishers: 1 } as Partial<RoomRules>,
    access: {
      keptOut: [{ identity: "eve", addressHash: undefined }],
      areInvitationsAsked: true,
      pinHash: "hash",
    } as Partial<RoomAccess>,
  };
  const unlocked = { ...strict.rules, isLocked: false };
  const knock: Partial<RoomRules> = { ...unlocked, admission: "knock" };
  const notKept = { ...strict.access, keptOut: [] };
  const invited = { invitation: "right" } as const;
  const all = { invitation: "right", pin: "right" } as const;

  test.each([
    ["kept out", strict.rules, strict.access, {}, 54035],
    ["locked", strict.rules, notKept, {}, 54034],
    ["members only", unlocked, notKept, {}, 54047],
    ["an invitation is to be seen", knock, notKept, {}, "invitation"],
    ["none is given", knock, notKept, { invitation: "none" }, 54041],
    ["it is wrong", knock, notKept, { invitation: "wrong" }, 54041],
    ["too many were wrong", knock, notKept, { invitation: "slowed" }, 54032],
    ["a PIN is to be seen", knock, notKept, invited, "pin"],
    ["none is given", knock, notKept, { ...invited, pin: "none" }, 54030],
    ["it is wrong", knock, notKept, { ...invited, pin: "wrong" }, 54031],
    ["too many were wrong", knock, notKept, { ...invited, pin: "slowed" }, 54032],
    ["no place", { ...knock }, notKept, all, 53105],
    ["a guest knocks", { ...knock, maxPublishers: 2 }, notKept, all, "knocks"],
    ["a guest is in", { ...knock, admission: "open", maxPublishers: 2 }, notKept, all, "in"],
  ] as const)("%s: %s", (_, rules, access, looked, expected) => {
    expect(outcomeOf(roomWith(rules, access), guest("eve", { looked }))).toBe(expected);
  });

  test("places are told by what was asked for", () => {
    const full = roomWith({ maxPublishers: 1 });
    expect(outcomeOf(full, guest("eve", { askedRole: "publisher" }))).toBe(54039);
    expect(outcomeOf(full, guest("eve", { askedRole: "attendee" }))).toBe(54048);
    expect(outcomeOf(roomWith({ maxAttendees: 1 }), guest("eve", { askedRole: "attendee" }))).toBe("in");
    const careful = roomWith({ maxAttendees: 1, requirePrivateId: true });
    expect(outcomeOf(careful, guest("eve", { askedRole: "attendee" }))).toBe(54042);
    const [ana] = careful.participants;
    const privateId = ana?.privateId ?? "";
    expect(outcomeOf(careful, guest("eve", { askedRole: "attendee", privateId }))).toBe("in");
  });

  test("a host by token passes what asks others; not a keep-out", () => {
    const state = roomWith(strict.rules, { ...notKept }, { maxParticipants: 10 });
    expect(outcomeOf(state, asking("boss", { role: "host" }))).toBe("in");
    expect(outcomeOf(roomWith({}, strict.access), asking("eve", { role: "host" }))).toBe(54035);
    // As an attendee they are nobody's host.
    expect(outcomeOf(state, asking("boss", { role: "host", askedRole: "attendee" }))).toBe(54034);
  });

  test("who comes back passes too, but for a keep-out", () => {
    const state = roomWith({ ...strict.rules, maxPublishers: 2 }, notKept);
    const resume = {
      roomSid: state.record.sid,
      participantSid: `PA${"1".repeat(32)}`,
      peerId: "p".repeat(20),
    };
    expect(outcomeOf(state, guest("ben", { resume }))).toBe("in");
    expect(outcomeOf(roomWith({}, strict.access), guest("eve", { resume }))).toBe(54035);
    // A ticket to an earlier room of this name is none to this one.
    const former = { ...resume, roomSid: `RM${"0".repeat(32)}` };
    expect(outcomeOf(state, guest("ben", { resume: former }))).toBe(54034);
    expect(outcomeOf(roomWith({ admission: "knock" }), guest("ben", { resume: former }))).toBe("knocks");
  });

  test("whom a host lets in is asked nothing more, but for a keep-out and a place", () => {
    const state = roomWith({ ...knock, isLocked: true, maxPublishers: 2 }, notKept);
    expect(outcomeOf(state, guest("ben", { isAdmitted: true }))).toBe("in");
    expect(outcomeOf(roomWith({ maxPublishers: 1 }), guest("ben", { isAdmitted: true }))).toBe(53105);
    expect(outcomeOf(roomWith({}, strict.access), guest("eve", { isAdmitted: true }))).toBe(54035);
  });

  test("who is refused, asked or knocks changes nothing", () => {
    const state = roomWith(knock, { pinHash: "hash" });
    for (const looked of [{}, { pin: "none" }, { pin: "wrong" }, { pin: "right" }] as const) {
      const admission = room.admit(state, guest("ben", { looked }));
      if ("outcome" in admission && admission.outcome !== undefined) {
        expect(admission.outcome.state).toEqual(state);
        expect(admission.outcome.effects).toEqual([]);
        expect(admission.outcome.facts).toEqual([]);
      }
    }
  });
});

describe("a room that is not there yet", () => {
  const adHoc = (rules: Partial<RoomRules>) => ({ ...settings, rules: { ...settings.rules, ...rules } });
  const host = (first: RoomAccess["host"], more: Partial<RoomAccess> = {}) => ({
    access: { ...usualAccess, host: first, ...more },
  });
  test.each([
    ["a guest makes it", {}, host("first"), "in"],
    ["a guest makes one to knock at", { admission: "knock" }, host("first"), "in"],
    [
      "as an attendee they wait for a host",
      { admission: "knock", maxAttendees: 1 },
      { ...host("first"), askedRole: "attendee" },
      "knocks",
    ],
    ["they wait where only tokens make hosts", { admission: "knock" }, host("token"), "knocks"],
    ["a locked one", { isLocked: true }, host("first"), "in"],
    ["a guest makes none for members", { admission: "members" }, host("first"), 54047],
    ["a PIN is asked of a guest", {}, { ...host("first"), isPinAsked: true }, 54030],
    ["and given", {}, { ...host("first", { pinHash: "hash" }), isPinAsked: true }, "in"],
    ["none is made", {}, { adHoc: undefined }, 53106],
  ] as const)("%s", (_, rules, more, expected) => {
    expect(outcomeOf(undefined, guest("ben", { adHoc: adHoc(rules), ...more }))).toBe(expected);
  });

  test("in one that is there and empty, whoever would run it does not knock", () => {
    const state = roomWith({ admission: "knock", isPermanent: true }, { host: "first" });
    expect(outcomeOf(state, guest("ben"))).toBe("knocks");
    const empty = { ...state, participants: [], seats: [] };
    expect(outcomeOf(empty, guest("ben"))).toBe("in");
    const byToken = roomWith({ admission: "knock", isPermanent: true }, { host: "token" });
    expect(outcomeOf({ ...byToken, participants: [], seats: [] }, guest("ben"))).toBe("knocks");
  });

  test("a member makes one of any kind, and does not wait", () => {
    for (const rules of [{ admission: "knock" }, { admission: "members" }, { isLocked: true }] as const)
      expect(outcomeOf(undefined, asking("mia", { adHoc: adHoc(rules), isPinAsked: true }))).toBe("in");
  });

  test("a guest needs a PIN of a room that should have one, and has none", () => {
    expect(outcomeOf(roomWith(), guest("ben", { isPinAsked: true, looked: { pin: "right" } }))).toBe(54030);
    expect(outcomeOf(roomWith(), asking("mia", { isPinAsked: true }))).toBe("in");
  });
});

describe("keeping out", () => {
  const kept = (identity: string, addressHash: string | undefined) =>
    roomWith({}, { keptOut: [{ identity, addressHash }] });

  test("goes by identity, and for guests by network", () => {
    expect(outcomeOf(kept("eve", "home"), guest("eve", { addressHash: "elsewhere" }))).toBe(54035);
    expect(outcomeOf(kept("eve", "home"), guest("ben"))).toBe(54035);
    expect(outcomeOf(kept("eve", "home"), asking("mia", { addressHash: "home" }))).toBe("in");
    // Who was in when their neighbour was put out comes back.
    const state = kept("eve", "home");
    const resume = {
      roomSid: state.record.sid,
      participantSid: `PA${"1".repeat(32)}`,
      peerId: "p".repeat(20),
    };
    expect(outcomeOf(state, guest("ben", { resume }))).toBe("in");
    expect(outcomeOf(state, guest("eve", { resume }))).toBe(54035);
    expect(outcomeOf(kept("eve", undefined), guest("ben", { addressHash: undefined }))).toBe("in");
    expect(outcomeOf(kept("eve", undefined), asking("eve"))).toBe(54035);
  });
});

describe("an identity that is in use", () => {
  test("is not to be had by a guest of another network, while its socket lives", () => {
    const first = room.admit(roomWith(), guest("ben"));
    if (!("seat" in first)) throw new Error("not in");
    expect(outcomeOf(first.state, guest("ben", { addressHash: "elsewhere" }))).toBe(53205);
    expect(outcomeOf(first.state, guest("ana"))).toBe(53205);
    expect(outcomeOf(first.state, guest("ben"))).toBe("in");
    expect(outcomeOf(first.state, asking("ben"))).toBe("in");
    const later = guest("ben", { addressHash: "elsewhere", nowMs: nowMs + 16_000 });
    expect(outcomeOf(first.state, later)).toBe("in");
  });
});

test("what becomes of who knocks when the rules change", () => {
  expect(knocksAnswer(roomWith({ admission: "knock" }))).toBeUndefined();
  expect(knocksAnswer(roomWith({ admission: "open" }))).toBe("admitted");
  expect(knocksAnswer(roomWith({ admission: "open", isLocked: true }))).toBeUndefined();
  expect(knocksAnswer(roomWith({ admission: "members" }))).toBe(54047);
  expect(knocksAnswer(room.complete(roomWith(), nowMs).state)).toBe(53118);
});

test("guests hear of nobody in a room that is not open to all", () => {
  const states = [
    roomWith(),
    roomWith({ admission: "knock" }),
    roomWith({ isLocked: true }),
    roomWith({}, { pinHash: "hash" }),
    roomWith({}, { areInvitationsAsked: true }),
  ];
  expect(states.map(({ record }) => isOpenToAll(record))).toEqual([true, false, false, false, false]);
});
