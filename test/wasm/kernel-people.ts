import { FRAME_MAX_BYTES } from "../../wasm/layout.ts";
import type { Opened } from "../../web/kernel/kernel-api.ts";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";
import { Streams } from "../../web/kernel/streams.ts";
import { sealMessage } from "./stream-pair.ts";

const utf8 = new TextEncoder();
const seatId = "seat";

/** What went from one to the other and has not arrived yet. */
export type Way = "keys" | "frames";

/** One participant with a kernel of their own, and one data track. */
export class KernelPerson {
  readonly name: string;
  readonly streams: Streams;
  readonly trackSid: string;
  readonly sending: number;
  /** What came of whom. */
  readonly heard: string[] = [];
  readonly wires = new Map<KernelPerson, Wire>();
  /** Every frame that was sealed, whoever it was for. */
  readonly frames: Uint8Array<ArrayBuffer>[] = [];
  keyMessages = 0;

  private constructor(name: string, streams: Streams) {
    this.name = name;
    this.streams = streams;
    this.trackSid = `MT${[...utf8.encode(name)]
      .map((byte) => byte.toString(16))
      .join("")
      .padStart(32, "0")}`;
    this.sending = streams.openSending(seatId, this.trackSid);
  }

  static async named(name: string): Promise<KernelPerson> {
    return new KernelPerson(name, new Streams(await loadWasm()));
  }

  /** To all who are linked. */
  say(text: string): void {
    for (const wire of this.wires.values()) wire.attach();
    const frames = sealMessage(this.streams, this.sending, "text", utf8.encode(text), FRAME_MAX_BYTES);
    this.frames.push(...frames);
    for (const wire of this.wires.values()) for (const frame of frames) wire.send("frames", frame);
  }

  leave(): void {
    for (const [other, wire] of this.wires) {
      wire.cut();
      other.wires.get(this)?.cut();
      other.streams.dropLink(other.wires.get(this)?.linkId ?? "");
      other.wires.delete(this);
    }
    this.wires.clear();
  }

  /** Everything under way has arrived, everywhere. */
  async settled(): Promise<void> {
    await Promise.all([...this.wires.values()].map((wire) => wire.settled()));
  }
}

/** One direction of a link, as one end has it. Arrives by itself unless it is held. */
export class Wire {
  readonly linkId: string;
  readonly held = new Map<Way, Uint8Array<ArrayBuffer>[]>();
  readonly #from: KernelPerson;
  readonly #to: KernelPerson;
  #receiving = 0;
  #last: Promise<unknown> = Promise.resolve();
  #cut = false;
  #withheld = false;
  readonly #late: boolean;
  readonly #pace: (() => Promise<void>) | undefined;
  /** Keys and frames are in order each, but go ways of their own. */
  readonly #under = new Map<Way, Promise<void>>();
  readonly failures: unknown[] = [];

  constructor(from: KernelPerson, to: KernelPerson, { late = false, pace }: LinkOptions) {
    this.#late = late;
    this.#pace = pace;
    this.#from = from;
    this.#to = to;
    this.linkId = `${from.name} ${to.name} ${Math.random()}`;
  }

