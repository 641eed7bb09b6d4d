import { DurableObject } from "cloudflare:workers";
import type { Welcome } from "#protocol/announce";
import { heartbeat, roomCapacity } from "#protocol/limits";
import { adHocSettings, type Account } from "./accounts.ts";
import { parseAttachment, toAttachment } from "./attachment.ts";
import type { Bindings } from "./bindings.ts";
import { findAccount, parseEnv } from "./env.ts";
import { endedUntilMs, hasEnded, rememberEnded } from "./ended-sessions.ts";
import { announceReply, tokenReply, type OutgoingFrame } from "./frames.ts";
import { cryptoRandom, infoHashOf } from "./ids.ts";
import { parseJoinRequest, type Join } from "./join.ts";
import { logStep } from "./log.ts";
import { deleteRecord, loadRecord, saveRecord } from "./room-record.ts";
import * as room from "./room.ts";
import { signSession } from "./session.ts";
import { refuseUpgrade, upgraded } from "./sockets.ts";
import { seatsBefore, type Seat } from "./swarm.ts";
import { issuerOf, renewalError, verifyToken } from "./tokens.ts";

interface Occupied {
  readonly seats: readonly Seat[];
  /** By seat number. */
  readonly sockets: ReadonlyMap<number, WebSocket>;
}

/**
 * One room: carries out what room.ts decides. Seats live in the sockets' attachments and the record in
 * SQLite, so the object may be put to sleep between any two messages.
 */
