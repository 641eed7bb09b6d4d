import { closeCodes, closeReason, type ErrorCode } from "#protocol/errors";
import { limits } from "#protocol/limits";
import { usualRules } from "#protocol/room-rules";
import { adHocSettings, type Account } from "../account/accounts.ts";
import { policyOf } from "../account/access-policy.ts";
import { newsFrame } from "../frames.ts";
import { cryptoRandom, infoHashOf, newSid } from "../ids.ts";
import type { Join } from "../join.ts";
import { usualAccess, type RoomAccess } from "../room/access.ts";
import { admit, type Admission, type JoinRequest } from "../room/admit.ts";
import type { Looked, Question } from "../room/door.ts";
import type { Knocking, RoomRecord, RoomState } from "../room/state.ts";
import { hasEnded } from "../room-store/ended-sessions.ts";
import { formerAccess, rememberAccess } from "../room-store/former-access.ts";
import { formerRoom } from "../room-store/former-rooms.ts";
import { guess } from "../room-store/guess-rows.ts";
import { knockingOf, knockOf, knocksOf, putKnock, type Knock } from "../room-store/knock-sockets.ts";
import type { RoomSockets } from "../room-store/room-sockets.ts";
import { close, send } from "../sockets.ts";
import { hashAddress, hashInvitation, isSameDigest } from "./digests.ts";
import { hashPassword, isPassword } from "./passwords.ts";

/** Somebody at the door, before or after a host has let them in. */
export interface Caller {
  readonly join: Join;
  readonly addressHash: string | undefined;
  readonly isAdmitted: boolean;
}

type Answered = Exclude<Admission, { readonly asks: Question }>;

/** Until there is a room, who knocks is told none. */
const noRoom = infoHashOf(`RM${"0".repeat(32)}`);

/** The door of one room name: carries out what `room/door.ts` decides, and holds the sockets of who knocks. */
export class Doorway {
  readonly #ctx: DurableObjectState;
  readonly #sockets: RoomSockets;

  constructor(ctx: DurableObjectState, sockets: RoomSockets) {
    this.#ctx = ctx;
    this.#sockets = sockets;
  }

  /** Of all digests of this room name: no other object has this id. */
  get salt(): string {
    return this.#ctx.id.toString();
  }

  async callerOf(join: Join): Promise<Caller> {
    const addressHash = await this.addressHashOf(join.network);
    return { join: { ...join, network: "" }, addressHash, isAdmitted: false };
  }

  /** @param network of `networkOf` */
  async addressHashOf(network: string): Promise<string | undefined> {
    return network === "" ? undefined : hashAddress(network, this.salt);
  }

