import { EventEmitter, once } from "node:events";
import { parseServerFrame, type ServerFrame, type Welcome } from "#protocol/announce";
import { heartbeat } from "#protocol/limits";
import { parseTokenReply } from "#protocol/token";
import { countingPaths, type Counted, type Waking } from "./signaling-counting.ts";
import { sdp } from "./signaling-dialects.ts";
import { startWorkerd } from "./signaling-servers.ts";
import { textFrame, WireSocket } from "./wire-socket.ts";

/** People come that long after each other. */
const comeEveryMs = 3_000;
/** Of each side of a link: what a browser finds after its description has left. */
const lateCandidateFrames = 2;
/** A page tells of its tracks about a second after they were there. */
const tracksAfterMs = 1_000;
/** Cloudflare's rule: an object that is not used is taken out of memory after that long. */
const hibernatesAfterMs = 10_000;
/**
 * What an event keeps an object busy for at least. Here it is a tenth of a millisecond to two; the rest is for a storage
 * and an account that are some way off.
 */
const busyMs = 100;
/** Cloudflare bills that many messages of a WebSocket as one request. */
const messagesPerRequest = 20;

export interface CallCost {
  /** Of Durable Objects, as they are billed. */
  readonly objectRequests: number;
  /** What is billed: while something is being done. */
  readonly awakeSeconds: number;
  /** Until the object is taken out of memory, too. */
  readonly inMemorySeconds: number;
  readonly workerRequests: number;
  readonly rowsWritten: number;
  /** Of the WebSockets of the whole call, both directions, heartbeats left out; after everybody had come. */
  readonly messages: number;
}

/**
 * A call in the real thing, with the clock moved on from alarm to alarm: people come one by one, link up with those who
 * are there, tell of their tracks, stay, and leave at the end.
 *
 * @param changes how many times somebody switches a track, each time alone
 */
export async function callCost(people: number, minutes: number, changes = 0): Promise<CallCost> {
  const server = await startWorkerd(true);
  const url = `http://127.0.0.1:${server.port}`;
  const ask = async (path: string): Promise<Response> => {
    const response = await fetch(url + path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const counted = async (): Promise<Counted> => (await ask(countingPaths.counted)).json() as Promise<Counted>;
  const move = async (toMs: number): Promise<void> => void (await ask(`${countingPaths.move}?to=${toMs}`));
  const callers: Caller[] = [];
  try {
    const startMs = Date.now();
    const endMs = startMs + minutes * 60_000;
    for (let index = 0; index < people; index++) {
      await move(startMs + index * comeEveryMs);
      callers.push(await Caller.join(url, server.port, index));
      await linkUp(callers);
    }
    await move((await counted()).nowMs + tracksAfterMs);
    for (const caller of callers) caller.tellTracks(true);
    await settled(counted);
    const joinedMessages = callers.reduce((sum, { messages }) => sum + messages, 0);
    for (let change = 1; change <= changes; change++) {
      await ringUntil(startMs + (change * (endMs - startMs)) / (changes + 1));
      callers[0]?.tellTracks(change % 2 === 0);
      await settled(counted);
    }
    await ringUntil(endMs);
    for (const caller of callers) caller.stop();
    await settled(counted);
    // What a room remembers for a day after its end is deleted then.
    await ringUntil(endMs + 25 * 60 * 60_000, "RoomObject");
    return summarize(await counted(), joinedMessages);
  } finally {
    for (const caller of callers) caller.close();
    await server.stop();
  }

  /** Each alarm at its time, then the clock stands there. */
  async function ringUntil(untilMs: number, className = ""): Promise<void> {
    for (;;) {
      const due = (await counted()).alarms
        .filter(({ object, atMs }) => atMs <= untilMs && object.startsWith(className))
        .sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      await move(Math.max(due.atMs, (await counted()).nowMs));
      for (const caller of callers) caller.beat();
      await ask(`${countingPaths.ring}?object=${encodeURIComponent(due.object)}`);
      await settled(counted);
    }
    if ((await counted()).nowMs < untilMs) await move(untilMs);
  }
}

/** Until nothing new is counted and all that began has ended. */
async function settled(counted: () => Promise<Counted>): Promise<void> {
  for (let before = -1, quiet = 0; quiet < 3;) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    const { length } = (await counted()).wakings;
    quiet = length === before ? quiet + 1 : 0;
    before = length;
  }
}

function summarize({ wakings, rowsWritten, requests }: Counted, messages: number): CallCost {
  const count = (...kinds: Waking["kind"][]) => wakings.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    objectRequests: Math.ceil(count("message") / messagesPerRequest) + count("fetch", "alarm", "rpc"),
    awakeSeconds: secondsOf(wakings, busyMs),
    inMemorySeconds: secondsOf(wakings, hibernatesAfterMs),
    workerRequests: requests,
    rowsWritten,
    messages,
  };
}

