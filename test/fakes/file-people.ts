import type { LineListener, LinePeer, Lines } from "../../web/files/lines.ts";
import { RoomFiles, type FilesOptions } from "../../web/files/room-files.ts";
import type { FileStorage, PieceStore } from "../../web/files/store/store.ts";
import { parseFileBytes } from "../../web/files/wire.ts";

/** People who share files over lines in memory: in order, one message of each a turn, and nothing is sealed. */
export class FilePeople {
  readonly #all = new Map<string, FilePerson>();
  readonly #everybody: FilePerson[] = [];
  /** How much later it is than the clock says. */
  laterMs = 0;
  /** 0 to 1, always the same. */
  readonly random: () => number;

  constructor(random: () => number = Math.random) {
    this.random = random;
  }

  join(name: string, options: FilesOptions = {}, storage: FileStorage = new FakeDisk()): FilePerson {
    const person = new FilePerson(this, name, options, storage);
    this.#all.set(person.sid, person);
    this.#everybody.push(person);
    for (const other of this.others(person)) {
      other.lines.opened(person);
      person.lines.opened(other);
    }
    return person;
  }

  of(sid: string): FilePerson | undefined {
    return this.#all.get(sid);
  }
  others(person: FilePerson): FilePerson[] {
    return [...this.#all.values()].filter((other) => other !== person);
  }
  /** Comes back with what they had. */
  come(person: FilePerson): FilePerson {
    for (const other of this.#all.values()) this.mend(person, other);
    this.#all.set(person.sid, person);
    return person;
  }
  /** Without a word. */
  leave(person: FilePerson): void {
    this.#all.delete(person.sid);
    for (const other of this.#all.values()) person.lines.gone(other);
    for (const other of this.#all.values()) other.lines.gone(person);
  }
  /** The link of two has no path. What is on its way is lost. */
  break(one: FilePerson, other: FilePerson): void {
    one.lines.break(other);
    other.lines.break(one);
  }
  mend(one: FilePerson, other: FilePerson): void {
    one.lines.opened(other);
    other.lines.opened(one);
  }
  close(): void {
    for (const { files } of this.#everybody) files.close();
  }
}

let people = 0;

export class FilePerson {
  readonly name: string;
  readonly sid = `PA${String(people++).padStart(32, "0")}`;
  readonly lines: FakeLines;
  readonly files: RoomFiles;

  constructor(all: FilePeople, name: string, options: FilesOptions, storage: FileStorage) {
    this.name = name;
    this.lines = new FakeLines(all, this);
    this.files = new RoomFiles(
      { lines: this.lines, storage, nowMs: () => performance.now() + all.laterMs, random: all.random },
      options,
    );
  }
}

export class FakeLines implements Lines {
  readonly #all: FilePeople;
  readonly #self: FilePerson;
  #listener: LineListener | undefined;
  readonly #open = new Set<string>();
  readonly #queue: { to: string; data: string | ArrayBuffer; taken: () => void }[] = [];
  #running = false;
  /** Pieces that left, in bytes. */
  sentPieceBytes = 0;
  /** Changes what leaves; undefined: it is lost. */
  tamper: (data: string | ArrayBuffer, to: string) => string | ArrayBuffer | undefined = (data) => data;

  constructor(all: FilePeople, self: FilePerson) {
    this.#all = all;
    this.#self = self;
  }

  start(listener: LineListener): void {
    this.#listener = listener;
  }
  peers(): LinePeer[] {
    return this.#all.others(this.#self).map(({ sid, name }) => ({ sid, name }));
  }
  isOpen(sid: string): boolean {
    return this.#open.has(sid);
  }
  async send(to: string, data: string | Uint8Array<ArrayBuffer>): Promise<void> {
    const copy = typeof data === "string" ? data : data.slice().buffer;
    const sent = this.tamper(copy, to);
    if (sent === undefined) return;
    await new Promise<void>((taken) => {
      this.#queue.push({ to, data: sent, taken });
      void this.#run();
    });
  }
  close(): void {
    this.#listener = undefined;
  }

  opened(other: FilePerson): void {
    this.#open.add(other.sid);
    this.#listener?.onOpen({ sid: other.sid, name: other.name }, true);
  }
  break(other: FilePerson): void {
    this.#open.delete(other.sid);
    this.#listener?.onBroken(other.sid);
  }
  gone(other: FilePerson): void {
    this.#open.delete(other.sid);
    this.#listener?.onGone(other.sid);
  }
  deliver(from: FilePerson, data: string | ArrayBuffer): void {
    if (this.#open.has(from.sid)) this.#listener?.onMessage({ sid: from.sid, name: from.name }, data);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      const { to, data, taken } = next;
      await new Promise((turn) => setTimeout(turn));
      const piece = typeof data === "string" ? undefined : parseFileBytes(data.slice(0));
      if (piece?.is === "piece" && this.#open.has(to)) this.sentPieceBytes += piece.bytes.length;
      if (this.#open.has(to)) this.#all.of(to)?.lines.deliver(this.#self, data);
      taken();
    }
    this.#running = false;
  }
}

/** A disk that outlives the page. */
export class FakeDisk implements FileStorage {
  readonly files = new Map<string, Map<number, Uint8Array<ArrayBuffer>>>();
  /** What fits at most. */
  roomBytes = Infinity;

  async holds(root: string): Promise<boolean> {
    return this.files.has(root);
  }

  async open(root: string): Promise<PieceStore> {
    const known = this.files.get(root);
    const pieces = known ?? new Map<number, Uint8Array<ArrayBuffer>>();
    this.files.set(root, pieces);
    return {
      isNew: known === undefined,
      read: async (fromBytes) => {
        const piece = pieces.get(fromBytes);
        if (piece === undefined) throw new RangeError("Nothing there");
        return piece.slice();
      },
      write: async (fromBytes, bytes) => {
        if (this.#usedBytes + bytes.length > this.roomBytes)
          throw new DOMException("Full", "QuotaExceededError");
        pieces.set(fromBytes, bytes.slice());
      },
      finish: async () =>
        new Blob([...pieces].sort(([one], [other]) => one - other).map(([, bytes]) => bytes)),
      close: async (remove) => {
        if (remove) this.files.delete(root);
      },
    };
  }

  get #usedBytes(): number {
    return [...this.files.values()].reduce(
      (sum, pieces) => [...pieces.values()].reduce((inner, { length }) => inner + length, sum),
      0,
    );
  }
}
