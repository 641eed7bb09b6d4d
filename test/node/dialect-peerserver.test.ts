import { beforeEach, describe, expect, test } from "vitest";
import { parseDialects } from "../../signal-worker/src/dialects/dialect-env.ts";
import { dialectLimits, peerServerLimits } from "../../signal-worker/src/dialects/dialect-limits.ts";
import { PeerServerWorld } from "./dialect-world.ts";

let world: PeerServerWorld;
beforeEach(() => {
  world = new PeerServerWorld();
  for (const id of ["ana", "ben"]) {
    world.open(id);
    world.take(id);
  }
});

test.each([
  [{}, false],
  [{ PEERSERVER: "on", TRACKER: "on" }, true],
  [{ PEERSERVER: " on ", TRACKER: "on" }, true],
  [{ PEERSERVER: "true", TRACKER: "1" }, false],
  [{ PEERSERVER: "off", TRACKER: "" }, false],
  [undefined, false],
])("with %j the dialects are on: %s", (variables, on) => {
  expect(parseDialects(variables)).toEqual({ peerServer: on, tracker: on, peerDiscovery: false });
});

describe("opening", () => {
  test("says OPEN first, then what waited, in order", () => {
    world.send("ana", { type: "OFFER", dst: "cem", payload: 1 });
    world.send("ana", { type: "CANDIDATE", dst: "cem", payload: 2 });
    world.open("cem");
    expect(world.take("cem")).toEqual([
      { type: "OPEN" },
      { type: "OFFER", src: "ana", dst: "cem", payload: 1 },
      { type: "CANDIDATE", src: "ana", dst: "cem", payload: 2 },
    ]);
  });

  test("the same id with the same token opens again", () => {
    expect(world.open("ana")).toMatchObject({ kind: "open", text: '{"type":"OPEN"}' });
  });

  test("the same id with another token is taken, until its holder is dead", () => {
    expect(world.open("ana", "guessed")).toMatchObject({ kind: "refused", reason: "ID is taken" });
    world.nowMs += peerServerLimits.aliveMs + 1;
    expect(world.open("ana", "after a crash")).toMatchObject({ kind: "open" });
  });

  test.each([
    ["", "token"],
    ["id", ""],
    ["two  spaces", "token"],
    ["-dash", "token"],
    ["quote'", "token"],
    ["x".repeat(dialectLimits.nameChars + 1), "token"],
    ["id", "x".repeat(dialectLimits.tokenChars + 1)],
  ])("id %j with token %j is refused", (id, token) => {
    expect(world.open(id, token)).toMatchObject({
      kind: "refused",
      text: expect.stringContaining('"ERROR"'),
    });
  });

  test("a full key takes nobody new, but whoever is in may reconnect", () => {
    for (let count = world.clients.size; count < dialectLimits.sockets; count++) world.open(`p${count}`);
    expect(world.open("late")).toMatchObject({
      kind: "refused",
      reason: "Server has reached its concurrent user limit",
    });
    expect(world.open("ana")).toMatchObject({ kind: "open" });
  });
});

