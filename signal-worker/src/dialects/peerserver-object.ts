import { DurableObject } from "cloudflare:workers";
import * as v from "valibot";
import { heartbeat } from "#protocol/limits";
import type { Bindings } from "../bindings.ts";
import { peerServerLimits, wsClose } from "./dialect-limits.ts";
import { closeSocket, opened, refused, sendText } from "./dialect-socket.ts";
import { expireFrame, leaveFrame } from "./peerserver-frames.ts";
import { PeerServerQueue } from "./peerserver-queue.ts";
import { admit, isAlive, receive, type Client, type Effect, type Opening } from "./peerserver.ts";

/** What a socket carries through hibernation; null once it has been replaced or given up. */
const attachment = v.object({
  id: v.string(),
  token: v.string(),
  lastSeenMs: v.number(),
  badFrames: v.number(),
  budget: v.object({ left: v.number(), atMs: v.number() }),
});

interface Present {
  readonly socket: WebSocket;
  readonly client: Client;
}

/** Only for {@link PeerServerObject}; made from nothing, so that no header from outside gets through. */
export function peerServerRequest({ id, token }: Opening): Request {
  const query = new URLSearchParams({ id, token });
  return new Request(`https://peerserver-object/?${query}`, { headers: { Upgrade: "websocket" } });
}

/**
 * All stock PeerJS clients of one key: carries out what peerserver.ts decides. Clients live in their sockets'
 * attachments and what waits for somebody in SQLite, so the object may be put to sleep between any two
 * messages. It knows no room.
 */
export class PeerServerObject extends DurableObject<Bindings> {
  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(heartbeat.text, heartbeat.text));
  }

  override async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const opening = { id: searchParams.get("id") ?? "", token: searchParams.get("token") ?? "" };
    const nowMs = Date.now();
    const holder = this.#find(opening.id);
    const admission = admit(opening, holder?.client, this.ctx.getWebSockets().length, nowMs);
    if (admission.kind === "refused") return refused(admission.text, wsClose.policy, admission.reason);
    if (holder !== undefined) dismiss(holder.socket, wsClose.normal, "opened elsewhere");
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, [opening.id]);
    server.serializeAttachment(admission.client);
    sendText(server, admission.text);
    for (const text of this.#queue().take(opening.id)) sendText(server, text);
    await this.#planAlarm(nowMs + peerServerLimits.aliveMs);
    return opened(client);
  }

  /** The ids of everybody who is there. */
  peers(): string[] {
    const nowMs = Date.now();
    const present = this.#everybody().filter(({ client }) => isAlive(client, nowMs));
    return present.map(({ client }) => client.id);
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const sender = this.#present(socket);
    if (sender === undefined || data === heartbeat.text) return;
    const nowMs = Date.now();
    const queue = this.#queue();
    const others = {
      isHere: (id: string) => this.#find(id) !== undefined,
      waiting: (src: string) => queue.waiting(src),
    };
    const { client, effects } = receive(sender.client, data, others, nowMs);
    socket.serializeAttachment(client);
    for (const effect of effects) this.#carryOut(client.id, effect, queue, nowMs);
    const expiryMs = queue.nextExpiryMs();
    if (expiryMs !== undefined) await this.#planAlarm(expiryMs);
  }

  override webSocketClose(socket: WebSocket): void {
    dismiss(socket, wsClose.normal, "");
  }

  override webSocketError(socket: WebSocket): void {
    dismiss(socket, wsClose.goingAway, "");
  }

  /** Gives up what has waited too long, takes out the dead, and forgets everything once nobody is left. */
  override async alarm(): Promise<void> {
    const nowMs = Date.now();
    const queue = this.#queue();
    for (const { src, dst } of queue.expire(nowMs)) this.#send(src, expireFrame(dst, src));
    for (const { socket, client } of this.#everybody()) {
      if (!isAlive(client, nowMs)) dismiss(socket, wsClose.goingAway, "no heartbeat");
    }
    const expiryMs = queue.nextExpiryMs();
    const sweepMs = this.#everybody().length > 0 ? nowMs + peerServerLimits.aliveMs : undefined;
    if (expiryMs === undefined && sweepMs === undefined) {
      await this.ctx.blockConcurrencyWhile(() => this.ctx.storage.deleteAll());
    } else await this.#planAlarm(Math.min(expiryMs ?? Infinity, sweepMs ?? Infinity));
  }

  #carryOut(sender: string, effect: Effect, queue: PeerServerQueue, nowMs: number): void {
    switch (effect.kind) {
      case "send":
        // Whoever was there when the rules asked, and is not any more, has left.
        if (!this.#send(effect.to, effect.text)) this.#send(sender, leaveFrame(effect.to, sender));
        return;
      case "wait":
        queue.add(effect.from, effect.to, effect.text, nowMs);
        return;
      case "close": {
        const present = this.#find(effect.to);
        if (present !== undefined) dismiss(present.socket, effect.code, effect.reason);
        return;
      }
      default:
        effect satisfies never;
    }
  }

  #send(id: string, text: string): boolean {
    const present = this.#find(id);
    return present !== undefined && sendText(present.socket, text);
  }

  #find(id: string): Present | undefined {
    // Tags hold the id; an empty one, which nobody has, would ask for every socket.
    if (id === "") return undefined;
    return this.#presentOf(this.ctx.getWebSockets(id))[0];
  }

  #everybody(): Present[] {
    return this.#presentOf(this.ctx.getWebSockets());
  }

  #presentOf(sockets: readonly WebSocket[]): Present[] {
    return sockets.flatMap((socket) => this.#present(socket) ?? []);
  }

  #present(socket: WebSocket): Present | undefined {
    const parsed = v.safeParse(attachment, socket.deserializeAttachment());
    if (!parsed.success) return undefined;
    const heartbeatMs = this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
    const lastSeenMs = Math.max(parsed.output.lastSeenMs, heartbeatMs);
    return { socket, client: { ...parsed.output, lastSeenMs } };
  }

  #queue(): PeerServerQueue {
    return new PeerServerQueue(this.ctx.storage.sql);
  }

  /** Nothing happens where the alarm comes earlier anyway. */
  async #planAlarm(atMs: number): Promise<void> {
    const plannedMs = await this.ctx.storage.getAlarm();
    if (plannedMs === null || plannedMs > atMs) await this.ctx.storage.setAlarm(atMs);
  }
}

/** From now on the socket is nobody's, whether or not the runtime still lists it. */
function dismiss(socket: WebSocket, code: number, reason: string): void {
  socket.serializeAttachment(null);
  closeSocket(socket, code, reason);
}
