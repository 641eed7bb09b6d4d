import { DurableObject } from "cloudflare:workers";
import type { Act } from "#protocol/act";
import type { SubscribeRule } from "#protocol/subscribe-rule";
import { heartbeat } from "#protocol/limits";
import { adHocSettings, type Account } from "./account/accounts.ts";
import type { Bindings } from "./bindings.ts";
import { findAccount, parseEnv } from "./env.ts";
import { endedUntilMs, hasEnded, rememberEnded } from "./room-store/ended-sessions.ts";
import type { ActAnswer, ActSource, RoomControl, RoomIdentity, WantedRoom } from "./facts.ts";
import { formerRoom, formerUntilMs, rememberRoom } from "./room-store/former-rooms.ts";
import { tokenReply } from "./frames.ts";
import { cryptoRandom, infoHashOf } from "./ids.ts";
import { parseJoinRequest, type Join } from "./join.ts";
import { logStep } from "./log.ts";
import { Outbox } from "./room-store/outbox.ts";
import { RoomStore } from "./room-store/room-store.ts";
import * as room from "./room.ts";
import { isOpenToAll } from "./room/door.ts";
import { putSeat, seatOf } from "./room-store/seat-sockets.ts";
import { signSession } from "./tokens/session.ts";
import { close, refuseUpgrade, send, upgraded } from "./sockets.ts";
import type { Seat } from "./swarm.ts";
import { issuerOf, renewalError, verifyToken } from "./tokens/tokens.ts";
import { welcomeFrame } from "./welcome.ts";

type Seats = ReadonlyMap<Seat, WebSocket>;

interface Present {
  /** Undefined: no room is in progress. */
  readonly state: room.RoomState | undefined;
  readonly seats: Seats;
}

/** An alarm that would come this much too early is let be: moving it is a write. */
const alarmSlackMs = 5_000;

/**
 * One room name: carries out what room.ts decides. Seats live in the sockets' attachments, all else in SQLite, so the
 * object may be put to sleep or started anew between any two events.
 */
export class RoomObject extends DurableObject<Bindings> implements RoomControl {
  readonly #store: RoomStore;
  readonly #outbox: Outbox;
  readonly #accountSid: string;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(heartbeat.text, heartbeat.text));
    this.#store = new RoomStore(ctx.storage.sql);
    // Our own routes name the object `ACCOUNT SID/ROOM NAME`.
    this.#accountSid = (ctx.id.name ?? "").split("/", 1).join();
    this.#outbox = new Outbox(ctx.storage.sql, () => env.ACCOUNTS.getByName(this.#accountSid));
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
    return [...this.#seats().keys()].filter((seat) => room.isAlive(seat, nowMs)).length;
  }

  /** The same for somebody whom nobody knows: of a room that not all may enter they learn nothing. */
  participantsForGuests(): number {
    const { state } = this.#present();
    return state === undefined || isOpenToAll(state.record) ? this.participants() : 0;
  }

  async open(wanted: WantedRoom): Promise<{ readonly opened: RoomIdentity } | { readonly refused: 53113 }> {
    const { state, seats } = this.#present();
    const outcome = room.open(state, wanted, Date.now());
    if (outcome === undefined) return { refused: 53113 };
    this.#carryOut(seats, outcome);
    await this.#follow(Infinity); // REST is the account, so it is there
    const { sid: roomSid, name: roomName, isAdHoc } = outcome.state.record;
    return { opened: { roomSid, roomName, isAdHoc } };
  }

