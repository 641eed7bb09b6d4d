import { describe, expect, it, vi } from "vitest";
import { heartbeat } from "#protocol/limits";
import { peerId, PlayedSocket, welcome } from "../fakes/played-socket.ts";
import { facts, kinds, last, page, playAnnounce, socket } from "./played-announce.ts";

playAnnounce();

describe("the announce socket", () => {
  it("keeps the token out of the address", () => {
    expect(last().url).not.toContain("secret");
    expect(last().protocols).toEqual(["meshcall.1", "token.secret"]);
  });

  it("gives up with 53000 when nobody was ever reached", () => {
    for (let attempt = 0; attempt < 10; attempt++) {
      last().end(1006);
      vi.advanceTimersByTime(5_000);
    }
    expect(PlayedSocket.made).toHaveLength(4);
    expect(facts).toMatchObject([{ fact: "refused", error: { code: 53000 } }]);
  });

  it("waits 15 s for a server that accepts and says nothing", () => {
    vi.advanceTimersByTime(14_999);
    expect(last().isClosed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(last().isClosed).toBe(true);
  });

  it.each([
    [4000, "53105 RoomMaxParticipantsExceeded", 53105],
    [4000, "53204 ParticipantNotFound", 53204],
    [4000, "20107 AccessTokenSignatureInvalid", 20107],
    [4001, "53205 ParticipantDuplicateIdentity", 53205],
    [4001, "53118 RoomCompleted", 53118],
    [4001, "53204 ParticipantNotFound", 53204],
    [4001, "53216 ParticipantSessionLengthExceeded", 53216],
    [4000, "", 53104],
    [4001, "99999 Nonsense", 53104],
    [4000, "54031 PinWrong", 54031],
    [4001, "54033 KnockRefused", 54033],
    [4001, "54035 KeptOut", 54035],
    [4001, "54036 RemovedByHost", 54036],
  ])("close code %i with `%s` is %i, and final", async (code, reason, expected) => {
    last().hear(welcome);
    last().end(code, reason);
    vi.advanceTimersByTime(60_000);
    await vi.dynamicImportSettled();
    expect(facts.at(-1)).toMatchObject({ fact: "refused", error: { code: expected } });
    expect(kinds()).toEqual(["joined", "refused"]);
    expect(PlayedSocket.made).toHaveLength(1);
  });

  it.each([53118, 53204, 53205, 53216, 54033, 54035, 54036])(
    "is out at once when the server says so, before it closes: %i",
    async (code) => {
      last().hear(welcome);
      last().hear({ action: "announce", "failure reason": "out", mesh: { error: { code } } });
      await vi.dynamicImportSettled();
      expect(facts.at(-1)).toMatchObject({ fact: "refused", error: { code } });
      last().end(4001, `${code} Whatever`);
      vi.advanceTimersByTime(60_000);
      expect(kinds()).toEqual(["joined", "refused"]);
      expect(PlayedSocket.made).toHaveLength(1);
    },
  );

  it("stays when the server refuses one message", () => {
    last().hear(welcome);
    last().hear({ action: "announce", "failure reason": "what?", mesh: { error: { code: 53004 } } });
    expect(kinds()).toEqual(["joined"]);
    expect(last().isClosed).toBe(false);
  });

  it("comes back for ever once it was in, as the same participant, and says so once each time", () => {
    last().hear(welcome);
    last().end(1006);
    for (let attempt = 0; attempt < 20; attempt++) {
      vi.advanceTimersByTime(5_000);
      last().end(1006);
    }
    expect(kinds()).toEqual(["joined", "away"]);
    vi.advanceTimersByTime(5_000);
    expect(last().protocols).toContain("session.again");
    last().hear(welcome);
    expect(kinds()).toEqual(["joined", "away", "joined"]);
  });

  it("tries at once when the network is back", () => {
    last().hear(welcome);
    last().end(1006);
    expect(PlayedSocket.made).toHaveLength(1);
    page.dispatchEvent(new Event("online"));
    page.dispatchEvent(new Event("online"));
    expect(PlayedSocket.made).toHaveLength(2);
  });

  it("beats every 5 s, and leaves a path that is silent for 15 s", () => {
    last().hear(welcome);
    const [first] = PlayedSocket.made;
    for (let beats = 0; beats < 10; beats++) {
      vi.advanceTimersByTime(heartbeat.intervalMs);
      last().hear(heartbeat.text);
    }
    expect(first!.sent.filter((text) => text === heartbeat.text)).toHaveLength(10);
    expect(kinds()).toEqual(["joined"]);
    vi.advanceTimersByTime(heartbeat.timeoutMs + 2 * heartbeat.intervalMs);
    expect(kinds()).toEqual(["joined", "away"]);
    expect(first!.isClosed).toBe(true);
    first!.end(1006); // comes late: it is about a socket of the past
    first!.hear(welcome);
    expect(PlayedSocket.made).toHaveLength(2);
    expect(kinds()).toEqual(["joined", "away"]);
  });

  it("takes no notice of what it cannot read", () => {
    last().hear(welcome);
    for (const data of ["{", "[]", "null", new ArrayBuffer(4), { action: "announce", interval: 30 }])
      last().hear(data);
    last().hear({ ...welcome, mesh: { left: { peerId, reason: "bored" } } });
    expect(kinds()).toEqual(["joined"]);
    last().hear({
      action: "announce",
      info_hash: "i".repeat(20),
      mesh: { left: { peerId, reason: "closed" } },
    });
    expect(facts.at(-1)).toEqual({ fact: "left", peerId, reason: "closed" });
  });

  it("says nothing before it was let in, and goodbye when it is closed", () => {
    socket.announce([]);
    socket.answer(peerId, "o".repeat(20), { sdp: "v=0" });
    expect(last().sent).toEqual([]);
    last().hear(welcome);
    socket.close();
    expect(last().sent.map((text) => JSON.parse(text))).toEqual([
      { action: "announce", info_hash: "i".repeat(20), peer_id: peerId, event: "stopped" },
    ]);
    expect(last().isClosed).toBe(true);
    last().hear(welcome);
    last().end(1000);
    page.dispatchEvent(new Event("online"));
    expect(kinds()).toEqual(["joined"]);
    expect(PlayedSocket.made).toHaveLength(1);
  });
});

describe("what is published", () => {
  const track = (digit: string, enabled = true) =>
    ({ sid: `MT${digit.repeat(32)}`, kind: "audio", name: "mic", enabled }) as const;
  const told = () =>
    last()
      .sent.map((text): { mesh?: { tracks?: unknown } } => JSON.parse(text))
      .flatMap(({ mesh }) => (mesh?.tracks === undefined ? [] : [mesh.tracks]));
  const pass = () => vi.advanceTimersByTime(1_000);

  it("is told once, however it came about, and again when it changes", () => {
    last().hear(welcome);
    socket.tracks([track("1")]);
    socket.tracks([track("1"), track("2")]);
    expect(told()).toEqual([]);
    pass();
    expect(told()).toEqual([[track("1"), track("2")]]);
    socket.tracks([track("2")]);
    pass();
    expect(told().at(-1)).toEqual([track("2")]);
    socket.tracks([]);
    pass();
    expect(told()).toHaveLength(3);
    expect(told().at(-1)).toEqual([]);
  });

  it("costs no frame where nothing is, or where it is again what it was", () => {
    last().hear(welcome);
    socket.tracks([]);
    pass();
    expect(told()).toEqual([]);
    socket.tracks([track("1")]);
    pass();
    for (const enabled of [false, true, false, true]) socket.tracks([track("1", enabled)]);
    pass();
    expect(told()).toHaveLength(1);
  });

  it("waits for the socket, and is told again over the next one", () => {
    socket.tracks([track("1")]);
    pass();
    last().hear(welcome);
    pass();
    expect(told()).toEqual([[track("1")]]);
    last().end(1006);
    socket.tracks([track("1"), track("2")]);
    pass();
    last().hear(welcome);
    pass();
    expect(PlayedSocket.made).toHaveLength(2);
    expect(told()).toEqual([[track("1"), track("2")]]);
  });
});

describe("a new token", () => {
  const reply = (token: object) => ({ action: "announce", info_hash: "i".repeat(20), mesh: { token } });
  const sent = () => last().sent.map((text): { mesh?: unknown } => JSON.parse(text));
  const failureOf = (renewed: Promise<number>) => renewed.catch((error: unknown) => error);
  const settle = () => vi.advanceTimersByTimeAsync(0);

  it("goes over the open socket, and is used from then on with the ticket that it brings", async () => {
    last().hear(welcome);
    const renewed = socket.updateToken("newer");
    await settle();
    expect(sent()).toMatchObject([{ action: "announce", peer_id: peerId, mesh: { token: "newer" } }]);
    last().hear(reply({ lifeSeconds: 3600, session: "fresh" }));
    expect(await renewed).toBe(3600);
    last().end(1006);
    vi.advanceTimersByTime(200);
    expect(last().protocols).toEqual(["meshcall.1", "token.newer", "session.fresh"]);
    expect(kinds()).toEqual(["joined", "away"]);
  });

  it("that is no good leaves the old one in force", async () => {
    last().hear(welcome);
    const renewed = socket.updateToken("of another");
    const failed = failureOf(renewed);
    await settle();
    last().hear(reply({ code: 54006 }));
    expect(await failed).toMatchObject({ code: 54006, remedy: expect.any(String) });
    last().end(1006);
    vi.advanceTimersByTime(200);
    expect(last().protocols).toContain("token.secret");
  });

  it("two at once are checked one after the other", async () => {
    last().hear(welcome);
    const [bad, good] = [socket.updateToken("bad"), socket.updateToken("good")];
    const failed = failureOf(bad);
    await settle();
    expect(sent()).toHaveLength(1);
    last().hear(reply({ code: 20107 }));
    expect(await failed).toMatchObject({ code: 20107 });
    await settle();
    expect(sent()).toHaveLength(2);
    last().hear(reply({ lifeSeconds: 60, session: "fresh" }));
    expect(await good).toBe(60);
  });

  it("opens a lost socket at once", async () => {
    last().hear(welcome);
    last().end(1006);
    const renewed = socket.updateToken("newer");
    await settle();
    expect(last().protocols).toEqual(["meshcall.1", "token.newer", "session.again"]);
    last().hear({ ...welcome, mesh: { ...welcome.mesh, tokenLifeSeconds: 3600 } });
    expect(await renewed).toBe(3600);
    expect(kinds()).toEqual(["joined", "away", "joined"]);
  });

  it("survives the loss of the socket it was sent on", async () => {
    last().hear(welcome);
    const renewed = socket.updateToken("newer");
    await settle();
    last().end(1006);
    vi.advanceTimersByTime(200);
    expect(last().protocols).toContain("token.newer");
    last().hear(welcome);
    await renewed;
  });

  it("ends the wait that an expired one began, and only it does", async () => {
    last().hear(welcome);
    last().end(1006);
    vi.advanceTimersByTime(200);
    last().end(4000, "20104 AccessTokenExpired");
    expect(kinds()).toEqual(["joined", "away", "tokenExpired"]);
    vi.advanceTimersByTime(3_600_000);
    expect(PlayedSocket.made).toHaveLength(2);
    const bad = failureOf(socket.updateToken("also expired"));
    await settle();
    last().end(4000, "20104 AccessTokenExpired");
    expect(await bad).toMatchObject({ code: 20104 });
    vi.advanceTimersByTime(5_000);
    expect(last().protocols).toContain("token.secret"); // perhaps the server's clock was wrong
    last().end(4000, "20104 AccessTokenExpired");
    const good = socket.updateToken("good");
    await settle();
    last().hear(welcome);
    await good;
    expect(kinds().at(-1)).toBe("joined");
  });

  it("with characters that no header can carry is 20101 while the socket is away", async () => {
    last().hear(welcome);
    last().end(1006);
    vi.stubGlobal(
      "WebSocket",
      class extends PlayedSocket {
        constructor(url: URL, protocols: string[]) {
          if (protocols.includes("token.a b")) throw new SyntaxError();
          super(url, protocols);
        }
      },
    );
    const bad = failureOf(socket.updateToken("a b"));
    await settle();
    expect(await bad).toMatchObject({ code: 20101 });
    vi.advanceTimersByTime(5_000);
    last().hear(welcome);
    expect(kinds().at(-1)).toBe("joined");
  });

  it("is refused with 53204 once all is over, and so is one under way", async () => {
    last().hear(welcome);
    const underWay = failureOf(socket.updateToken("newer"));
    await settle();
    socket.close();
    expect(await underWay).toMatchObject({ code: 53204 });
    await expect(socket.updateToken("newest")).rejects.toMatchObject({ code: 53204 });
  });

  it("a page that was closed for flooding waits longest before it comes back", () => {
    last().hear(welcome);
    last().end(1008, "54007 SignalingFlooded");
    vi.advanceTimersByTime(3_000);
    expect(PlayedSocket.made).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    expect(PlayedSocket.made).toHaveLength(2);
  });
});
