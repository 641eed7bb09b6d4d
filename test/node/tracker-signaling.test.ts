import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SignalingFact } from "../../web/room/ports.ts";
import { TrackerSignaling } from "../../web/signaling/trackers/tracker-signaling.ts";
import { LocalTracker } from "../e2e/harness/tracker.ts";

type Fact<Kind extends SignalingFact["fact"]> = Extract<SignalingFact, { fact: Kind }>;

/** One end, and what it heard. */
class End {
  readonly facts: SignalingFact[] = [];
  readonly signaling: TrackerSignaling;

  constructor(
    identity: string,
    urls: string[],
    { secret = "twenty random characters", room = "Salon Bleu" } = {},
  ) {
    const name = `${identity} Nguyễn`;
    this.signaling = new TrackerSignaling({ urls, secret, room, identity, name, ice: [] });
    this.signaling.open((fact) => this.facts.push(fact));
  }

  all<Kind extends SignalingFact["fact"]>(kind: Kind): Fact<Kind>[] {
    return this.facts.filter((fact): fact is Fact<Kind> => fact.fact === kind);
  }

  async hears<Kind extends SignalingFact["fact"]>(kind: Kind, count = 1): Promise<Fact<Kind>> {
    return vi.waitFor(
      () => {
        const heard = this.all(kind);
        expect(heard.length, `${kind} among ${this.facts.map(({ fact }) => fact).join()}`).toBe(count);
        return heard.at(-1)!;
      },
      { timeout: 18_000, interval: 10 },
    );
  }

  offer(...ids: string[]): void {
    this.signaling.announce(ids.map((id) => ({ offerId: offerId(id), description: offer })));
  }
}

const offerId = (name: string): string => name.padEnd(20, "-");
const offer = {
  sdp: "v=0\r\na=ice-ufrag:Fg7x\r\na=candidate:1 1 udp 2113937151 192.168.7.7 50000 typ host",
  hello: '{"tracks":[]}',
};
const answer = { sdp: "v=0\r\na=ice-ufrag:Zz12\r\na=candidate:2 1 udp 2113937151 10.1.2.3 50001 typ host" };

