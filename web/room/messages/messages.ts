import * as v from "valibot";
import type { Member } from "#protocol/announce";
import { said } from "#protocol/said";
import { errorOf } from "../errors.ts";
import type { Mesh, MeshFact, PeerId, Signaling, SignalingFact } from "../ports.ts";
import type { Room } from "../room.ts";
import type { RemoteParticipant } from "../remote-participant.ts";
import type { Recorders } from "./recorders.ts";
import { Delivery, notSent, type Correspondent } from "./delivery.ts";
import { newPair, type Pair } from "./pair.ts";
import { Roll } from "./roll.ts";
import { Ways } from "./ways.ts";
import {
  checkContent,
  parseWords,
  writeContent,
  writeHave,
  type Content,
  type Words,
  type NumberedMessage,
} from "./words.ts";

/** What has come is told once for all that comes within this time: some 20 words a second at most. */
const haveDelayMs = 50;
/** As long as the signal-worker keeps somebody's place whose socket is lost. */
const absenceMs = 30_000;
/** A newcomer's message over the server may be here before their first offer. */
const introductionMs = 1_000;
/** 8 MB of messages. */
const mostUnsettled = 1_000;
/** For who may never come back. */
const mostForAbsent = 256;
/** Of whom the numbers are remembered. */
const mostPairs = 1_000;

export interface MessagesParts {
  readonly self: PeerId;
  readonly mesh: Pick<Mesh, "say">;
  readonly signaling: Pick<Signaling, "say" | "roll">;
  readonly presence: {
    /** Attendees too. */
    peerIds(): PeerId[];
    memberOf(peerId: PeerId): Member | undefined;
  };
  readonly roster: { participantOf(peerId: PeerId): RemoteParticipant | undefined };
  readonly room: Pick<Room, "emit" | "state">;
  /** Hears every command, also what this page says to everybody. */
  readonly recorders?: Pick<Recorders, "heed" | "saidHere">;
}

/** Whom a message is for: a participant, or what their `sid` is. */
export type Addressee = string | Correspondent;

/**
 * Text and custom messages: who they are for, which way they go, and the word that they have come. Over the link with
 * somebody where there is one, else over the signal-worker; {@link Pair} has what makes them come once and in order.
 */
