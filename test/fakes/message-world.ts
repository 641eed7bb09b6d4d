import type { Member } from "#protocol/announce";
import type { Correspondent, MessageNotSentError } from "../../web/room/messages/delivery.ts";
import { Messages, type Addressee } from "../../web/room/messages/messages.ts";
import type { MeshFact, SignalingFact } from "../../web/room/ports.ts";
import type { RemoteParticipant } from "../../web/room/remote-participant.ts";

/** Some pages, the links between them and a signal-worker, none of which can be relied on. */
export class MessageWorld {
  readonly random: () => number;
  readonly pages: WorldPage[] = [];
  /** Two ends by their names, in the order of the alphabet. */
  readonly #links = new Map<string, { epoch: number }>();
  /** What is under way: each way keeps its order, also where a clock of whole milliseconds wakes a later one first. */
  readonly #ways = new Map<string, { lastMs: number; acts: (() => void)[] }>();
  /** Of what the signal-worker carries, some is lost: a page beyond its rate, an addressee between two sockets. */
  lossRate = 0;

  constructor(random: () => number) {
    this.random = random;
  }

  /** @param isShown false: an attendee whom no room has a participant for */
  join(name: string, isShown = true): WorldPage {
    const page = new WorldPage(this, name);
    this.pages.push(page);
    page.open();
    for (const other of this.others(page)) {
      if (isShown) {
        other.met.set(page.member.peerId, page);
        other.heed({ fact: "present", member: page.member });
        page.met.set(other.member.peerId, other);
      }
      if (other.hearsRoll) this.callRoll(other);
    }
    return page;
  }

  /** For good, with a word to those that can be reached. */
  leave(page: WorldPage): void {
    this.#take(page, "stopped", () => (this.random() < 0.5 ? "bye" : undefined));
  }

  /** Without a word: crashed, or out of reach for ever. */
  vanish(page: WorldPage): void {
    this.#take(page, "closed", () => "silent");
  }

  #take(page: WorldPage, reason: "stopped" | "closed", why: () => "bye" | "silent" | undefined): void {
    const { peerId } = page.member;
    page.socket = "closed";
    page.state = "disconnected";
    if (reason === "stopped") page.messages.end();
    for (const other of this.others(page)) {
      this.cut(page, other);
      other.met.delete(peerId);
      const said = why();
      if (said !== undefined) other.heed({ fact: "gone", peerId, why: said });
      this.#arrive(`server ${other.member.peerId}`, () => {
        if (other.socket === "open") other.heed({ fact: "left", peerId, reason });
      });
    }
    this.pages.splice(this.pages.indexOf(page), 1);
  }

  others(page: WorldPage): WorldPage[] {
    return this.pages.filter((other) => other !== page);
  }

  isLinked(one: WorldPage, other: WorldPage): boolean {
    return this.#links.has(nameOf(one, other));
  }

  link(one: WorldPage, other: WorldPage): void {
    this.#links.set(nameOf(one, other), { epoch: this.random() });
    one.heed({ fact: "linkState", peerId: other.member.peerId, state: "open" });
    other.heed({ fact: "linkState", peerId: one.member.peerId, state: "open" });
  }

  /** What is under way on it is lost. */
  cut(one: WorldPage, other: WorldPage): void {
    if (!this.#links.delete(nameOf(one, other))) return;
    one.heed({ fact: "linkState", peerId: other.member.peerId, state: "recovering" });
    other.heed({ fact: "linkState", peerId: one.member.peerId, state: "recovering" });
  }

  callRoll(page: WorldPage): void {
    this.#arrive(`server ${page.member.peerId}`, () => {
      const roll = this.others(page)
        .filter(({ socket }) => socket === "open")
        .map(({ member }) => member);
      if (page.socket === "open") page.heed({ fact: "said", said: { roll } });
    });
  }

  /** Over the link. */
  carry(from: WorldPage, to: string, text: string): boolean {
    const page = this.#find(to);
    const link = page && this.#links.get(nameOf(from, page));
    if (page === undefined || link === undefined) return false;
    const { epoch } = link;
    this.#arrive(`${from.member.peerId} ${to}`, () => {
      if (this.#links.get(nameOf(from, page))?.epoch !== epoch) return;
      page.heed({ fact: "said", peerId: from.member.peerId, text });
    });
    return true;
  }

  /** Over the signal-worker. */
  relay(from: WorldPage, to: string, text: string): boolean {
    if (from.socket !== "open") return false;
    const page = this.#find(to);
    const [sockets, otherSockets] = [from.sockets, page?.sockets];
    if (page === undefined || page.socket !== "open" || this.random() < this.lossRate) return true;
    this.#arrive(`server ${to}`, () => {
      if (from.sockets === sockets && page.sockets === otherSockets && page.socket === "open")
        page.heed({ fact: "said", said: { from: from.member, text } });
    });
    return true;
  }

  #find(peerId: string): WorldPage | undefined {
    return this.pages.find(({ member }) => member.peerId === peerId);
  }

  #arrive(way: string, act: () => void): void {
    const known = this.#ways.get(way) ?? { lastMs: 0, acts: [] };
    this.#ways.set(way, known);
    known.lastMs = Math.max(performance.now() + this.random() * 400, known.lastMs);
    known.acts.push(act);
    setTimeout(() => known.acts.shift()?.(), known.lastMs - performance.now());
  }
}