describe("relaying", () => {
  test.each(["OFFER", "ANSWER", "CANDIDATE", "LEAVE", "EXPIRE"])("%s, with the sender's own src", (type) => {
    world.send("ana", { type, src: "ben", dst: "ben", payload: { sdp: "x" }, extra: 1 });
    expect(world.take("ben")).toEqual([{ type, src: "ana", dst: "ben", payload: { sdp: "x" } }]);
  });

  test.each<[string, unknown]>([
    ["a type of one's own", { type: "CHAT", dst: "ben", payload: 1 }],
    ["OPEN", { type: "OPEN", dst: "ben" }],
    ["a heartbeat in other words", '{ "type": "HEARTBEAT" }'],
    ["a LEAVE for somebody who is not here", { type: "LEAVE", dst: "cem" }],
    ["an EXPIRE for somebody who is not here", { type: "EXPIRE", dst: "cem" }],
  ])("%s goes nowhere and is no fault", (_, message) => {
    for (let times = 0; times < 2 * dialectLimits.badFrames; times++) {
      world.send("ana", message);
      expect(world.effects).toEqual([]);
    }
    expect(world.waiting).toEqual([]);
  });

  test("LEAVE to nobody is goodbye", () => {
    world.send("ana", { type: "LEAVE" });
    expect(world.clients.has("ana")).toBe(false);
    expect(world.take("ben")).toEqual([]);
  });

  test("for somebody who can never come it expires at once", () => {
    world.send("ana", { type: "OFFER", dst: "no such id!", payload: 1 });
    expect(world.take("ana")).toEqual([{ type: "EXPIRE", src: "no such id!", dst: "ana" }]);
  });

  test("one sender's full queue is nobody else's", () => {
    for (let sent = 0; sent <= peerServerLimits.waitingFramesPerSender; sent++) {
      world.send("ana", { type: "CANDIDATE", dst: "cem", payload: sent });
    }
    expect(world.take("ana")).toEqual([{ type: "EXPIRE", src: "cem", dst: "ana" }]);
    world.send("ben", { type: "OFFER", dst: "cem", payload: "mine" });
    expect(world.take("ben")).toEqual([]);
    expect(world.waiting.length).toBe(peerServerLimits.waitingFramesPerSender + 1);
  });

  test("large frames wait up to the sender's share", () => {
    const payload = "x".repeat(60_000);
    for (let sent = 0; sent < 5; sent++) world.send("ana", { type: "OFFER", dst: "cem", payload });
    expect(world.waiting.length).toBe(4);
    expect(world.take("ana")).toMatchObject([{ type: "EXPIRE" }]);
  });
});

describe("bad input", () => {
  const deep = `{"type":"OFFER","dst":"ben","payload":${"[".repeat(30_000)}${"]".repeat(30_000)}}`;
  test.each<[string, string | ArrayBuffer]>([
    ["no JSON", "{"],
    ["null", "null"],
    ["a number", "7"],
    ["no type", "{}"],
    ["an OFFER to nobody", '{"type":"OFFER"}'],
    ["a dst that is no text", '{"type":"OFFER","dst":{}}'],
    ["bytes", new ArrayBuffer(8)],
  ])("%s is dropped; the fifth in a row closes its sender's socket only", (_, data) => {
    for (let times = 1; times < dialectLimits.badFrames; times++) world.send("ana", data);
    expect(world.effects).toEqual([]);
    world.send("ana", { type: "CANDIDATE", dst: "ben", payload: "good" });
    for (let times = 0; times < dialectLimits.badFrames; times++) world.send("ana", data);
    expect(world.take("ana")).toEqual([{ type: "ERROR", payload: { msg: "Invalid message" } }]);
    expect([...world.clients.keys()]).toEqual(["ben"]);
    expect(world.take("ben")).toMatchObject([{ payload: "good" }]);
  });

  test("a payload nested beyond the stack harms nobody", () => {
    world.send("ana", deep);
    expect(world.clients.size).toBe(2);
  });

  test("a frame too large closes at once", () => {
    world.send("ana", { type: "OFFER", dst: "ben", payload: "é".repeat(dialectLimits.frameBytes / 2) });
    expect(world.take("ana")).toEqual([{ type: "ERROR", payload: { msg: "Message too large" } }]);
    expect(world.take("ben")).toEqual([]);
  });

  test("a flood is cut off, a steady stream is not", () => {
    for (let sent = 0; sent < 2 * dialectLimits.frames.burst; sent++) {
      world.nowMs += 1_000 / dialectLimits.frames.perSecond;
      world.send("ben", { type: "CANDIDATE", dst: "ana", payload: sent });
    }
    expect(world.take("ana").length).toBe(2 * dialectLimits.frames.burst);
    for (let sent = 0; sent <= dialectLimits.frames.burst; sent++) {
      world.send("ana", { type: "CANDIDATE", dst: "ben", payload: sent });
    }
    expect(world.take("ana")).toEqual([{ type: "ERROR", payload: { msg: "Too many messages" } }]);
    expect(world.take("ben").length).toBe(dialectLimits.frames.burst);
  });
});