export class Messages {
  readonly #parts: MessagesParts;
  readonly #pairs = new Map<PeerId, Pair>();
  readonly #roll: Roll;
  readonly #ways: Ways;
  #unsettled = 0;
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: MessagesParts) {
    this.#parts = parts;
    this.#roll = new Roll(parts.signaling);
    this.#ways = new Ways(parts.mesh, parts.signaling);
    if (this.#ended) {
      this.end();
      return;
    }
    this.#roll.ask();
    this.#meet();
    void errorOf(54045); // its text is here when it is needed, which may be without a network
  }

  /** @throws (as a rejection) as `Room.sendText` says */
  async send(given: Parameters<typeof checkContent>[0], to: Addressee | undefined): Promise<void> {
    const content = checkContent(given);
    if (to !== undefined && typeof sidOf(to) !== "string")
      throw new TypeError("Expected `to` to be a participant or a participant's SID");
    if (this.#unsettled >= mostUnsettled) throw await errorOf(54049);
    if ("command" in content && to === undefined) this.#parts.recorders?.saidHere(content);
    this.#unsettled++;
    try {
      await this.#roll.whenCalled(() => this.#dispatch(content, to));
    } finally {
      this.#unsettled--;
    }
  }

  /** @param from who has said it, where the room had a participant for them when they did */
  heed(fact: SignalingFact | MeshFact, from?: RemoteParticipant): void {
    if (this.#ended) return;
    switch (fact.fact) {
      case "said":
        if ("text" in fact) this.#hear(fact.peerId, fact.text, from);
        else this.#hearServer(fact.said);
        break;
      case "joined":
        this.#roll.ask();
        this.#startAnew();
        break;
      case "away":
        this.#startAnew();
        break;
      case "left":
        this.#leave(fact.peerId, fact.reason !== "closed");
        break;
      case "gone":
        if (fact.why === "bye") this.#leave(fact.peerId, true);
        break;
      case "linkState":
        this.#pairs.get(fact.peerId)?.sending.restart();
        break;
      case "offered":
      case "answered":
      case "present":
        break;
      default:
        return; // of nobody's coming, going or way
    }
    this.#meet();
    if (this.#roll.isCalled || fact.fact === "away") this.#roll.waitNoMore();
    this.#pump();
  }

  /** The room is over. Safe to call twice. */
  end(): void {
    this.#roll.waitNoMore();
    clearTimeout(this.#timer);
    for (const pair of this.#pairs.values()) this.#giveUp(pair);
    this.#isOver = true;
  }

  get #ended(): boolean {
    return this.#parts.room.state === "disconnected";
  }

  #dispatch(content: Content, to: Addressee | undefined): Promise<void> {
    if (this.#isOver) return notSent([]);
    this.#meet(); // who greets in a `participantConnected` is ahead of the fact
    const isFor = (pair: Pair): boolean => to === undefined || pair.who?.sid === sidOf(to);
    const pairs = [...this.#pairs.values()].filter(
      (pair) => isFor(pair) && (pair.presence.is === "here" || pair.presence.is === "away"),
    );
    if (to !== undefined && pairs.length === 0)
      return notSent([typeof to === "string" ? { sid: to, identity: "", displayName: "" } : to]);
    // Who is away when something is said to the room gets it should they be back in time, and nobody waits for them.
    const awaited = to === undefined ? pairs.filter(({ presence }) => presence.is === "here") : pairs;
    const delivery = new Delivery(awaited.map(({ peerId }) => peerId));
    const text = writeContent(content, to !== undefined);
    for (const pair of pairs)
      if (awaited.includes(pair) || pair.sending.length < mostForAbsent) pair.sending.add(text, delivery);
    this.#pump();
    return delivery.promise;
  }

  #hearServer(given: object): void {
    const parsed = v.safeParse(said, given);
    if (!parsed.success) return; // newer than we are
    if ("from" in parsed.output) {
      const { from, text } = parsed.output;
      this.#roll.members.set(from.peerId, from);
      return this.#hear(from.peerId, text, this.#parts.roster.participantOf(from.peerId), from);
    }
    this.#roll.called(parsed.output.roll);
  }

  /** @param member who it is by the signal-worker's word */
  #hear(peerId: PeerId, text: string, from: RemoteParticipant | undefined, member?: Member): void {
    const words = parseWords(text);
    if (words === undefined) return;
    const nowMs = performance.now();
    const pair = this.#pair(peerId);
    this.#name(pair, from, member);
    if (isHave(words)) {
      for (const delivery of pair.sending.acknowledged(words.have, nowMs)) delivery.reached(peerId);
    } else if (pair.who === undefined) {
      this.#roll.doubt(); // nobody has named them: they say it again
    } else {
      pair.ready.push(...pair.receiving.take(words));
      pair.heardMs = Math.min(pair.heardMs, nowMs);
      pair.haveDueMs = Math.min(pair.haveDueMs, nowMs + haveDelayMs);
    }
  }

  #name(pair: Pair, participant: RemoteParticipant | undefined, member: Member | undefined): void {
    pair.who = participant ?? (member && correspondent(member)) ?? pair.who;
    // Who publishes nothing may never offer a link.
    pair.isMet ||= participant !== undefined || member?.role === "attendee" || member?.isPublishing === false;
  }

  /** What was on its way over the server may be lost. */
  #startAnew(): void {
    for (const { sending } of this.#pairs.values()) sending.restart();
  }

  #leave(peerId: PeerId, isFinal: boolean): void {
    this.#roll.members.delete(peerId);
    const pair = this.#pairs.get(peerId);
    if (isFinal && pair !== undefined) this.#giveUp(pair);
  }

  #giveUp(pair: Pair): void {
    pair.presence = { is: "gone" };
    const { peerId, sending, who = { sid: "", identity: "", displayName: "" } } = pair;
    for (const delivery of sending.giveUp()) delivery.missed(peerId, who);
  }

  /** Who is here now, and who is not any more. */
  #meet(): void {
    const { presence, roster, self } = this.#parts;
    const here = new Set([...presence.peerIds(), ...this.#roll.members.keys()]);
    here.delete(self);
    for (const peerId of here) {
      const pair = this.#pair(peerId);
      const member = presence.memberOf(peerId);
      pair.isMet ||= member !== undefined;
      this.#name(pair, roster.participantOf(peerId), member ?? this.#roll.members.get(peerId));
      pair.presence = { is: "here" };
    }
    const sinceMs = performance.now();
    for (const pair of this.#pairs.values())
      if (pair.presence.is === "here" && !here.has(pair.peerId)) pair.presence = { is: "away", sinceMs };
  }

  #pair(peerId: PeerId): Pair {
    const known = this.#pairs.get(peerId);
    if (known !== undefined) return known;
    for (const { peerId: old, presence } of this.#pairs.values()) {
      if (this.#pairs.size < mostPairs) break;
      if (presence.is === "gone") this.#pairs.delete(old);
    }
    const pair = newPair(peerId, performance.now());
    this.#pairs.set(peerId, pair);
    return pair;
  }

  /** Does all that is due. */
  #pump(): void {
    let wakeMs = Infinity;
    for (const pair of this.#pairs.values()) wakeMs = Math.min(wakeMs, this.#serve(pair));
    clearTimeout(this.#timer);
    if (this.#ended || wakeMs === Infinity) return;
    this.#timer = setTimeout(() => this.#pump(), Math.max(0, Math.ceil(wakeMs - performance.now())));
  }

  /** @returns when there is something to do for this one again */
  #serve(pair: Pair): number {
    const nowMs = performance.now();
    const { presence, sending } = pair;
    let wakeMs = Infinity;
    if (presence.is === "away") {
      const untilMs = presence.sinceMs + absenceMs;
      if (nowMs >= untilMs) this.#giveUp(pair);
      else wakeMs = untilMs;
    }
    wakeMs = Math.min(wakeMs, this.#tell(pair, nowMs));
    if (pair.haveDueMs <= nowMs) {
      const saidMs = this.#ways.say(pair, writeHave(pair.receiving.have), nowMs);
      pair.haveDueMs = saidMs > nowMs ? saidMs : Infinity; // no way: they say it again, and are told then
    }
    for (let text = sending.next(nowMs); text !== undefined; text = sending.next(nowMs)) {
      const saidMs = this.#ways.say(pair, text, nowMs);
      if (saidMs > nowMs) return Math.min(wakeMs, pair.haveDueMs, saidMs);
      sending.said(nowMs);
    }
    return Math.min(wakeMs, pair.haveDueMs, sending.dueMs);
  }

  /** Tells the page what has come. @returns when it is time to, where it waits for who has sent it */
  #tell(pair: Pair, nowMs: number): number {
    if (pair.ready.length === 0) return Infinity;
    const untilMs = pair.isMet ? nowMs : pair.heardMs + introductionMs;
    if (untilMs > nowMs) return untilMs;
    for (let next = pair.ready.shift(); next !== undefined; next = pair.ready.shift()) {
      if (this.#ended || pair.who === undefined) break;
      try {
        this.#emit(next, pair.who);
      } catch (error) {
        reportError(error); // a listener's own: the next message is not to suffer for it
      }
    }
    return Infinity;
  }

  #emit(message: NumberedMessage, from: Correspondent): void {
    const { room, recorders } = this.#parts;
    const circumstances = { isPrivate: message.alone };
    if ("text" in message) room.emit("textReceived", message.text, from, circumstances);
    else {
      recorders?.heed(message.command, message.body, from.sid);
      room.emit("messageReceived", message.command, message.body, from, circumstances);
    }
  }
}

function isHave(words: Words): words is Extract<Words, { have: number }> {
  return "have" in words;
}

function correspondent({ sid, identity, name }: Member): Correspondent {
  return { sid, identity, displayName: name };
}

function sidOf(to: Addressee): unknown {
  return typeof to === "string" ? to : Object(to).sid;
}
