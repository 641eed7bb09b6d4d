import { Chat } from "../../web/chat/chat.ts";
import type { Time } from "../../web/chat/chat-sync.ts";
import { Emitter } from "../../web/room/emitter.ts";
import type { Room, RoomEvents } from "../../web/room/room.ts";

interface Person {
  readonly sid: string;
  readonly identity: string;
  readonly displayName: string;
}

/** Some pages with a chat, a time of their own, and links that come and go and lose what is under way. */
export class ChatWorld {
  readonly random: () => number;
  readonly pages: ChatPage[] = [];
  nowMs = 1_800_000_000_000;
  #events: { atMs: number; order: number; act: () => void }[] = [];
  #order = 0;
  readonly #cut = new Set<string>();
  readonly #epochs = new Map<string, number>();
  readonly #lastMs = new Map<string, number>();
  /** All that was said on tracks, as it is on the wire. */
  readonly said: { from: string; text: string }[] = [];
  readonly told: { from: string; to: string | undefined; body: unknown }[] = [];

  constructor(random: () => number) {
    this.random = random;
  }

  /** @param clockMs how far the device's clock is off */
  join(name: string, { role = "publisher", clockMs = 0, seals = true }: PageOptions = {}): ChatPage {
    const page = new ChatPage(this, name, { role, clockMs, seals });
    for (const other of this.pages) {
      if (role !== "attendee") other.meets(page);
      if (other.role !== "attendee") page.meets(other, true);
    }
    this.pages.push(page);
    page.begin();
    return page;
  }

  leave(page: ChatPage): void {
    this.pages.splice(this.pages.indexOf(page), 1);
    page.end();
    for (const other of this.pages) this.later(() => other.loses(page), this.random() * 300);
  }

  /** From now on nothing goes over this link, and what is under way is lost. */
  cut(one: ChatPage, other: ChatPage): void {
    const link = linkOf(one.sid, other.sid);
    this.#cut.add(link);
    this.#epochs.set(link, (this.#epochs.get(link) ?? 0) + 1);
  }

