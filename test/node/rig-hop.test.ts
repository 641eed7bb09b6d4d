import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Hop, type Address } from "../rig/hop.ts";
import { Lane, unimpaired, type Impairment } from "../rig/lane.ts";
import { seeded } from "../wasm/seeded.ts";

const ip = "127.0.0.1";
const { fraction } = seeded("rig-hop");

describe("a lane", () => {
  function lane(impairment: Partial<Impairment>): Lane {
    const made = new Lane(fraction);
    made.impairment = { ...unimpaired, ...impairment };
    return made;
  }
  function lostOf(made: Lane, packets: number): boolean[] {
    return Array.from({ length: packets }, (_, index) => made.admit(100, index * 10) === undefined);
  }

  it("loses its share of packets", () => {
    expect(lostOf(lane({}), 1_000)).not.toContain(true);
    const lost = lostOf(lane({ loss: 0.1 }), 50_000).filter(Boolean).length;
    expect(lost / 50_000).toBeGreaterThan(0.09);
    expect(lost / 50_000).toBeLessThan(0.11);
  });

  it("loses in bursts of the length that was asked for", () => {
    const losses = lostOf(lane({ bursts: { begin: 0.2 / 9, end: 0.2 } }), 200_000);
    const lost = losses.filter(Boolean).length;
    const bursts = losses.filter((isLost, index) => isLost && losses[index - 1] !== true).length;
    expect(lost / losses.length).toBeGreaterThan(0.09);
    expect(lost / losses.length).toBeLessThan(0.11);
    expect(lost / bursts).toBeGreaterThan(4.5);
    expect(lost / bursts).toBeLessThan(5.5);
  });

  it("keeps to its rate and drops what the queue cannot hold", () => {
    const made = lane({ rateBps: 80_000, queueBytes: 1_000 }); // 10 bytes in a ms
    expect(made.admit(72, 0)).toBe(10); // 28 bytes of headers
    expect(made.admit(472, 0)).toBe(60);
    expect(made.admit(372, 0)).toBe(100); // 1000 bytes wait now
    expect(made.admit(72, 0)).toBeUndefined();
    expect(made.admit(72, 50)).toBe(110);
    expect(made.admit(72, 500)).toBe(510);
  });

  it("delays, and jitter changes no order", () => {
    expect(lane({ delayMs: 150 }).admit(100, 7)).toBe(157);
    const made = lane({ delayMs: 20, jitterMs: 50 });
    const arrivals = Array.from({ length: 1_000 }, (_, index) => made.admit(100, index) ?? 0);
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
    for (const [index, arrival] of arrivals.entries()) expect(arrival - index).toBeGreaterThanOrEqual(20);
    expect(Math.max(...arrivals.map((arrival, index) => arrival - index))).toBeGreaterThan(50);
  });
});

describe("a hop", () => {
  let hop: Hop;
  let sockets: [Socket, Socket];
  let addresses: [Address, Address];

  beforeEach(async () => {
    hop = new Hop(ip, fraction);
    sockets = [createSocket("udp4"), createSocket("udp4")];
    for (const socket of sockets) {
      socket.bind(0, ip);
      await once(socket, "listening");
    }
    addresses = [sockets[0].address(), sockets[1].address()].map(({ address, port }) => ({
      ip: address,
      port,
    })) as [Address, Address];
  });
  afterEach(() => {
    hop.close();
    for (const socket of sockets) socket.close();
  });

  /** Settles with who it came from. */
  async function receive(end: 0 | 1, text: string): Promise<Address> {
    for (;;) {
      const [packet, source] = await once(sockets[end], "message");
      if (String(packet) === text) return { ip: source.address, port: source.port };
    }
  }
  const send = (end: 0 | 1, text: string, to: Address): void => sockets[end].send(text, to.port, to.ip);

  it("shows each end the other at one port, whoever speaks first", async () => {
    const forB = await hop.addressFor(1, addresses[0]);
    const atA = receive(0, "hello");
    send(1, "hello", forB);
    const b = await atA;
    expect(b).toEqual(await hop.addressFor(0, addresses[1]));
    const atB = receive(1, "and you");
    send(0, "and you", b);
    expect(await atB).toEqual(forB);
    expect(hop.forwarded).toEqual([1, 1]);
  });

  it("delays what it hands on", async () => {
    hop.impair({ delayMs: 60 });
    const startMs = performance.now();
    const arrived = receive(0, "late");
    send(1, "late", await hop.addressFor(1, addresses[0]));
    await arrived;
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(59);
  });

  it("is cut one way, both ways, and restored", async () => {
    const [forA, forB] = [await hop.addressFor(0, addresses[1]), await hop.addressFor(1, addresses[0])];
    hop.cut(1);
    const lost = receive(0, "lost").then(() => "arrived");
    const arrived = receive(1, "through");
    send(1, "lost", forB);
    send(0, "through", forA);
    await arrived;
    hop.restore();
    const restored = receive(0, "restored");
    send(1, "restored", forB);
    expect(await Promise.race([lost, restored])).toEqual(forA);
  });

  it("rebinds: a new port for one end, and the old one is dead", async () => {
    const forA = await hop.addressFor(0, addresses[1]);
    const before = await hop.addressFor(1, addresses[0]);
    hop.rebind(1);
    const seen = receive(1, "from elsewhere");
    send(0, "from elsewhere", forA);
    const after = await seen;
    expect(after).not.toEqual(before);
    expect(await hop.addressFor(1, addresses[0])).toEqual(after);
    const atA = receive(0, "to the new one");
    send(1, "to the old one", before);
    send(1, "to the new one", after);
    expect(await atA).toEqual(forA);
    expect(hop.forwarded).toEqual([1, 1]);
  });

  it("condemns the addresses in use, and no others", async () => {
    const forA = await hop.addressFor(0, addresses[1]);
    hop.condemn();
    send(0, "lost", forA);
    const other = createSocket("udp4");
    other.bind(0, ip);
    await once(other, "listening");
    const { port } = other.address();
    const fresh = createSocket("udp4");
    const arrived = once(other, "message");
    fresh.send("through", (await hop.addressFor(0, { ip, port })).port, ip);
    expect(String((await arrived)[0])).toBe("through");
    expect(hop.forwarded).toEqual([1, 0]);
    other.close();
    fresh.close();
  });
});