  begin(): void {
    const { streams } = this.#from;
    streams.openLink(this.linkId, seatId, (keys) => {
      this.#from.keyMessages += 1;
      this.send("keys", keys);
    });
    this.#from.wires.set(this.#to, this);
    if (!this.#late) this.attach();
  }

  /** Or no longer: the other is not sent the track, and does not listen. */
  withhold(withheld: boolean): void {
    this.#withheld = withheld;
    if (withheld) this.#from.streams.detach(this.#from.sending, this.linkId);
    const there = this.#to.wires.get(this.#from);
    if (withheld) there?.close();
    else there?.receive(true);
  }

  attach(): void {
    if (this.#withheld) return;
    this.#from.streams.attach(this.#from.sending, this.linkId);
  }

  receive(ordered: boolean): void {
    const trackSid = this.#to.trackSid;
    this.#receiving = this.#from.streams.openReceiving({ linkId: this.linkId, trackSid, ordered });
  }

  /** The page has not opened the stream yet, or no more. */
  close(): void {
    this.#from.streams.close(this.#receiving);
  }

  hold(...ways: Way[]): void {
    for (const way of ways) this.held.set(way, []);
  }

  release(way: Way): void {
    const held = this.held.get(way) ?? [];
    this.held.delete(way);
    for (const bytes of held) this.send(way, bytes);
  }

  send(way: Way, bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#pace === undefined) return this.#arrive(way, bytes);
    const pace = this.#pace;
    const arriving = (this.#under.get(way) ?? Promise.resolve()).then(async () => {
      await pace();
      this.#arrive(way, bytes);
    });
    this.#under.set(way, arriving);
    this.#last = Promise.all([this.#last, arriving]);
  }

  #arrive(way: Way, bytes: Uint8Array<ArrayBuffer>): void {
    const held = this.held.get(way);
    if (this.#cut || (this.#withheld && way === "frames") || held?.push(bytes)) return;
    const there = this.#to.wires.get(this.#from);
    if (there === undefined) return;
    if (way === "frames") return there.open(bytes);
    const taking = this.#to.streams.takeKeys(there.linkId, bytes.slice());
    this.#last = Promise.all([this.#last, taking.catch((error: unknown) => this.failures.push(error))]);
  }

  /** A frame of the other's. @returns what became of it, once that is known */
  open(frame: Uint8Array<ArrayBuffer>, onOpened?: (opened: Opened) => void): void {
    this.#from.streams.openFrame(this.#receiving, frame.slice(), (opened) => {
      if (opened.status === "message")
        this.#from.heard.push(`${this.#to.name}: ${new TextDecoder().decode(opened.bytes)}`);
      onOpened?.(opened);
    });
  }

  cut(): void {
    this.#cut = true;
  }

  async settled(): Promise<void> {
    let last: unknown;
    while (last !== this.#last) await (last = this.#last);
  }
}

export interface LinkOptions {
  ordered?: boolean;
  /** Streams are attached with the first message, not when the link begins. */
  late?: boolean;
  /** How long each thing is under way. */
  pace?: () => Promise<void>;
  roomSecrets?: [string, string];
  /** Each end sees other fingerprints. */
  tampered?: boolean;
}

/** Both ends begin; they agree when the result is called. */
export function begin(a: KernelPerson, b: KernelPerson, options: LinkOptions = {}): () => Promise<void> {
  const { ordered = true, roomSecrets = ["", ""], tampered = false } = options;
  const wires = [new Wire(a, b, options), new Wire(b, a, options)] as const;
  for (const wire of wires) wire.begin();
  for (const wire of wires) wire.receive(ordered);
  return async () => {
    const [keyA, keyB] = await Promise.all([
      a.streams.offerKey(wires[0].linkId),
      b.streams.offerKey(wires[1].linkId),
    ]);
    const context = (end: number) => utf8.encode(`room, both ends${tampered ? end : ""}`);
    await Promise.all([
      a.streams.agree(wires[0].linkId, keyB, context(0), utf8.encode(roomSecrets[0])),
      b.streams.agree(wires[1].linkId, keyA, context(1), utf8.encode(roomSecrets[1])),
    ]);
    await Promise.all(wires.map((wire) => wire.settled()));
  };
}

export async function link(a: KernelPerson, b: KernelPerson, options: LinkOptions = {}): Promise<void> {
  await begin(a, b, options)();
}

/** A room of these, all linked. */
export async function roomOf(names: string[], options: LinkOptions = {}): Promise<KernelPerson[]> {
  const people: KernelPerson[] = [];
  for (const name of names) {
    const person = await KernelPerson.named(name);
    await Promise.all(people.map((other) => link(person, other, options)));
    people.push(person);
  }
  return people;
}

/** By which one hears the other. */
export function wire(from: KernelPerson, to: KernelPerson): Wire {
  return from.wires.get(to)!;
}

export function settle(people: KernelPerson[]): Promise<unknown> {
  return Promise.all(people.map((person) => person.settled()));
}

/** What the receiver's kernel makes of frames that somebody recorded. */
export function tryAll(
  receiver: KernelPerson,
  sender: KernelPerson,
  frames: Uint8Array<ArrayBuffer>[],
): string[] {
  const results: string[] = [];
  for (const frame of frames)
    wire(receiver, sender).open(frame, (opened: Opened) => results.push(opened.status));
  return results;
}
