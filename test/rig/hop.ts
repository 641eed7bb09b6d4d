import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { Lane, unimpaired, type Impairment } from "./lane.ts";

/** The hop joins two ends. */
export type End = 0 | 1;

export interface Address {
  ip: string;
  port: number;
}

/** A port that one end sends to, and is sent to from, in place of one address of the other end. */
interface Face {
  /** Who sees this port. */
  end: End;
  /** The other end's real address behind it. */
  target: Address;
  socket: Socket;
  bound: Promise<unknown>;
  /** A NAT forgot it, or the path behind it is gone. */
  isDead: boolean;
}

/**
 * All UDP between two peers, through one process without privileges. Each address of one end has one port here
 * that the other end sees in its place, whichever way packets go, so that ICE finds consistent 5-tuples. What
 * happens on the way is told to the two lanes, while packets flow.
 */
export class Hop {
  /** From end 0, from end 1. */
  readonly lanes: readonly [Lane, Lane];
  /** Packets handed on, from end 0 and from end 1. */
  readonly forwarded: [number, number] = [0, 0];
  readonly #ip: string;
  readonly #faces = new Map<string, Face>();
  readonly #condemned = new Set<string>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #closed = false;

  /**
   * @param ip where the hop's ports are: an address that both ends can reach
   * @param fraction gives 0 <= x < 1
   */
  constructor(ip: string, fraction: () => number) {
    this.#ip = ip;
    this.lanes = [new Lane(fraction), new Lane(fraction)];
  }

  /** @returns what `end` has to send to, in place of `target` */
  async addressFor(end: End, target: Address): Promise<Address> {
    const face = this.#face(end, target);
    await face.bound;
    return { ip: this.#ip, port: face.socket.address().port };
  }

  /** Both directions, or one. What is left out is unimpaired. */
  impair(impairment: Partial<Impairment>, from?: End): void {
    for (const lane of this.#lanesFrom(from)) lane.impairment = { ...unimpaired, ...impairment };
  }

  /** Nothing goes through any more, both ways or one. */
  cut(from?: End): void {
    for (const lane of this.#lanesFrom(from)) lane.isCut = true;
  }

  restore(): void {
    for (const lane of this.lanes) lane.isCut = false;
  }

  /** The other end's NAT has forgotten its mappings: `end` sees it at new ports, and the old ones lead nowhere. */
  rebind(end: End): void {
    for (const [key, face] of this.#faces) {
      if (face.end !== end) continue;
      face.isDead = true;
      this.#faces.delete(key);
      face.socket.close();
    }
  }

  /** The path between the addresses that are in use is gone for good; others that the ends may open work. */
  condemn(): void {
    for (const face of this.#faces.values()) {
      face.isDead = true;
      this.#condemned.add(textOf(face.target));
    }
  }

  /** Safe to call twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const face of this.#faces.values()) face.socket.close();
    this.#faces.clear();
  }

  #lanesFrom(from: End | undefined): readonly Lane[] {
    return from === undefined ? this.lanes : [this.lanes[from]];
  }

  #face(end: End, target: Address): Face {
    const key = `${end} ${textOf(target)}`;
    const known = this.#faces.get(key);
    if (known !== undefined) return known;
    const socket = createSocket("udp4");
    const face: Face = {
      end,
      target,
      socket,
      bound: once(socket, "listening"),
      isDead: this.#condemned.has(textOf(target)),
    };
    this.#faces.set(key, face);
    socket.on("message", (packet, source) =>
      this.#received(face, packet, { ip: source.address, port: source.port }),
    );
    socket.on("error", () => undefined); // the far port has closed: a path would say nothing either
    socket.bind(0, this.#ip);
    return face;
  }

  #received(face: Face, packet: Uint8Array, source: Address): void {
    if (face.isDead || this.#condemned.has(textOf(source))) return;
    const nowMs = performance.now();
    const arrivesAtMs = this.lanes[face.end].admit(packet.byteLength, nowMs);
    if (arrivesAtMs === undefined) return;
    if (arrivesAtMs - nowMs < 0.5) return this.#handOn(face, packet, source);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#handOn(face, packet, source);
    }, arrivesAtMs - nowMs);
    this.#timers.add(timer);
  }

  #handOn({ end, target, isDead }: Face, packet: Uint8Array, source: Address): void {
    if (this.#closed || isDead) return;
    const out = this.#face(end === 0 ? 1 : 0, source);
    if (out.isDead) return;
    this.forwarded[end]++;
    out.socket.send(packet, target.port, target.ip); // waits by itself until the socket is bound
  }
}

function textOf({ ip, port }: Address): string {
  return `${ip}:${port}`;
}