/** How long the objects are there, where each stays for a while after its last event. */
function secondsOf(wakings: readonly Waking[], staysMs: number): number {
  const untilMs = new Map<string, number>();
  let sumMs = 0;
  for (const { object, startMs, endMs } of wakings.toSorted((a, b) => a.startMs - b.startMs)) {
    const before = untilMs.get(object) ?? -Infinity;
    const until = Math.max(before, endMs + staysMs);
    sumMs += until - Math.max(before, startMs);
    untilMs.set(object, until);
  }
  return sumMs / 1_000;
}

/** Everybody who was there before is offered a link by who came last, and answers; candidates follow. */
async function linkUp(callers: readonly Caller[]): Promise<void> {
  const newcomer = callers.at(-1);
  const elders = callers.slice(0, -1);
  if (newcomer === undefined || elders.length === 0) return;
  const offered = elders.map((elder) => elder.next("offer"));
  const answered = elders.map(() => newcomer.next("answer"));
  newcomer.offer(elders);
  for (const [index, elder] of elders.entries())
    elder.answer(newcomer, (await offered[index])?.offer_id ?? "");
  await Promise.all(answered);
  for (const elder of elders)
    for (let frame = 0; frame < lateCandidateFrames; frame++)
      for (const [from, to] of [
        [newcomer, elder],
        [elder, newcomer],
      ] as const) {
        const there = to.next("candidates");
        from.candidates(to, offerIdOf(newcomer, elder));
        await there;
      }
}

function offerIdOf(from: Caller, to: Caller): string {
  return `${from.index} to ${to.index}`.padEnd(20, ".");
}

/** What a page says to the signal-worker. */
class Caller {
  readonly index: number;
  /** In both directions, heartbeats left out. */
  messages = 0;
  readonly #socket: WireSocket;
  readonly #frames = new EventEmitter<Record<string, [ServerFrame]>>();
  #welcome: Welcome | undefined;

  static async join(url: string, port: number, index: number): Promise<Caller> {
    const response = await fetch(`${url}/token`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ room: "the call that is counted", identity: `person ${index}` }),
    });
    const reply = parseTokenReply(await response.json());
    if (reply === undefined) throw new Error(`no token: ${response.status}`);
    const caller = new Caller(port, reply.token, index);
    await caller.next("welcome");
    return caller;
  }

  private constructor(port: number, token: string, index: number) {
    this.index = index;
    const address = { port, path: "/rooms/announce", protocols: ["meshcall.1", `token.${token}`] };
    const onText = (bytes: Buffer): void => {
      const text = bytes.toString();
      if (text === heartbeat.text) return;
      this.messages++;
      const frame = parseServerFrame(text);
      if (frame === undefined) return; // the reply to an announce
      if (frame.kind === "failure") throw new Error(text);
      if (frame.kind === "welcome") this.#welcome = frame;
      this.#frames.emit(frame.kind, frame);
    };
    this.#socket = new WireSocket(address, onText, () => this.#frames.removeAllListeners());
  }

  async next<Kind extends ServerFrame["kind"]>(kind: Kind): Promise<Extract<ServerFrame, { kind: Kind }>> {
    const [frame]: unknown[] = await once(this.#frames, kind);
    return frame as Extract<ServerFrame, { kind: Kind }>;
  }

  get #head() {
    if (this.#welcome === undefined) throw new Error("not in the room");
    const { info_hash, mesh } = this.#welcome;
    return { action: "announce", info_hash, peer_id: mesh.self.peerId };
  }
  get peerId(): string {
    return this.#head.peer_id;
  }

  #send(members: object): void {
    this.messages++;
    this.#socket.send(textFrame({ ...this.#head, ...members }));
  }

  beat(): void {
    this.#socket.send(textFrame(heartbeat.text));
  }
  offer(to: readonly Caller[]): void {
    const offers = to.map((each) => ({
      offer_id: offerIdOf(this, each),
      offer: { type: "offer", sdp, to_peer_id: each.peerId },
    }));
    this.#send({ event: "started", numwant: offers.length, offers });
  }
  answer(to: Caller, offerId: string): void {
    this.#send({ to_peer_id: to.peerId, offer_id: offerId, answer: { type: "answer", sdp } });
  }
  candidates(to: Caller, offerId: string): void {
    const candidates = [{ candidate: "candidate:1 1 udp 2113937151 192.0.2.1 50000 typ host", sdpMid: "0" }];
    this.#send({ to_peer_id: to.peerId, offer_id: offerId, mesh: { candidates } });
  }
  tellTracks(enabled: boolean): void {
    const tracks = (["audio", "video"] as const).map((kind, index) => ({
      sid: `MT${String(this.index * 2 + index).padStart(32, "0")}`,
      kind,
      name: kind,
      enabled: enabled || kind === "video",
    }));
    this.#send({ mesh: { tracks } });
  }
  stop(): void {
    this.#send({ event: "stopped" });
  }
  close(): void {
    this.#socket.close();
  }
}