export interface Got {
  readonly from: string;
  readonly body: unknown;
  readonly isPrivate: boolean;
}

/** One page: what it sends, and what it has got. */
export class WorldPage {
  readonly member: Member;
  readonly messages: Messages;
  /** Whom the room has a participant for. */
  readonly met = new Map<string, WorldPage>();
  readonly got: Got[] = [];
  state: "connected" | "disconnected" = "connected";
  socket: "open" | "away" | "closed" = "open";
  /** How many it has had. */
  sockets = 0;
  hearsRoll = false;
  readonly #world: MessageWorld;

  constructor(world: MessageWorld, name: string) {
    this.#world = world;
    this.member = {
      peerId: name.padEnd(20, "-"),
      sid: `PA${name.replaceAll(/[^0-9a-f]/g, "").padEnd(32, "0")}`,
      identity: name,
      name,
    };
    this.messages = new Messages({
      self: this.member.peerId,
      mesh: { say: (to, text) => world.carry(this, to, text) },
      signaling: {
        say: (to, text) => world.relay(this, to, text),
        roll: () => this.#roll(),
      },
      presence: {
        memberOf: (peerId) => this.met.get(peerId)?.member,
        peerIds: () => [...this.met.keys()],
      },
      roster: { participantOf: (peerId) => this.met.get(peerId)?.asParticipant },
      room: this,
    });
  }

  /** What a room would show of it. */
  get asParticipant(): RemoteParticipant {
    const { sid, identity, name: displayName } = this.member;
    return { sid, identity, displayName } as RemoteParticipant;
  }

  open(): void {
    this.sockets++;
    this.socket = "open";
    this.hearsRoll = false;
    this.heed({ fact: "joined", joined: { self: this.member, room: noRoom, peers: [], ice: [] } });
  }

  lose(): void {
    this.socket = "away";
    this.heed({ fact: "away" });
  }

  heed(fact: SignalingFact | MeshFact): void {
    const from = "peerId" in fact ? this.met.get(fact.peerId)?.asParticipant : undefined;
    this.messages.heed(fact, from);
  }

  /** @returns who has missed it, by name */
  send(body: unknown, to?: Addressee): Promise<string[]> {
    return this.messages.send({ command: "number", body: JSON.stringify(body) }, to).then(
      () => [],
      (error: MessageNotSentError) => error.missed.map(({ identity }) => identity).sort(),
    );
  }

  emit(event: string, ...args: unknown[]): boolean {
    if (event !== "messageReceived") return false;
    const [, body, from, { isPrivate }] = args as [string, unknown, Correspondent, { isPrivate: boolean }];
    this.got.push({ from: from.identity, body, isPrivate });
    return true;
  }

  #roll(): boolean {
    if (this.socket !== "open") return false;
    this.hearsRoll = true;
    this.#world.callRoll(this);
    return true;
  }
}

const noRoom = {
  sid: `RM${"0".repeat(32)}`,
  name: "world",
  type: "peer-to-peer",
  maxParticipants: 10,
} as const;

function nameOf(one: WorldPage, other: WorldPage): string {
  return [one.member.peerId, other.member.peerId].sort().join(" ");
}
