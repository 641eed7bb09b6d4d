import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { heartbeat } from "#protocol/limits";
import type { SignalingFact } from "../../web/room/ports.ts";
import { AnnounceSocket } from "../../web/signaling/announce-socket.ts";

/** The browser's WebSocket, played by the test. */
class PlayedSocket extends EventTarget {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly sent: string[] = [];
  isClosed = false;

  constructor(url: URL, protocols: string[]) {
    super();
    this.url = url.href;
    this.protocols = protocols;
    sockets.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.isClosed = true;
  }
  hear(data: unknown): void {
    this.dispatchEvent(
      new MessageEvent("message", { data: typeof data === "object" ? JSON.stringify(data) : data }),
    );
  }
  end(code: number, reason = ""): void {
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason }));
  }
}

const peerId = "p".repeat(20);
const welcome = {
  action: "announce",
  info_hash: "i".repeat(20),
  interval: 30,
  complete: 1,
  incomplete: 0,
  mesh: {
    v: 1,
    self: { peerId, sid: `PA${"1".repeat(32)}`, identity: "ana", name: "Ana" },
    room: { sid: `RM${"2".repeat(32)}`, name: "standup", type: "go", maxParticipants: 2 },
    peers: [],
    ice: [],
    session: "again",
    directed: true,
  },
};

let sockets: PlayedSocket[];
let page: EventTarget;
let facts: SignalingFact[];
let socket: AnnounceSocket;

const last = () => sockets.at(-1)!;
const kinds = () => facts.map(({ fact }) => fact);

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  facts = [];
  page = new EventTarget();
  vi.stubGlobal("WebSocket", PlayedSocket);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  socket = new AnnounceSocket(new URL("wss://signal.example/rooms/announce"), "secret");
  socket.open((fact) => facts.push(fact));
});
afterEach(() => {
  socket.close();
  expect(vi.getTimerCount()).toBe(0); // nothing goes on behind a closed socket
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

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
    expect(sockets).toHaveLength(4);
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
    [4000, "20104 AccessTokenExpired", 20104],
    [4001, "53205 ParticipantDuplicateIdentity", 53205],
    [4000, "", 53104],
    [4001, "99999 Nonsense", 53104],
  ])("close code %i with `%s` is %i, and final", (code, reason, expected) => {
    last().hear(welcome);
    last().end(code, reason);
    vi.advanceTimersByTime(60_000);
    expect(facts.at(-1)).toMatchObject({ fact: "refused", error: { code: expected } });
    expect(kinds()).toEqual(["joined", "refused"]);
    expect(sockets).toHaveLength(1);
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
    expect(sockets).toHaveLength(1);
    page.dispatchEvent(new Event("online"));
    page.dispatchEvent(new Event("online"));
    expect(sockets).toHaveLength(2);
  });

  it("beats every 5 s, and leaves a path that is silent for 15 s", () => {
    last().hear(welcome);
    const [first] = sockets;
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
    expect(sockets).toHaveLength(2);
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
    expect(sockets).toHaveLength(1);
  });
});
