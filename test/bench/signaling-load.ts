import { once, EventEmitter } from "node:events";
import { dialects, sdp, type Contender, type Pair, type Seat } from "./signaling-dialects.ts";
import type { BenchServer } from "./signaling-servers.ts";
import { WireSocket } from "./wire-socket.ts";

/** Sockets that are being opened at the same time: enough to keep any server busy. */
const joinsAtOnce = 32;
/** A description makes a frame at least that long, nothing else does. */
const longBytes = 4_000;

export interface Load {
  readonly pairs: number;
  /** How often each pair says offer and answer. */
  readonly rounds: number;
}

export interface LoadSample {
  readonly joinsPerSecond: number;
  readonly messagesPerSecond: number;
  /** Milliseconds of one core that the server took for one. */
  readonly serverMsPerJoin: number;
  readonly serverMsPerMessage: number;
  /** How much of one core the clients took, 0 to 1: near 1 they would be what is measured. */
  readonly joinsClientLoad: number;
  readonly messagesClientLoad: number;
}

/**
 * Fills rooms of two, then lets all pairs talk at the same time, each with one message under way: an offer of 4 KB, its
 * answer, the next offer. Every message has to arrive, or this rejects.
 */
export async function sample(
  contender: Contender,
  server: BenchServer,
  { pairs: count, rounds }: Load,
  nextPair: () => number,
): Promise<LoadSample> {
  const dialect = dialects[contender];
  const pairs = await Promise.all(Array.from({ length: count }, () => dialect.pair(nextPair())));
  const people = new Map<Seat, Person>();
  const joined = await measure(server, async () => {
    for (const side of ["elder", "newer"] as const) {
      const waiting = pairs.map((pair) => pair[side]);
      await Promise.all(
        Array.from({ length: joinsAtOnce }, async () => {
          for (let seat = waiting.shift(); seat !== undefined; seat = waiting.shift())
            people.set(seat, await Person.join(server.port, seat));
        }),
      );
    }
  });
  const talks = pairs.map((pair) => talkOf(contender, pair, people));
  const talked = await measure(server, async () => {
    await Promise.all(talks.map((talk) => talk(rounds)));
  });
  for (const person of people.values()) person.close();
  await settled(server);
  const joins = 2 * count;
  const messages = 2 * count * rounds;
  return {
    joinsPerSecond: (joins / joined.wallMs) * 1_000,
    messagesPerSecond: (messages / talked.wallMs) * 1_000,
    serverMsPerJoin: joined.serverMs / joins,
    serverMsPerMessage: talked.serverMs / messages,
    joinsClientLoad: joined.clientMs / joined.wallMs,
    messagesClientLoad: talked.clientMs / talked.wallMs,
  };
}

class Person extends EventEmitter<{ long: [Buffer]; error: [Error] }> {
  #socket: WireSocket | undefined;
  #isClosed = false;

  /** Settles when the server's first word is there. */
  static join(port: number, seat: Seat): Promise<Person> {
    const person = new Person();
    return new Promise((resolve, reject) => {
      person.#socket = new WireSocket(
        { ...seat.address, port },
        (text) => {
          if (text.length >= longBytes) {
            person.emit("long", text);
          } else if (seat.welcome === "") {
            seat.welcome = text.toString();
            resolve(person);
          }
        },
        (reason) => {
          reject(new Error(`not let in: ${reason}`));
          if (!person.#isClosed) person.emit("error", new Error(`lost its socket: ${reason}`));
        },
      );
    });
  }

  send(frame: Buffer): void {
    this.#socket?.send(frame);
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.close();
  }
}

function talkOf(contender: Contender, pair: Pair, people: ReadonlyMap<Seat, Person>) {
  const { offer, answer } = dialects[contender].frames(pair);
  const [elder, newer] = [people.get(pair.elder), people.get(pair.newer)];
  if (elder === undefined || newer === undefined) throw new Error("somebody is missing");
  const text = JSON.stringify(sdp).slice(1, -1);
  elder.on("long", () => elder.send(answer));
  return async (rounds: number): Promise<void> => {
    elder.once("long", (first) => check(first, `"offer"`, text));
    newer.once("long", (first) => check(first, `"answer"`, text));
    let left = rounds;
    const done = new EventEmitter<{ done: [] }>();
    newer.on("long", () => {
      if (--left === 0) done.emit("done");
      else newer.send(offer);
    });
    const end = once(done, "done");
    newer.send(offer);
    await end;
  };
}

function check(frame: Buffer, kind: string, text: string): void {
  if (!frame.includes(kind) || !frame.includes(text)) throw new Error(`not what was sent: ${frame}`);
}

async function measure(server: BenchServer, work: () => Promise<void>) {
  const [startMs, serverStartMs, client] = [performance.now(), server.cpuMs(), process.cpuUsage()];
  await work();
  const wallMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(client);
  return { wallMs, serverMs: server.cpuMs() - serverStartMs, clientMs: (user + system) / 1_000 };
}

/** Waits until the server has nothing left to do, so that the next one finds a quiet machine. */
async function settled(server: BenchServer): Promise<void> {
  for (let quiet = 0, before = server.cpuMs(); quiet < 3;) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = server.cpuMs();
    quiet = now - before <= 10 ? quiet + 1 : 0;
    before = now;
  }
}