  mend(one: ChatPage, other: ChatPage): void {
    if (!this.#cut.delete(linkOf(one.sid, other.sid))) return;
    one.isBackWith(other);
    other.isBackWith(one);
  }

  isCut(one: ChatPage, other: ChatPage): boolean {
    return this.#cut.has(linkOf(one.sid, other.sid));
  }

  /** On the track of `from`: what has no link is lost. */
  broadcast(from: ChatPage, text: string, to?: string): void {
    this.said.push({ from: from.displayName, text });
    for (const page of this.pages) {
      const link = linkOf(from.sid, page.sid);
      if (to !== undefined && page.sid !== to) continue;
      if (page === from || this.#cut.has(link) || (from.role === "attendee" && page.role === "attendee"))
        continue;
      const epoch = this.#epochs.get(link);
      this.arrive(`${from.sid} ${page.sid}`, () => {
        if (this.#epochs.get(link) === epoch && this.pages.includes(page)) page.hearTrack(text, from);
      });
    }
  }

  /** By one way or another: reliable. */
  message(from: ChatPage, command: string, body: unknown, to: string | undefined): void {
    this.told.push({ from: from.displayName, to, body });
    const wire = JSON.stringify(body);
    for (const page of this.pages) {
      if (page === from || (to !== undefined && page.sid !== to)) continue;
      this.arrive(`message ${from.sid} ${page.sid}`, () => {
        if (this.pages.includes(page)) page.hearMessage(command, JSON.parse(wire), from, to !== undefined);
      });
    }
  }

  later(act: () => void, delayMs: number): () => void {
    const event = { atMs: this.nowMs + delayMs, order: this.#order++, act };
    this.#events.push(event);
    return () => void (this.#events = this.#events.filter((other) => other !== event));
  }

  arrive(way: string, act: () => void): void {
    const atMs = Math.max(this.nowMs + 5 + this.random() * 150, this.#lastMs.get(way) ?? 0);
    this.#lastMs.set(way, atMs);
    this.later(act, atMs - this.nowMs);
  }

  /** Lets time pass; each event is done with before the next one. */
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    for (;;) {
      await this.settle();
      const next = this.#events.toSorted((one, other) => one.atMs - other.atMs || one.order - other.order)[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#events = this.#events.filter((event) => event !== next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.act();
    }
    this.nowMs = endMs;
  }

  /** Until nothing is signed, sealed or read any more, however long this machine takes for it. */
  async settle(): Promise<void> {
    for (let quietTurns = 0; quietTurns < 3;) {
      await Promise.all(this.pages.map(({ chat }) => chat.settled));
      await new Promise((goOn) => setImmediate(goOn));
      quietTurns = underWay === 0 ? quietTurns + 1 : 0;
    }
  }
}

interface PageOptions {
  role?: "publisher" | "attendee";
  clockMs?: number;
  /** False: this page has no kernel. */
  seals?: boolean;
}

/** Calls of Web Crypto that have not answered. */
let underWay = 0;
for (const name of [
  "sign",
  "verify",
  "encrypt",
  "decrypt",
  "deriveBits",
  "deriveKey",
  "importKey",
  "exportKey",
  "generateKey",
  "digest",
] as const) {
  const real = crypto.subtle[name];
  Object.defineProperty(crypto.subtle, name, {
    value: async (...given: unknown[]): Promise<unknown> => {
      underWay++;
      try {
        return await Reflect.apply(real, crypto.subtle, given);
      } finally {
        underWay--;
      }
    },
  });
}

let sids = 0;

export class ChatPage extends Emitter<RoomEvents> implements Person {
  readonly sid = `PA${String(++sids).padStart(32, "0")}`;
  readonly name = "standup";
  readonly identity: string;
  readonly displayName: string;
  readonly role: "publisher" | "attendee";
  readonly participants = new Map<string, Person>();
  readonly attendees = new Map<string, Person>();
  state: "connected" | "reconnecting" | "disconnected" = "connected";
  chat!: Chat;
  /** What is there after this page has seen everything. */
  readonly #world: ChatWorld;
  readonly #elders = new Set<string>();
  readonly #clockMs: number;
  readonly #seals: boolean;

  constructor(world: ChatWorld, name: string, { role, clockMs, seals }: Required<PageOptions>) {
    super();
    this.#world = world;
    this.identity = name;
    this.displayName = name;
    this.role = role;
    this.#clockMs = clockMs;
    this.#seals = seals;
  }

  get room(): Room {
    return {
      sid: "RM1",
      name: this.name,
      participants: this.participants,
      attendees: this.attendees,
      localParticipant: {
        sid: this.sid,
        displayName: this.displayName,
        identity: this.identity,
        role: this.role,
        publishData: async ({ to }: { to?: string }) => ({ send: (text: string) => this.#send(text, to) }),
        unpublishTrack: () => undefined,
      },
      on: (event: keyof RoomEvents, listener: never) => this.on(event, listener),
      once: (event: keyof RoomEvents, listener: never) => this.once(event, listener),
      off: (event: keyof RoomEvents, listener: never) => this.off(event, listener),
      sendMessage: async (command: string, body: unknown, { to }: { to?: string }) =>
        this.#world.message(this, command, body, to),
    } as unknown as Room;
  }

  /** What is written, in order. */
  get texts(): string[] {
    return this.chat.entries.map(({ text }) => text);
  }

  begin(): void {
    const time: Time = {
      nowMs: () => this.#world.nowMs + this.#clockMs,
      later: (act, delayMs) => this.#world.later(act, delayMs),
      random: this.#world.random,
    };
    const { room } = this;
    Object.defineProperty(room, "state", { get: () => this.state });
    this.chat = new Chat(room, { elders: this.#elders, time });
  }

  end(): void {
    this.state = "disconnected";
    this.emit("disconnected", this.room, undefined as never);
  }

  meets(other: ChatPage, isElder = false): void {
    this.participants.set(other.sid, other);
    if (isElder) this.#elders.add(other.sid);
    this.emit("participantConnected", other as never);
  }

  loses(other: ChatPage): void {
    if (this.participants.delete(other.sid)) this.emit("participantDisconnected", other as never);
  }

  isBackWith(other: ChatPage): void {
    this.emit("participantReconnected", other as never);
  }

  hearTrack(text: string | ArrayBuffer, from: Person): void {
    this.emit("trackMessage", text, { name: "chat" } as never, from as never);
  }

  hearMessage(command: string, body: unknown, from: Person, isPrivate: boolean): void {
    this.emit("messageReceived", command, body, from as never, { isPrivate });
  }

  hearText(text: string, from: Person): void {
    this.emit("textReceived", text, from as never, { isPrivate: false });
  }

  async #send(text: string, to: string | undefined): Promise<void> {
    if (!this.#seals) throw Object.assign(new Error("no kernel"), { code: 54004 });
    this.#world.broadcast(this, text, to);
  }
}

function linkOf(one: string, other: string): string {
  return [one, other].sort().join(" ");
}
