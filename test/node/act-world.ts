import type { Act } from "#protocol/act";
import { closeCodes } from "#protocol/errors";
import type { Acted, News } from "#protocol/news";
import type { Role } from "#protocol/role";
import type { ActAnswer, RoomFact, RoomSettings } from "../../signal-worker/src/facts.ts";
import { infoHashOf, newSid, type RandomBytes } from "../../signal-worker/src/ids.ts";
import * as room from "../../signal-worker/src/room.ts";
import { usualAccess, type RoomAccess } from "../../signal-worker/src/room/access.ts";
import { parseAttachment, toAttachment } from "../../signal-worker/src/room-store/attachment.ts";
import { parseParticipant, parseRecord } from "../../signal-worker/src/room-store/room-rows.ts";
import type { Knocking } from "../../signal-worker/src/room/state.ts";
import { seededBytes, seededRandom } from "./signal-world.ts";

export interface Newcomer {
  readonly identity: string;
  readonly role?: Role;
  readonly askedRole?: Role;
  readonly isPassive?: boolean;
  readonly isGuest?: boolean;
  readonly privateId?: string;
  readonly addressHash?: string;
  readonly pin?: string | undefined;
  readonly invitation?: string | undefined;
  readonly resume?: NonNullable<room.JoinRequest["resume"]>;
}

/** What came of a join, when all was looked at that the door asked for. */
export type Answered = Exclude<room.Admission, { readonly asks: unknown }>;

/** A room that people do things in. What each was told is kept by peer id. */
export class ActWorld {
  nowMs = 1_700_000_000_000;
  settings: RoomSettings = room.defaultSettings("peer-to-peer");
  /** Of rooms that are made by joining them. */
  access: RoomAccess | undefined;
  state: room.RoomState | undefined;
  /** Of the last event. */
  news = new Map<string, News[]>();
  /** Who was welcomed anew by the last event. */
  welcomed: string[] = [];
  /** Whom the last event put out, and why. */
  closed = new Map<string, string>();
  /** Of the last event: knocks that were answered. */
  readonly answeredKnocks: { sid: string; isAdmitted: boolean }[] = [];
  facts: readonly RoomFact[] = [];
  readonly #random: RandomBytes;
  #acts = 0;
  #invitations = 0;

  constructor(random: RandomBytes = seededBytes(seededRandom(1))) {
    this.#random = random;
  }

  /** Everybody's socket is alive. */
  wait(ms: number): void {
    this.nowMs += ms;
    const { state, nowMs } = this;
    if (state === undefined) return;
    this.state = { ...state, seats: state.seats.map((seat) => ({ ...seat, lastSeenMs: nowMs })) };
  }

  open(settings: Partial<RoomSettings> = {}): void {
    const wanted = { roomSid: newSid("RM", this.#random), roomName: "standup" };
    const outcome = room.open(
      this.state,
      {
        ...wanted,
        settings: { ...this.settings, ...settings },
        ...(this.access === undefined ? {} : { access: this.access }),
      },
      this.nowMs,
    );
    if (outcome !== undefined) this.#apply(outcome);
  }

  join(who: Newcomer): Answered {
    this.#begin();
    const admission = this.#ask(who, {});
    if ("seat" in admission) this.#apply(admission);
    else if (admission.outcome !== undefined) this.#apply(admission.outcome);
    return admission;
  }

  #ask(who: Newcomer, looked: NonNullable<room.JoinRequest["looked"]>): Answered {
    const { resume, pin, invitation, ...rest } = who;
    const admission = room.admit(this.state, {
      roomName: "standup",
      adHoc: this.settings,
      access: this.access,
      name: who.identity,
      ...rest,
      resume,
      looked,
      nowMs: this.nowMs,
      random: this.#random,
    });
    if (!("asks" in admission)) return admission;
    const { pinHash, invitations } = this.state?.record.access ?? usualAccess;
    const good = admission.asks === "pin" ? [pinHash] : invitations.map(({ hash }) => hash);
    const given = admission.asks === "pin" ? pin : invitation;
    const found = given === undefined ? "none" : good.includes(`hash of ${given}`) ? "right" : "wrong";
    return this.#ask(who, { ...looked, [admission.asks]: found });
  }

  /** Joins and takes it for granted that there is a place. */
  enter(identity: string, who: Omit<Newcomer, "identity"> = {}): room.Participant {
    const admission = this.join({ identity, ...who });
    if (!("seat" in admission)) throw new Error(`${identity} is not in: ${JSON.stringify(admission)}`);
    return this.whois(admission.seat.member.peerId);
  }

  /** As they are now. */
  whois(peerId: string): room.Participant {
    const found = this.state?.participants.find(({ member }) => member.peerId === peerId);
    if (found === undefined) throw new Error("not in");
    return found;
  }

  ticketOf({ member }: room.Participant) {
    return {
      roomSid: this.state?.record.sid ?? "",
      participantSid: member.sid,
      peerId: member.peerId,
    };
  }

  /** @returns the answer that the socket got, or undefined where there was none */
  act(peerId: string, act: unknown): Acted | undefined {
    const id = this.#acts++;
    this.#send(peerId, peerId, { act: { id, act } });
    const answers = (this.news.get(peerId) ?? []).filter((news) => news.is === "acted");
    if (answers.length > 1 || (answers[0] !== undefined && answers[0].id !== id))
      throw new Error("an act has one answer, with its number");
    return answers[0];
  }

  /** With somebody else's peer id in the frame. */
  forge(peerId: string, another: string, act: Act): void {
    this.#send(peerId, another, { act: { id: this.#acts++, act } });
  }

  /** By the account, or by who has given the room's secret. */
  order(is: "account" | "secret", wanted: Act): ActAnswer {
    this.#begin();
    if (this.state === undefined) return { code: 53106 };
    const hashed = room.hasSecrets(wanted) ? this.#hash(wanted, this.state.record.access) : {};
    const { outcome, answer } = room.act(this.state, { is }, wanted, { hashed, nowMs: this.nowMs });
    this.#apply(outcome);
    return answer;
  }

  say(peerId: string, mesh: object): void {
    this.#send(peerId, peerId, mesh);
  }

  stop(peerId: string): void {
    this.#receive(peerId, { ...this.#head(peerId), event: "stopped" });
  }

  lose(peerId: string): void {
    this.#begin();
    const seat = this.seatOf(peerId);
    if (this.state !== undefined && seat !== undefined)
      this.#apply(room.lose(this.state, seat.number, this.nowMs));
  }

  tick(): void {
    this.#begin();
    if (this.state !== undefined) this.#apply(room.tick(this.state, this.nowMs));
  }

  /** The object is put to sleep and wakes up: all that is left is what is stored, and what sockets carry. */
  sleep(): void {
    this.#begin();
    if (this.state === undefined) return;
    const { record, participants, seats, knocks } = this.state;
    const stored = parseRecord(JSON.stringify(record));
    if (stored === undefined) throw new Error("the room is lost");
    this.state = {
      record: stored,
      participants: participants.flatMap((one) => parseParticipant(JSON.stringify(one)) ?? []),
      seats: seats.flatMap((seat) => parseAttachment(structuredClone(toAttachment(seat)), this.nowMs) ?? []),
      knocks,
    };
  }

  /** As {@link ActWorld.sleep}, and the sockets are lost without a word. */
  restart(): void {
    this.sleep();
    if (this.state !== undefined)
      this.state = room.reconcile({ ...this.state, seats: [], knocks: [] }, this.nowMs);
  }

  knock(knocking: Knocking): void {
    if (this.state !== undefined) this.state = { ...this.state, knocks: [...this.state.knocks, knocking] };
  }

  seatOf(peerId: string) {
    return this.state?.seats.find(({ member }) => member.peerId === peerId);
  }

  #send(peerId: string, claimed: string, mesh: object): void {
    this.#receive(peerId, { ...this.#head(claimed), mesh });
  }