  /** Asks for what the door wants to see, until it has an answer. Nothing else may happen to the room meanwhile. */
  async ask(state: RoomState | undefined, account: Account, caller: Caller): Promise<Answered> {
    const { join, addressHash, isAdmitted } = caller;
    const nowMs = Date.now();
    const request: JoinRequest = {
      ...join,
      ...this.#past(join.resume, nowMs),
      ...(await this.#beginning(state, account, join)),
      resume: join.resume,
      addressHash,
      isAdmitted,
      isPinAsked: policyOf(account, join.roomName)?.pin === "asked",
      nowMs,
      random: cryptoRandom,
    };
    let looked: NonNullable<JoinRequest["looked"]> = {};
    for (;;) {
      const admission = admit(state, { ...request, looked });
      if (!("asks" in admission)) return admission;
      const { asks } = admission;
      looked = { ...looked, [asks]: await this.#look(asks, state, caller, nowMs) };
    }
  }

  /** Who knocks, with their sockets. */
  knocks(nowMs = Date.now()): ReadonlyMap<WebSocket, Knock> {
    return knocksOf(this.#sockets.all(), nowMs, (socket) => this.#sockets.heartbeatMs(socket));
  }

  /** As the state of the room has them. */
  knocking(nowMs: number): readonly Knocking[] {
    return [...this.knocks(nowMs).values()].map(knockingOf);
  }

  /**
   * Lets somebody wait.
   *
   * @param accept makes their socket
   * @returns why they may not
   */
  wait({ join, addressHash }: Caller, accept: () => WebSocket, infoHash = noRoom): ErrorCode | undefined {
    const nowMs = Date.now();
    const others = this.knocks();
    // The same page again, whose socket broke: of another network it would be anybody.
    const earlier = [...others].filter(
      ([, other]) => other.join.identity === join.identity && other.addressHash === addressHash,
    );
    if (others.size - earlier.length >= limits.knocks) return 54046;
    for (const [socket] of earlier) this.sendAway(socket, 53205);
    const socket = accept();
    putKnock(socket, {
      sid: newSid("KN", cryptoRandom),
      atMs: nowMs,
      tokenEndsMs: nowMs + join.tokenLifeSeconds * 1_000,
      addressHash,
      join: { ...join, pin: undefined, invitation: undefined, ice: [] },
    });
    send(socket, newsFrame(infoHash, { is: "waiting" }));
    return undefined;
  }

  /** @returns their socket, and them as a caller, unless they have gone; they do not knock any more */
  take(
    sid: string,
  ): { readonly socket: WebSocket; readonly knock: Knock; readonly caller: Caller } | undefined {
    const [socket, knock] = [...this.knocks()].find(([, { sid: own }]) => own === sid) ?? [];
    if (socket === undefined || knock === undefined) return undefined;
    putKnock(socket, undefined);
    const { join, addressHash } = knock;
    const tokenLifeSeconds = Math.floor((knock.tokenEndsMs - Date.now()) / 1_000);
    return { socket, knock, caller: { join: { ...join, tokenLifeSeconds }, addressHash, isAdmitted: true } };
  }

  /** Of somebody who knocks, and does not come in. */
  sendAway(socket: WebSocket, code: ErrorCode): void {
    putKnock(socket, undefined);
    close(socket, closeCodes.refused, closeReason(code));
  }

  /** A socket has closed by itself. @returns whether somebody knocked with it */
  forget(socket: WebSocket): boolean {
    if (knockOf(socket) === undefined) return false;
    putKnock(socket, undefined);
    return true;
  }

  /** How a room was run that has ended, for who comes back to it, where a new one would be run otherwise. */
  remember(record: RoomRecord, account: Account | undefined): void {
    if (record.phase.is !== "ended" || record.phase.isFinal) return;
    const { name, settings, access } = record;
    const rules = (account && policyOf(account, name)?.rules) ?? usualRules;
    const usual = { rules, access: { ...usualAccess, host: access.host } };
    if (JSON.stringify({ rules: settings.rules, access }) === JSON.stringify(usual)) return;
    rememberAccess(this.#ctx.storage.sql, record, Date.now());
  }

  /** What is still known of the session that somebody wants to come back to. */
  #past(resume: Join["resume"], nowMs: number): Pick<JoinRequest, "over" | "formerSequence"> {
    if (resume === undefined) return {};
    const { sql } = this.#ctx.storage;
    const former = formerRoom(sql, resume.roomSid, nowMs);
    if (former?.isFinal === true) return { over: 53118 };
    return {
      over: hasEnded(sql, resume.peerId, nowMs) ? 53204 : undefined,
      formerSequence: former?.nextSequence,
    };
  }

  /** What a room is like that this join would make. Who makes it with a PIN gives it that PIN. */
  async #beginning(
    state: RoomState | undefined,
    account: Account,
    { roomName, mayMake, isGuest, pin, resume }: Join,
  ): Promise<Pick<JoinRequest, "adHoc" | "access">> {
    const settings = mayMake ? adHocSettings(account) : undefined;
    if (state !== undefined || settings === undefined) return { adHoc: settings };
    const policy = policyOf(account, roomName);
    const former = resume && formerAccess(this.#ctx.storage.sql, resume.roomSid, Date.now());
    if (former !== undefined) return { adHoc: { ...settings, rules: former.rules }, access: former.access };
    return {
      adHoc: { ...settings, rules: policy?.rules ?? settings.rules },
      access: {
        ...usualAccess,
        host: policy?.host ?? (isGuest ? "first" : "token"),
        pinHash: pin === undefined ? undefined : await hashPassword(pin, cryptoRandom),
      },
    };
  }

  async #look(
    asks: Question,
    state: RoomState | undefined,
    { join, addressHash }: Caller,
    nowMs: number,
  ): Promise<Looked> {
    const given = asks === "pin" ? join.pin : join.invitation;
    const access = state?.record.access;
    if (given === undefined || access === undefined) return "none";
    const isRight = () => (asks === "pin" ? isPin(given, access) : this.#isInvitation(given, access));
    return guess(this.#ctx.storage.sql, addressHash ?? "", nowMs, isRight);
  }

  async #isInvitation(given: string, { invitations }: RoomAccess): Promise<boolean> {
    const hash = await hashInvitation(given, this.salt);
    // Each is compared: how long it takes does not tell which it is.
    return invitations.filter((one) => isSameDigest(one.hash, hash)).length > 0;
  }
}

async function isPin(given: string, { pinHash }: RoomAccess): Promise<boolean> {
  return pinHash !== undefined && isPassword(given, pinHash);
}
