import { DurableObject } from "cloudflare:workers";
import type { Act } from "#protocol/act";
import type { SubscribeRule } from "#protocol/subscribe-rule";
import { closeCodes, closeReason } from "#protocol/errors";
import { heartbeat } from "#protocol/limits";
import type { Account } from "./account/accounts.ts";
import type { Bindings } from "./bindings.ts";
import { Doorway } from "./door/doorway.ts";
import { Entrance, type Present, type Seats } from "./door/entrance.ts";
import { findAccount, parseEnv } from "./env.ts";
import { iceServers } from "./ice/ice.ts";
import { guessesUntilMs } from "./room-store/guess-rows.ts";
import { endedUntilMs, rememberEnded } from "./room-store/ended-sessions.ts";
import type { ActAnswer, ActSource, RoomControl, RoomIdentity, WantedRoom } from "./facts.ts";
import { formerUntilMs, rememberRoom } from "./room-store/former-rooms.ts";
import { tokenReply } from "./frames.ts";
import { infoHashOf } from "./ids.ts";
import { parseJoinRequest } from "./join.ts";
import { logStep } from "./log.ts";
import { Outbox } from "./room-store/outbox.ts";
import { RoomSockets } from "./room-store/room-sockets.ts";
import { RoomStore } from "./room-store/room-store.ts";
import * as room from "./room.ts";
import { isOpenToAll, knocksAnswer } from "./room/door.ts";
import { putSeat, seatOf } from "./room-store/seat-sockets.ts";
import { signSession } from "./tokens/session.ts";
import { close, send } from "./sockets.ts";
import type { Seat } from "./swarm.ts";
import { renew } from "./tokens/renewal.ts";
import { Secrets } from "./secrets.ts";
import { welcomeFrame } from "./welcome.ts";

/** An alarm that would come this much too early is let be: moving it is a write. */
const alarmSlackMs = 5_000;

/**
 * One room name: carries out what room.ts decides. Seats live in the sockets' attachments, all else in SQLite, so the
 * object may be put to sleep or started anew between any two events.
 */