export class RoomObject extends DurableObject<Bindings> {
  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(heartbeat.text, heartbeat.text));
  }

  /** Only from our own routes, which have checked the token: accepting the socket is joining the room. */
  override async fetch(request: Request): Promise<Response> {
    const join = parseJoinRequest(request);
    if (join === undefined) return new Response(null, { status: 400 });
    // Nothing else may happen between choosing a seat and taking it, though the ticket takes a moment to sign.
    return this.ctx.blockConcurrencyWhile(() => this.#join(join));
  }

  /** How many are in the room now. Asking makes no room. */
  participants(): number {
    const nowMs = Date.now();
    return this.#occupied().seats.filter((seat) => room.isAlive(seat, nowMs)).length;
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    const nowMs = Date.now();
    this.#apply(socket, (state, number) => room.receive(state, number, data, nowMs));
  }

  override webSocketClose(socket: WebSocket): void {
    this.#apply(socket, room.lose);
    close(socket, 1000, "");
  }

  override webSocketError(socket: WebSocket): void {
    this.#apply(socket, room.lose);
  }

  override async alarm(): Promise<void> {
    const occupied = this.#occupied();
    const record = loadRecord(this.ctx.storage.sql);
    if (record === undefined || occupied.seats.length === 0) return this.#end();
    this.#carryOut(occupied, room.sweep({ record, seats: occupied.seats }, Date.now()));
    await this.#planSweep();
  }

  async #join(join: Join): Promise<Response> {
    const account = this.#account(join.accountSid);
    if (account === undefined) return refuseUpgrade(54002);
    const occupied = this.#occupied();
    const stored = loadRecord(this.ctx.storage.sql);
    const adHoc = join.mayMake ? adHocSettings(account) : undefined;
    if (stored === undefined && adHoc === undefined) return refuseUpgrade(53106);
    const nowMs = Date.now();
    const admission = room.admit(stored, occupied.seats, {
      ...join,
      roomType: account.roomType,
      resume: join.resume,
      hasEnded: join.resume !== undefined && hasEnded(this.ctx.storage.sql, join.resume.peerId, nowMs),
      nowMs,
      random: cryptoRandom,
    });
    if ("refused" in admission) {
      this.#carryOut(occupied, admission);
      return refuseUpgrade(admission.refused);
    }
    const { state, seat } = admission;
    const { peerId, sid: participantSid, identity } = seat.member;
    const claims = { account: account.sid, room: join.roomName, roomSid: state.record.sid };
    const session = await signSession(
      { ...claims, identity, participantSid, peerId },
      account.keys[0].secret,
      nowMs,
    );
    if (state.record !== stored) saveRecord(this.ctx.storage.sql, state.record);
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment(toAttachment(seat));
    send(server, welcomeFrame(state, seat, join, session));
    this.#carryOut(occupied, admission);
    await this.#planSweep();
    logStep(state.record.sid, participantSid, join.resume === undefined ? "joined" : "resumed");
    return upgraded(client);
  }

  /** Runs one rule for one socket. A socket without a seat has no say any more. */
  #apply(socket: WebSocket, rule: (state: room.RoomState, number: number) => room.Outcome): void {
    const seat = parseAttachment(socket.deserializeAttachment(), undefined);
    if (seat === undefined) return;
    const occupied = this.#occupied(socket);
    const record = loadRecord(this.ctx.storage.sql);
    if (record === undefined) return;
    this.#carryOut(occupied, rule({ record, seats: occupied.seats }, seat.number));
  }

  /**
   * @param own the socket that the event is about. `getWebSockets()` may list a closing socket or not; one
   * that gave up its seat before does not count either way.
   */
  #occupied(own?: WebSocket): Occupied {
    const sockets = new Map<number, WebSocket>();
    const seats: Seat[] = [];
    for (const socket of new Set([...this.ctx.getWebSockets(), ...(own === undefined ? [] : [own])])) {
      const heartbeatMs = this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime();
      const seat = parseAttachment(socket.deserializeAttachment(), heartbeatMs);
      if (seat === undefined) continue;
      seats.push(seat);
      sockets.set(seat.number, socket);
    }
    return { seats: seats.sort((a, b) => a.number - b.number), sockets };
  }

  #carryOut({ seats: before, sockets }: Occupied, { state, effects }: room.Outcome): void {
    const after = new Map(state.seats.map((seat) => [seat.number, seat]));
    for (const seat of before) {
      const next = after.get(seat.number);
      if (next === seat) continue;
      sockets.get(seat.number)?.serializeAttachment(next === undefined ? null : toAttachment(next));
      if (next === undefined) logStep(state.record.sid, seat.member.sid, "gave up its seat");
    }
    for (const effect of effects) {
      if (effect.kind === "session ends") {
        rememberEnded(this.ctx.storage.sql, effect.peerId, Date.now());
        continue;
      }
      const socket = sockets.get(effect.seat);
      if (socket === undefined) continue;
      if (effect.kind === "send") send(socket, effect.frame);
      else if (effect.kind === "close") close(socket, effect.code, effect.reason);
      else this.ctx.waitUntil(this.#checkToken(socket, state.record, effect.token));
    }
    if (state.seats.length === 0) this.ctx.waitUntil(this.#end());
  }

  /** The server's clock decides, not the page's; what the token says of a name is not taken over. */
  async #checkToken(
    socket: WebSocket,
    { sid: roomSid, name }: room.RoomRecord,
    token: string,
  ): Promise<void> {
    const seat = parseAttachment(socket.deserializeAttachment(), undefined);
    const account = this.#account(this.ctx.id.name?.split("/")[0]);
    if (seat === undefined || account === undefined) return;
    const { identity, sid: participantSid, peerId } = seat.member;
    const nowMs = Date.now();
    const claims = await verifyToken(token, issuerOf(token, [account]).keys, nowMs);
    const code = typeof claims === "number" ? claims : renewalError(claims, { room: name, identity });
    const infoHash = infoHashOf(roomSid);
    if (typeof claims === "number" || code !== undefined) {
      send(socket, tokenReply(infoHash, { code: code ?? 20101 }));
      return;
    }
    const owner = { account: account.sid, room: name, roomSid, identity, participantSid, peerId };
    const session = await signSession(owner, account.keys[0].secret, nowMs);
    send(socket, tokenReply(infoHash, { lifeSeconds: claims.lifeSeconds, session }));
    logStep(roomSid, participantSid, "renewed its token");
  }

  /** @returns undefined for an account that was taken out of the configuration */
  #account(sid: string | undefined): Account | undefined {
    const config = parseEnv(this.env);
    return config === undefined || sid === undefined ? undefined : findAccount(config, sid);
  }

  async #planSweep(): Promise<void> {
    const { seats } = this.#occupied();
    if (seats.length === 0) return;
    const planned = await this.ctx.storage.getAlarm();
    const nextMs = room.nextSweepMs(seats, Date.now());
    if (planned === null || planned > nextMs) await this.ctx.storage.setAlarm(nextMs);
  }

  /** The room is over, and no join comes in between. What stays for a day is which sessions were ended. */
  #end(): Promise<void> {
    return this.ctx.blockConcurrencyWhile(async () => {
      const { sql } = this.ctx.storage;
      loadRecord(sql);
      deleteRecord(sql);
      const untilMs = endedUntilMs(sql, Date.now());
      if (untilMs !== undefined) return this.ctx.storage.setAlarm(untilMs);
      await this.ctx.storage.deleteAlarm();
      await this.ctx.storage.deleteAll();
    });
  }
}

function welcomeFrame({ record, seats }: room.RoomState, seat: Seat, join: Join, session: string): Welcome {
  const { sid, name, type } = record;
  return {
    ...announceReply(infoHashOf(sid), seats.length),
    mesh: {
      v: 1,
      self: seat.member,
      room: { sid, name, type, maxParticipants: roomCapacity[type] },
      peers: seatsBefore(seats, seat).map((other) => other.member),
      ice: [...join.ice],
      session,
      tokenLifeSeconds: join.tokenLifeSeconds,
      directed: true,
    },
  };
}

/** A socket that broke a moment ago throws; its close event frees the seat. */
function send(socket: WebSocket, frame: OutgoingFrame): void {
  try {
    socket.send(JSON.stringify(frame));
  } catch {
    // see above
  }
}

function close(socket: WebSocket, code: number, reason: string): void {
  try {
    socket.close(code, reason);
  } catch {
    // closed already
  }
}