  #receive(peerId: string, frame: object): void {
    this.#begin();
    const seat = this.seatOf(peerId);
    if (this.state !== undefined && seat !== undefined)
      this.#apply(room.receive(this.state, seat.number, JSON.stringify(frame), this.nowMs));
  }

  #head(peerId: string) {
    const info_hash = infoHashOf(this.state?.record.sid ?? "");
    return { action: "announce", info_hash, peer_id: peerId };
  }

  #begin(): void {
    this.news = new Map();
    this.closed = new Map();
    this.welcomed = [];
    this.answeredKnocks.length = 0;
    this.facts = [];
  }

  /** In place of slow hashing: what is hashed can be told from what it was, and nothing else. */
  #hash(act: room.SecretAct, { secretHash }: RoomAccess): room.Hashed {
    switch (act.do) {
      case "claimHost":
        return { secret: secretHash === `hash of ${act.secret}` ? "right" : "wrong" };
      case "edit": {
        const { pin, secret } = act.changes;
        return {
          ...(typeof pin === "string" ? { pinHash: `hash of ${pin}` } : {}),
          ...(typeof secret === "string" ? { secretHash: `hash of ${secret}` } : {}),
        };
      }
      case "invitations": {
        const tokens = act.invitations ?? (act.action === "add" ? [`made ${++this.#invitations}`] : []);
        return {
          invitations: tokens.map((token) => ({ token, hint: token.slice(0, 4), hash: `hash of ${token}` })),
        };
      }
    }
  }

  #apply({ state, effects, facts }: room.Outcome): void {
    const holders = new Map<number, string>();
    for (const { number, member } of [...(this.state?.seats ?? []), ...state.seats])
      holders.set(number, member.peerId);
    this.state = state.record.phase.is === "ended" ? undefined : state;
    this.facts = [...this.facts, ...facts];
    for (const effect of effects) {
      if (effect.kind === "session ends" || effect.kind === "check token") continue;
      if (effect.kind === "answer knock") {
        this.answeredKnocks.push({ sid: effect.sid, isAdmitted: effect.isAdmitted });
        continue;
      }
      const peerId = holders.get(effect.seat);
      if (peerId === undefined) throw new Error("an effect for nobody");
      if (effect.kind === "close") {
        if (effect.code === closeCodes.evicted) this.closed.set(peerId, effect.reason);
      } else if (effect.kind === "welcome anew") {
        this.welcomed.push(peerId);
        if (!state.seats.some(({ number }) => number === effect.number)) throw new Error("no such seat");
      } else if (effect.kind === "hash act") {
        const { id, act } = effect;
        const hashed = this.#hash(act, state.record.access);
        this.#apply(room.actHashed(state, effect.seat, { id, act, hashed }, this.nowMs));
      } else if ("mesh" in effect.frame && "news" in effect.frame.mesh && !("self" in effect.frame.mesh))
        this.news.set(peerId, [...(this.news.get(peerId) ?? []), effect.frame.mesh.news]);
    }
  }
}