describe("signaling through trackers", () => {
  const trackers: LocalTracker[] = [];
  const ends: End[] = [];

  async function tracker(port = 0): Promise<LocalTracker> {
    const started = await LocalTracker.start(port);
    trackers.push(started);
    return started;
  }
  function enter(...args: ConstructorParameters<typeof End>): End {
    const end = new End(...args);
    ends.push(end);
    return end;
  }
  /** Ana was in before; Ben has come and has offered. */
  async function offered(...urls: string[]): Promise<[ana: End, ben: End]> {
    const ana = enter("ana@x", urls);
    await ana.hears("joined");
    const ben = enter("ben@x", urls);
    await ben.hears("joined");
    ben.offer("one", "two");
    await ana.hears("offered");
    return [ana, ben];
  }

  beforeEach(() => {
    // what a page has and Node has not
    vi.stubGlobal("addEventListener", () => undefined);
    vi.stubGlobal("removeEventListener", () => undefined);
    vi.spyOn(console, "warn").mockReturnValue();
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) end.signaling.close();
    await Promise.all(trackers.splice(0).map((each) => each.stop()));
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  it("lets in, with a room that everybody with the link names alike", async () => {
    const { url } = await tracker();
    const [ana, ben] = [enter("ana@x", [url]), enter("ben@x", [url])];
    const [{ joined: first }, { joined: second }] = [await ana.hears("joined"), await ben.hears("joined")];
    expect(first.self).toMatchObject({ identity: "ana@x", name: "ana@x Nguyễn" });
    expect(first.self.peerId).not.toBe(second.self.peerId);
    expect(first.room).toEqual(second.room);
    expect(first.room).toMatchObject({ name: "Salon Bleu", type: "peer-to-peer", maxParticipants: 10 });
    expect(first.peers).toEqual([]);
    expect(first.unaddressedOffers).toBeGreaterThanOrEqual(1);
  });

  it("carries an offer and its answer, sealed: nothing of them is on the wire", async () => {
    const server = await tracker();
    const [ana, ben] = await offered(server.url);
    const { joined } = await ben.hears("joined");
    const heard = await ana.hears("offered");
    expect(heard).toMatchObject({ from: joined.self, offerId: offerId("one"), description: offer });
    ana.signaling.answer(heard.from.peerId, heard.offerId, answer);
    const answered = await ben.hears("answered");
    const { self } = (await ana.hears("joined")).joined;
    expect(answered).toMatchObject({ from: self.peerId, offerId: offerId("one"), description: answer });
    expect(ben.facts.slice(-2)).toMatchObject([{ fact: "present", member: self }, { fact: "answered" }]);

    const wire = server.frames.join("\n");
    expect(server.frames.length).toBeGreaterThan(6);
    const own = [self.peerId, self.sid, joined.self.peerId, joined.room.sid];
    const said = [
      "candidate",
      "a=",
      "ufrag",
      "192.168",
      "10.1.2",
      "tracks",
      "Salon",
      "ana@x",
      "ben@x",
      "Nguy",
    ];
    for (const word of [...own, ...said, "twenty random"]) expect(wire).not.toContain(word);
    // an offer and an answer have one length, whatever is in them
    const sealed = [...wire.matchAll(/"sdp":"([^"]+)"/g)].map(([, text]) => text!.length);
    expect(new Set(sealed).size).toBe(1);
  });

  it("carries one answer to an offer, and none to what was not offered", async () => {
    const [ana, ben] = await offered((await tracker()).url);
    const { from } = await ana.hears("offered");
    ana.signaling.answer(from.peerId, offerId("never"), answer);
    ana.signaling.answer("somebody else".padEnd(20), offerId("two"), answer);
    ana.signaling.answer(from.peerId, offerId("one"), answer);
    ana.signaling.answer(from.peerId, offerId("one"), answer);
    await ben.hears("answered");
    ana.offer("three"); // comes after whatever else was sent
    await ben.hears("offered");
    expect(ben.all("answered")).toHaveLength(1);
  });

  it("a full room refuses whoever knows nobody in it yet, with 53105, and nobody else", async () => {
    const server = await tracker();
    const [ana, ben] = await offered(server.url);
    const first = await ana.hears("offered");
    ana.signaling.refuse(first.from.peerId, first.offerId);
    expect((await ben.hears("refused")).error).toMatchObject({ code: 53105 });
    const cem = enter("cem@x", [server.url]);
    await cem.hears("joined");
    ana.offer("ana offers");
    const { from, offerId: id } = await cem.hears("offered");
    cem.signaling.answer(from.peerId, id, answer);
    await ana.hears("answered");
    cem.offer("cem offers");
    const second = await ana.hears("offered", 2);
    const answers = (): number => server.frames.filter((text) => text.includes('"answer":')).length;
    const before = answers();
    ana.signaling.refuse(second.from.peerId, second.offerId);
    await vi.waitFor(() => expect(answers()).toBe(before + 2)); // in and out
    const dan = enter("dan@x", [server.url]);
    await dan.hears("joined");
    dan.offer("dan", "dan too");
    await cem.hears("offered", 2); // comes after the refusal
    expect(cem.all("refused")).toEqual([]);
  });

  it("takes one offer of a round, over however many trackers it comes", async () => {
    const urls = [(await tracker()).url, (await tracker()).url];
    const [ana, ben] = await offered(...urls);
    ana.offer("back");
    await ben.hears("offered");
    await vi.waitFor(() => expect(ana.signaling.dropped).toBe(1)); // the other tracker's
    expect(ana.all("offered")).toHaveLength(1);
  });

  it("meets over the one tracker that lives", async () => {
    const dead = await tracker();
    await dead.stop();
    const alive = await tracker();
    const [ana] = await offered(dead.url, alive.url);
    expect(ana.all("away")).toHaveLength(0);
  });

  it("strangers with another secret or room, and whoever else is in the swarm, are not heard", async () => {
    const server = await tracker();
    const [ana, ben] = await offered(server.url);
    enter("eve@x", [server.url], { secret: "another random secret" });
    enter("dan@x", [server.url], { room: "another room" });
    const { infoHash, peerId } = addressOf(server, 0);
    const stranger = new WebSocket(server.url);
    await new Promise((resolve) => stranger.addEventListener("open", resolve));
    const say = (frame: object): void =>
      stranger.send(
        JSON.stringify({ action: "announce", info_hash: infoHash, peer_id: "s".repeat(20), ...frame }),
      );
    const before = ana.facts.length + ben.facts.length;
    const sealed = Buffer.alloc(1052, 7).toString("base64");
    say({
      numwant: 2,
      offers: ["x", "y"].map((id) => ({ offer_id: offerId(id), offer: { type: "offer", sdp: sealed } })),
    });
    say({ to_peer_id: peerId, offer_id: offerId("one"), answer: { type: "answer", sdp: sealed } });
    say({ to_peer_id: peerId, offer_id: offerId("one"), answer: [null, { sdp: 7 }] });
    await vi.waitFor(() => expect(ana.signaling.dropped + ben.signaling.dropped).toBe(4));
    expect(ana.facts.length + ben.facts.length).toBe(before);
    stranger.close();
  });

  it("what a tracker says again, changes or invents is dropped and counted", async () => {
    const server = await tracker();
    const [ana, ben] = await offered(server.url);
    const { from } = await ana.hears("offered");
    ana.signaling.answer(from.peerId, offerId("one"), answer);
    await ben.hears("answered");
    const forwarded = server.frames.filter((text) => text.includes('"sdp"') && text.includes("info_hash"));
    const before = [ana.facts.length, ben.facts.length];
    for (const text of forwarded) server.say(text);
    for (const text of [
      "",
      "null",
      "[]",
      "{",
      '{"action":"announce"}',
      '{"action":"announce","offer":{}}',
      "\u0000",
    ])
      server.say(text);
    await vi.waitFor(() => expect(ana.signaling.dropped).toBeGreaterThanOrEqual(7 + 2));
    expect([ana.facts.length, ben.facts.length]).toEqual(before);
    ana.offer("still works");
    await ben.hears("offered");
  });

  it("a replayed offer reaches nobody who came later, once it is old", async () => {
    const server = await tracker();
    await offered(server.url);
    const replay = server.frames.find((text) => text.includes('"offer_id"') && !text.includes('"offers"'))!;
    const late = enter("cem@x", [server.url]);
    await late.hears("joined");
    const { now } = Date;
    vi.spyOn(Date, "now").mockImplementation(() => now() + 2 * 3_600_000);
    server.say(replay);
    await vi.waitFor(() => expect(late.signaling.dropped).toBe(1));
    expect(late.all("offered")).toHaveLength(0);
  });

  it("a flood costs no more than the frames of one moment", async () => {
    const server = await tracker();
    const ana = enter("ana@x", [server.url]);
    await ana.hears("joined");
    const { infoHash } = addressOf(server, 0);
    const frame = (id: number): string =>
      JSON.stringify({
        action: "announce",
        info_hash: infoHash,
        peer_id: "s".repeat(20),
        offer_id: offerId(String(id)),
        offer: { type: "offer", sdp: "A".repeat(40_000) },
      });
    for (let id = 0; id < 500; id++) server.say(frame(id));
    await vi.waitFor(() => expect(ana.signaling.dropped).toBe(500), { timeout: 10_000 }); // 20 MB
    expect(ana.facts).toHaveLength(1);
  });

  it("a lost tracker is `away`, and comes back as the same participant under a new address", async () => {
    const server = await tracker();
    const [ana, ben] = await offered(server.url);
    const before = (await ben.hears("joined")).joined.self;
    const addresses = (): Set<string> =>
      new Set(server.frames.map((text) => /"peer_id":"(\w+)"/.exec(text)?.[1] ?? ""));
    const known = addresses().size;
    server.cut();
    await ben.hears("away");
    ben.offer("nobody hears"); // dropped
    expect((await ben.hears("joined", 2)).joined.self).toEqual(before);
    await ana.hears("joined", 2);
    expect(addresses().size).toBe(known + 2);
    await vi.waitFor(() => expect(server.clients).toBe(2));
    const { joined } = await ana.hears("joined", 2);
    expect(joined.unaddressedOffers).toBeGreaterThanOrEqual(1);
    ben.offer("again");
    expect(await ana.hears("offered", 2)).toMatchObject({ offerId: offerId("again") });
  });

  it("one of two trackers dies: nobody is told, and others still come in", async () => {
    const [dying, other] = [await tracker(), await tracker()];
    const [ana] = await offered(dying.url, other.url);
    await dying.stop();
    const cem = enter("cem@x", [dying.url, other.url]);
    await cem.hears("joined");
    cem.offer("of cem", "of cem too", "of cem three");
    await ana.hears("offered", 2);
    expect(ana.all("away")).toHaveLength(0);
  });

  it("asks the room about somebody of whom nothing came for 75 s", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const url = (await tracker()).url;
    const ana = enter("ana@x", [url]);
    await ana.hears("joined");
    const ben = enter("ben@x", [url]);
    await ben.hears("joined");
    ben.offer("one");
    const { from } = await ana.hears("offered");
    await vi.advanceTimersByTimeAsync(70_000);
    expect(ana.all("left")).toEqual([]);
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    expect(ana.all("left")).toEqual([{ fact: "left", peerId: from.peerId, reason: "closed" }]);
  });

  it("gives up after 15 s without any tracker, with code 54020", async () => {
    const dead = await tracker();
    await dead.stop();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const ana = enter("ana@x", [dead.url, "ws://127.0.0.1:1"]);
    await vi.advanceTimersByTimeAsync(14_900);
    expect(ana.facts).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    vi.useRealTimers();
    expect(ana.facts).toMatchObject([{ fact: "refused", error: { code: 54020 } }]);
  });

  it("a tracker that refuses, and says why, is no way in", async () => {
    const { WebSocketServer } = await import("ws");
    const refusing = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    refusing.on("connection", (socket) =>
      socket.on("message", () => socket.send('{"failure reason":"disallowed info_hash"}')),
    );
    const alive = await tracker();
    const address = refusing.address() as { port: number };
    const [ana] = await offered(`ws://127.0.0.1:${address.port}`, alive.url);
    expect(ana.all("joined")).toHaveLength(1);
    expect(console.warn).toHaveBeenCalledWith(expect.stringContaining("disallowed info_hash"));
    refusing.close();
  });

  it("closed twice is closed: out of the swarm, and no fact follows", async () => {
    const server = await tracker();
    const [ana, ben] = await offered(server.url);
    ana.signaling.close();
    ana.signaling.close();
    await vi.waitFor(() => expect(server.clients).toBe(1));
    expect(server.frames.filter((text) => text.includes('"stopped"'))).toHaveLength(1);
    const heard = ana.facts.length;
    ben.offer("nobody");
    ben.signaling.close();
    await vi.waitFor(() => expect(server.clients).toBe(0));
    expect(ana.facts).toHaveLength(heard);
  });
});

/** As the tracker knows its client: from the `count`th frame that has both. */
function addressOf(server: LocalTracker, count: number): { infoHash: string; peerId: string } {
  const frames = server.frames.map((text) => JSON.parse(text) as Record<string, string>);
  const frame = frames.filter((each) => each["peer_id"] !== undefined)[count]!;
  return { infoHash: frame["info_hash"]!, peerId: frame["peer_id"]! };
}