export class RoomObject extends DurableObject<Bindings> implements RoomControl {
  readonly #store: RoomStore;
  readonly #outbox: Outbox;
  readonly #sockets: RoomSockets;
  readonly #doorway: Doorway;
  readonly #entrance: Entrance;
  readonly #accountSid: string;
  /** The next one that is set, where this object set it itself. */
  #alarmMs: number | undefined;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(heartbeat.text, heartbeat.text));
    this.#store = new RoomStore(ctx.storage.sql);
    this.#sockets = new RoomSockets(ctx);
    this.#doorway = new Doorway(ctx, this.#sockets);
    this.#entrance = new Entrance(ctx, this.#sockets, this.#doorway, {
      account: () => this.#account(),
      ice: async (identity) => {
        const config = parseEnv(this.env);
        return config === undefined ? [] : iceServers(config, identity, Date.now());
      },
      present: () => this.#present(),
      carryOut: (before, outcome) => this.#carryOut(before, outcome),
      plan: () => this.#plan(),
      ticket: (record, seat, account) => this.#ticket(record, seat, account),
    });
    // Our own routes name the object `ACCOUNT SID/ROOM NAME`.
    this.#accountSid = (ctx.id.name ?? "").split("/", 1).join();
    this.#outbox = new Outbox(ctx.storage.sql, () => env.ACCOUNTS.getByName(this.#accountSid));
  }

  /** Only from our own routes, which have checked the token: accepting the socket is joining the room. */
  override async fetch(request: Request): Promise<Response> {
    const join = parseJoinRequest(request);
    if (join === undefined) return new Response(null, { status: 400 });
    // Nothing else may happen between choosing a seat and taking it, though the ticket takes a moment to sign.
    return this.ctx.blockConcurrencyWhile(() => this.#entrance.join(join));
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

  async act(source: ActSource, wanted: Act, roomSid?: string): Promise<ActAnswer> {
    // Nothing else may happen between checking a secret and doing what it lets somebody do.
    const answer = await this.ctx.blockConcurrencyWhile(() => this.#act(source, wanted, roomSid));
    await this.#follow(Infinity);
    return answer;
  }

  setSubscribeRules(participantSid: string, rules: readonly SubscribeRule[]): Promise<boolean> {
    return this.#order((state, nowMs) => room.setSubscribeRules(state, participantSid, rules, nowMs));
  }

  async #act(source: ActSource, wanted: Act, roomSid: string | undefined): Promise<ActAnswer> {
    const present = this.#present();
    const nowMs = Date.now();
    const secrets = this.#secrets();
    if (source.is === "secret") {
      const addressHash = await secrets.addressHash(source.address);
      const found = await secrets.guess(present.state?.record, source.secret, addressHash);
      // Room or none, it is answered likewise: whoever does not know the secret learns nothing of it.
      if (found !== "right") return { code: found === "slowed" ? 54032 : 53106 };
    }
    const { state, seats } = present;
    if (state === undefined || (roomSid !== undefined && roomSid !== state.record.sid))
      return { code: 53106 };
    const actor = source.is === "secret" ? ({ is: "secret" } as const) : source;
    const mayAsk = room.refusal(state, actor, wanted) === undefined;
    const hashed = mayAsk && room.hasSecrets(wanted) ? await secrets.hash(state.record, wanted, "") : {};
    const { outcome, answer } = room.act(state, actor, wanted, { hashed, nowMs });
    this.#carryOut(seats, outcome);
    return answer;
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    const nowMs = Date.now();
    // Who waits has nothing to say but that they live, which Cloudflare's edge answers.
    if (this.#doorway.forget(socket)) {
      close(socket, closeCodes.badFrame, closeReason(53004));
      this.#entrance.tellKnocks();
      return;
    }
    this.#apply(socket, nowMs, (state, number) => room.receive(state, number, data, nowMs));
  }

  override webSocketClose(socket: WebSocket): void {
    this.#lose(socket);
    this.#sockets.remove(socket);
    close(socket, 1000, "");
  }

  override webSocketError(socket: WebSocket): void {
    this.#lose(socket);
    this.#sockets.remove(socket);
  }

  override async alarm(): Promise<void> {
    this.#alarmMs = undefined;
    const { state, seats } = this.#present();
    if (state !== undefined) this.#carryOut(seats, room.tick(state, Date.now()));
    await this.#follow();
  }

  /** Runs one rule for one socket. A socket without a seat has no say any more. */
  #apply(
    socket: WebSocket,
    nowMs: number,
    rule: (state: room.RoomState, number: number) => room.Outcome,
  ): void {
    const seat = seatOf(socket);
    if (seat === undefined) return;
    const { state, seats } = this.#present(socket, nowMs);
    if (state !== undefined) this.#carryOut(seats, rule(state, seat.number), nowMs);
  }

  #lose(socket: WebSocket): void {
    const nowMs = Date.now();
    if (this.#doorway.forget(socket)) return this.#entrance.tellKnocks();
    this.#apply(socket, nowMs, (state, number) => room.lose(state, number, nowMs));
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
  #present(own?: WebSocket, nowMs = Date.now()): Present {
    const seats = this.#seats(own, nowMs);
    const kept = this.#store.load();
    if (kept === null) return { state: undefined, seats };
    const inOrder = [...seats.keys()].sort((a, b) => a.number - b.number);
    const knocks = this.#doorway.knocking(nowMs);
    return { state: room.reconcile({ ...kept, seats: inOrder, knocks }, nowMs), seats };
  }

  /**
   * @param own the socket that the event is about. `getWebSockets()` may list a closing socket or not; one
   * that gave up its seat before does not count either way.
   */
  #seats(own?: WebSocket, nowMs = Date.now()): Seats {
    const seats = new Map<Seat, WebSocket>();
    const sockets = this.#sockets.all();
    for (const socket of own === undefined || sockets.has(own) ? sockets : [...sockets, own]) {
      const seat = seatOf(socket, nowMs, () => this.#sockets.heartbeatMs(socket));
      if (seat !== undefined) seats.set(seat, socket);
    }
    return seats;
  }

  #carryOut(before: Seats, { state, effects, facts }: room.Outcome, nowMs = Date.now()): void {
    const after = new Map(state.seats.map((seat) => [seat.number, seat]));
    const sockets = new Map<number, WebSocket>();
    const renumbered = new Map(
      effects.flatMap((effect) =>
        effect.kind === "welcome anew" ? [[effect.seat, effect.number] as const] : [],
      ),
    );
    for (const [seat, socket] of before) {
      const number = renumbered.get(seat.number) ?? seat.number;
      sockets.set(seat.number, socket).set(number, socket);
      const next = after.get(number);
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
      if (effect.kind === "answer knock") {
        this.ctx.waitUntil(this.#entrance.answerKnock(effect.sid, effect.isAdmitted ? "admitted" : 54033));
        continue;
      }
      const socket = sockets.get(effect.seat);
      if (socket === undefined) continue;
      if (effect.kind === "send") send(socket, effect.frame);
      else if (effect.kind === "close") close(socket, effect.code, effect.reason);
      else if (effect.kind === "hash act") this.ctx.waitUntil(this.#actHashed(socket, effect));
      else if (effect.kind === "welcome anew") this.ctx.waitUntil(this.#welcomeAnew(socket));
      else this.ctx.waitUntil(this.#checkToken(socket, state.record, effect.token));
    }
    const forAll = knocksAnswer(state);
    if (forAll !== undefined)
      for (const { sid } of state.knocks) this.ctx.waitUntil(this.#entrance.answerKnock(sid, forAll));
    if (isMoved || state.seats.some((seat) => !room.isAlive(seat, nowMs))) this.ctx.waitUntil(this.#follow());
  }

  /** @returns whether something changed that outlives the sockets */
  #keep(state: room.RoomState, nowMs: number): boolean {
    if (state.record.phase.is !== "ended") return this.#store.save(state);
    rememberRoom(this.ctx.storage.sql, state.record, nowMs);
    this.#doorway.remember(state.record, this.#account());
    this.#store.clear();
    return true;
  }

  /** Decided when its secrets are hashed, in the order in which acts came. */
  #actHashed(socket: WebSocket, { id, act, seat: number }: room.HashEffect): Promise<void> {
    return this.ctx.blockConcurrencyWhile(async () => {
      const before = this.#present(socket).state;
      if (before === undefined) return;
      const addressHash = room.seatedAt(before, number)?.addressHash ?? "";
      const hashed = await this.#secrets().hash(before.record, act, addressHash);
      const { state, seats } = this.#present(socket);
      if (state !== undefined)
        this.#carryOut(seats, room.actHashed(state, number, { id, act, hashed }, Date.now()));
    });
  }

  #secrets(): Secrets {
    return new Secrets(this.ctx.storage.sql, this.ctx.id.toString());
  }

  /** Of who may dial others than before: ICE servers and ticket are new, the token is the same. */
  async #welcomeAnew(socket: WebSocket): Promise<void> {
    const seat = seatOf(socket);
    const config = parseEnv(this.env);
    const account = this.#account();
    if (seat === undefined || config === undefined || account === undefined) return;
    const ice = await iceServers(config, seat.member.identity, Date.now());
    const { state, seats } = this.#present(socket);
    const [now] = [...seats].find(([, other]) => other === socket) ?? [];
    if (state === undefined || now === undefined) return;
    const session = await this.#ticket(state.record, now, account);
    const tokenLifeSeconds = Math.max(0, Math.floor((now.tokenEndMs - Date.now()) / 1_000));
    send(socket, welcomeFrame(state, now, { ice, tokenLifeSeconds }, session));
  }

  /** Lets the participant of this seat come back. */
  #ticket({ name, sid: roomSid }: room.RoomRecord, { member }: Seat, account: Account): Promise<string> {
    const { identity, sid: participantSid, peerId } = member;
    const claims = { account: account.sid, room: name, roomSid, identity, participantSid, peerId };
    return signSession(claims, account.keys[0].secret, Date.now());
  }

  async #checkToken(socket: WebSocket, record: room.RoomRecord, token: string): Promise<void> {
    const seat = seatOf(socket);
    const account = this.#account();
    if (seat === undefined || account === undefined) return;
    const renewed = await renew(token, seat.member, record, account);
    send(socket, tokenReply(infoHashOf(record.sid), renewed));
    const now = seatOf(socket);
    if (!("session" in renewed) || now === undefined) return;
    putSeat(socket, { ...now, tokenEndMs: Date.now() + renewed.lifeSeconds * 1_000 });
    logStep(record.sid, seat.member.sid, "renewed its token");
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
    // A permanent room that nobody is in waits for somebody, not for the clock.
    if (nextMs === Infinity) {
      this.#alarmMs = undefined;
      return this.ctx.storage.deleteAlarm();
    }
    const storedMs = this.#alarmMs === undefined ? await this.ctx.storage.getAlarm() : null;
    const plannedMs = this.#alarmMs ?? storedMs; // another plan may have set it meanwhile
    if (plannedMs !== null && plannedMs <= nextMs && nextMs <= plannedMs + alarmSlackMs) return;
    this.#alarmMs = nextMs;
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
    const untilMs = Math.max(
      endedUntilMs(sql, nowMs) ?? 0,
      formerUntilMs(sql, nowMs) ?? 0,
      guessesUntilMs(sql, nowMs) ?? 0,
    );
    return untilMs === 0 ? undefined : untilMs;
  }

  /** No event comes in between. */
  #forgetAll(): Promise<void> {
    return this.ctx.blockConcurrencyWhile(async () => {
      if (this.#nextMs(Date.now()) !== undefined) return;
      this.#store.reset();
      this.#outbox.reset();
      this.#alarmMs = undefined;
      await this.ctx.storage.deleteAlarm();
      await this.ctx.storage.deleteAll();
    });
  }
}