  complete(roomSid: string): Promise<boolean> {
    return this.#order((state, nowMs) =>
      state.record.sid === roomSid ? room.complete(state, nowMs) : undefined,
    );
  }

  disconnect(participantSid: string): Promise<boolean> {
    return this.#order((state, nowMs) => room.disconnect(state, participantSid, nowMs));
  }

  async act(_source: ActSource, _act: Act, roomSid?: string): Promise<ActAnswer> {
    const { state } = this.#present();
    return state === undefined || (roomSid !== undefined && state.record.sid !== roomSid)
      ? { code: 53106 }
      : { code: 54037 };
  }

  setSubscribeRules(participantSid: string, rules: readonly SubscribeRule[]): Promise<boolean> {
    return this.#order((state, nowMs) => room.setSubscribeRules(state, participantSid, rules, nowMs));
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    const nowMs = Date.now();
    this.#apply(socket, (state, number) => room.receive(state, number, data, nowMs));
  }

  override webSocketClose(socket: WebSocket): void {
    this.#lose(socket);
    close(socket, 1000, "");
  }

  override webSocketError(socket: WebSocket): void {
    this.#lose(socket);
  }

  override async alarm(): Promise<void> {
    const { state, seats } = this.#present();
    if (state !== undefined) this.#carryOut(seats, room.tick(state, Date.now()));
    await this.#follow();
  }

  async #join(join: Join): Promise<Response> {
    const account = this.#account();
    if (account === undefined) return refuseUpgrade(54002);
    const { state, seats } = this.#present();
    const nowMs = Date.now();
    const admission = room.admit(state, {
      ...join,
      resume: join.resume,
      adHoc: join.mayMake ? adHocSettings(account) : undefined,
      ...this.#past(join.resume, nowMs),
      nowMs,
      random: cryptoRandom,
    });
    if ("refused" in admission) {
      if (admission.outcome !== undefined) {
        this.#carryOut(seats, admission.outcome);
        await this.#plan();
      }
      return refuseUpgrade(admission.refused);
    }
    const { seat } = admission;
    const { peerId, sid: participantSid, identity } = seat.member;
    const { record } = admission.state;
    const claims = { account: account.sid, room: record.name, roomSid: record.sid };
    const session = await signSession(
      { ...claims, identity, participantSid, peerId },
      account.keys[0].secret,
      nowMs,
    );
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    putSeat(server, seat);
    send(server, welcomeFrame(admission.state, seat, join, session));
    this.#carryOut(seats, admission);
    await this.#plan();
    logStep(record.sid, participantSid, join.resume === undefined ? "joined" : "resumed");
    return upgraded(client);
  }

  /** What is still known of the session that somebody wants to come back to. */
  #past(resume: Join["resume"], nowMs: number): Pick<room.JoinRequest, "over" | "formerSequence"> {
    if (resume === undefined) return {};
    const { sql } = this.ctx.storage;
    const former = formerRoom(sql, resume.roomSid, nowMs);
    if (former?.isFinal === true) return { over: 53118 };
    return {
      over: hasEnded(sql, resume.peerId, nowMs) ? 53204 : undefined,
      formerSequence: former?.nextSequence,
    };
  }

  /** Runs one rule for one socket. A socket without a seat has no say any more. */
  #apply(socket: WebSocket, rule: (state: room.RoomState, number: number) => room.Outcome): void {
    const seat = seatOf(socket);
    if (seat === undefined) return;
    const { state, seats } = this.#present(socket);
    if (state !== undefined) this.#carryOut(seats, rule(state, seat.number));
  }

  #lose(socket: WebSocket): void {
    const nowMs = Date.now();
    this.#apply(socket, (state, number) => room.lose(state, number, nowMs));
  }

  /** Carries out what REST wants. @returns whether there was something to do it to, once the account knows */
  async #order(rule: (state: room.RoomState, nowMs: number) => room.Outcome | undefined): Promise<boolean> {
    const { state, seats } = this.#present();
    const outcome = state && rule(state, Date.now());
    if (outcome === undefined) return false;
    this.#carryOut(seats, outcome);
    await this.#follow(Infinity);
    return true;
  }

  /** @param own the socket that the event is about: see {@link RoomObject.#seats} */
  #present(own?: WebSocket): Present {
    const seats = this.#seats(own);
    const kept = this.#store.load();
    if (kept === null) return { state: undefined, seats };
    const inOrder = [...seats.keys()].sort((a, b) => a.number - b.number);
    return { state: room.reconcile({ ...kept, seats: inOrder, knocks: [] }, Date.now()), seats };
  }

  /**
   * @param own the socket that the event is about. `getWebSockets()` may list a closing socket or not; one
   * that gave up its seat before does not count either way.
   */
  #seats(own?: WebSocket): Seats {
    const nowMs = Date.now();
    const seats = new Map<Seat, WebSocket>();
    for (const socket of new Set([...this.ctx.getWebSockets(), ...(own === undefined ? [] : [own])])) {
      const heartbeatMs = () => this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime();
      const seat = seatOf(socket, nowMs, heartbeatMs);
      if (seat !== undefined) seats.set(seat, socket);
    }
    return seats;
  }

  #carryOut(before: Seats, { state, effects, facts }: room.Outcome): void {
    const nowMs = Date.now();
    const after = new Map(state.seats.map((seat) => [seat.number, seat]));
    const sockets = new Map<number, WebSocket>();
    for (const [seat, socket] of before) {
      sockets.set(seat.number, socket);
      const next = after.get(seat.number);
      if (next === seat) continue;
      putSeat(socket, next);
      if (next === undefined) logStep(state.record.sid, seat.member.sid, "gave up its seat");
    }
    const isMoved = this.#keep(state, nowMs);
    this.#outbox.add(facts, nowMs);
    for (const effect of effects) {
      if (effect.kind === "session ends") {
        rememberEnded(this.ctx.storage.sql, effect.peerId, nowMs);
        continue;
      }
      if (effect.kind === "answer knock") continue;
      const socket = sockets.get(effect.seat);
      if (socket === undefined) continue;
      if (effect.kind === "send") send(socket, effect.frame);
      else if (effect.kind === "close") close(socket, effect.code, effect.reason);
      else this.ctx.waitUntil(this.#checkToken(socket, state.record, effect.token));
    }
    if (isMoved || state.seats.some((seat) => !room.isAlive(seat, nowMs))) this.ctx.waitUntil(this.#follow());
  }

  /** @returns whether something changed that outlives the sockets */
  #keep(state: room.RoomState, nowMs: number): boolean {
    if (state.record.phase.is !== "ended") return this.#store.save(state);
    rememberRoom(this.ctx.storage.sql, state.record, nowMs);
    this.#store.clear();
    return true;
  }

  /** The server's clock decides, not the page's; what the token says of a name is not taken over. */
  async #checkToken(
    socket: WebSocket,
    { sid: roomSid, name }: room.RoomRecord,
    token: string,
  ): Promise<void> {
    const seat = seatOf(socket);
    const account = this.#account();
    if (seat === undefined || account === undefined) return;
    const { identity, sid: participantSid, peerId } = seat.member;
    const nowMs = Date.now();
    const claims = await verifyToken(token, issuerOf(token, [account]).keys, nowMs);
    const code =
      typeof claims === "number" ? claims : renewalError(claims, { room: name, roomSid, identity });
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
  #account(): Account | undefined {
    const config = parseEnv(this.env);
    return config && findAccount(config, this.#accountSid);
  }

  /** What comes after an event: the account hears of it, and the alarm is set for what is due next. */
  async #follow(nowMs = Date.now()): Promise<void> {
    await this.#plan(); // first, since the object may die while the account thinks
    if (this.#outbox.dueMs === undefined) return;
    await this.#outbox.deliver(nowMs);
    await this.#plan();
  }

  /** One alarm, for the soonest of all promises. */
  async #plan(): Promise<void> {
    const nowMs = Date.now();
    const nextMs = this.#nextMs(nowMs);
    if (nextMs === undefined) return this.#forgetAll();
    const plannedMs = await this.ctx.storage.getAlarm();
    if (plannedMs !== null && plannedMs <= nextMs && nextMs <= plannedMs + alarmSlackMs) return;
    await this.ctx.storage.setAlarm(nextMs);
  }

  /** @returns undefined where nothing is left to be done or to be kept */
  #nextMs(nowMs: number): number | undefined {
    const { state } = this.#present();
    // A first try needs no alarm of its own: should the object die on the way, the room's next one finds what waits.
    if (state !== undefined) return Math.min(this.#outbox.retryMs ?? Infinity, room.nextTickMs(state, nowMs));
    const deliveryMs = this.#outbox.dueMs;
    if (deliveryMs !== undefined) return deliveryMs;
    // Over: what stays for a day is which sessions were ended, and which rooms.
    const { sql } = this.ctx.storage;
    const untilMs = Math.max(endedUntilMs(sql, nowMs) ?? 0, formerUntilMs(sql, nowMs) ?? 0);
    return untilMs === 0 ? undefined : untilMs;
  }

  /** No event comes in between. */
  #forgetAll(): Promise<void> {
    return this.ctx.blockConcurrencyWhile(async () => {
      if (this.#nextMs(Date.now()) !== undefined) return;
      this.#store.reset();
      this.#outbox.reset();
      await this.ctx.storage.deleteAlarm();
      await this.ctx.storage.deleteAll();
    });
  }
}
