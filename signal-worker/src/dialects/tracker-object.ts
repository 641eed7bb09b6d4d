import { DurableObject } from "cloudflare:workers";
import type { Bindings } from "../bindings.ts";
import { trackerLimits, wsClose } from "./dialect-limits.ts";
import { closeSocket, opened, refused, sendText } from "./dialect-socket.ts";
import { parseTrackerAttachment, seatNumberOf, toTrackerAttachment } from "./tracker-attachment.ts";
import { failureFrame } from "./tracker-frames.ts";
import { Tracker, type TrackerEffect } from "./tracker.ts";

interface Awake {
  readonly tracker: Tracker;
  /** By seat number. */
  readonly sockets: Map<number, WebSocket>;
}

/** Only for {@link TrackerObject}; made from nothing, so that no header from outside gets through. */
export function trackerRequest(): Request {
  return new Request("https://tracker-object/", { headers: { Upgrade: "websocket" } });
}

/**
 * One open tracker: carries out what tracker.ts decides. Seats live in the sockets' attachments, and the
 * index over them is made again after each sleep. It stores nothing and knows no room.
 */
export class TrackerObject extends DurableObject<Bindings> {
  #awake: Awake | undefined;

  override async fetch(): Promise<Response> {
    const nowMs = Date.now();
    const { tracker, sockets } = this.#wake();
    const seat = tracker.open(nowMs);
    if (seat === undefined) {
      return refused(JSON.stringify(failureFrame("tracker is full")), wsClose.tryLater, "full");
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment(toTrackerAttachment(seat));
    sockets.set(seat.number, server);
    await this.#planSweep(nowMs);
    return opened(client);
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    const number = seatNumberOf(socket);
    if (number === undefined) return;
    this.#carryOut(this.#wake().tracker.receive(number, data, Date.now(), Math.random));
  }

  override webSocketClose(socket: WebSocket): void {
    this.#lose(socket);
    closeSocket(socket, wsClose.normal, "");
  }

  override webSocketError(socket: WebSocket): void {
    this.#lose(socket);
  }

  override async alarm(): Promise<void> {
    const nowMs = Date.now();
    const { tracker } = this.#wake();
    this.#carryOut(tracker.sweep(nowMs));
    if (tracker.size > 0) await this.#planSweep(nowMs);
    else await this.ctx.blockConcurrencyWhile(() => this.ctx.storage.deleteAll());
  }

  #wake(): Awake {
    if (this.#awake !== undefined) return this.#awake;
    const seated = this.ctx.getWebSockets().flatMap((socket) => {
      const seat = parseTrackerAttachment(socket.deserializeAttachment());
      return seat === undefined ? [] : [{ seat, socket }];
    });
    const tracker = new Tracker(seated.map(({ seat }) => seat));
    const sockets = new Map(seated.map(({ seat, socket }) => [seat.number, socket]));
    this.#awake = { tracker, sockets };
    return this.#awake;
  }

  #lose(socket: WebSocket): void {
    const number = seatNumberOf(socket);
    if (number === undefined) return;
    const { tracker, sockets } = this.#wake();
    tracker.lose(number);
    sockets.delete(number);
    socket.serializeAttachment(null);
  }

  #carryOut(effects: readonly TrackerEffect[]): void {
    const { sockets } = this.#wake();
    for (const effect of effects) {
      const socket = sockets.get(effect.kind === "keep" ? effect.seat.number : effect.seat);
      if (socket === undefined) continue;
      if (effect.kind === "keep") socket.serializeAttachment(toTrackerAttachment(effect.seat));
      else if (effect.kind === "send") sendText(socket, JSON.stringify(effect.frame));
      else {
        socket.serializeAttachment(null);
        sockets.delete(effect.seat);
        closeSocket(socket, effect.code, effect.reason);
      }
    }
  }

  async #planSweep(nowMs: number): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) !== null) return;
    await this.ctx.storage.setAlarm(nowMs + trackerLimits.intervalSeconds * 1_000);
  }
}
