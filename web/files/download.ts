import { errorOf } from "../room/errors.ts";
import type { ErrorCode } from "#protocol/errors";
import { log } from "../room/log.ts";
import { Asking } from "./asking.ts";
import { isPiece, leafBytes, rootOf } from "./hashes.ts";
import { pieceCount, pieceRange, PieceSet, type Cut } from "./pieces.ts";
import { RemoteFile, type AcceptOptions, type FileOwner, type RemoteFileFacts } from "./remote-file.ts";
import { safeName, safeType, shownType } from "./safe-name.ts";
import { isStorageFull, type FileStorage, type PieceStore } from "./store/store.ts";
import { offerCut, type FileMessage, type FileOffer } from "./wire.ts";

export interface DownloadParts {
  storage: FileStorage;
  /** The most that is accepted without a word of its own. */
  largestBytes(): number;
  say(sid: string, message: FileMessage): void;
  /** Everybody who may ask is to know what is here: all of it, or one piece more. */
  onHave(): void;
  onHas(index: number): void;
  nowMs(): number;
  /** 0 to 1. */
  random(): number;
}

/** Of few pieces the source gives each to each: it is over before others could pass them on. */
const leastSwarmPieces = 5;
const lookEveryMs = 1_000;
/** Of the speed in the last second, in the speed that is shown. */
const newestShare = 0.4;

/** One file of somebody else's: fetched from whoever has it, checked, kept, and given to others. */
export class Download {
  readonly remote: RemoteFile;
  readonly offer: FileOffer;
  readonly #parts: DownloadParts;
  readonly #facts: RemoteFileFacts;
  readonly #cut: Cut;
  readonly #asking: Asking;
  #whole = Promise.withResolvers<File>();
  #store: PieceStore | undefined;
  #isOpening = false;
  #leaves: Uint8Array | undefined;
  /** Who was asked for them, and until when it is waited for. */
  #leavesOf: { sid: string; untilMs: number } | undefined;
  #file: File | undefined;
  #hasLied = false;
  #looks: ReturnType<typeof setInterval> | undefined;
  #countedBytes = 0;

  constructor(offer: FileOffer, from: FileOwner, parts: DownloadParts) {
    this.offer = offer;
    this.#parts = parts;
    this.#cut = offerCut(offer);
    this.#facts = {
      state: "offered",
      receivedBytes: 0,
      bytesPerSecond: 0,
      error: null,
      id: offer.id,
      name: safeName(offer.name),
      type: shownType(offer.type),
      sizeBytes: offer.sizeBytes,
      from,
      isPrivate: !offer.toAll,
      label: offer.label,
    };
    const count = pieceCount(this.#cut);
    this.#asking = new Asking({
      count,
      pieceBytes: this.#cut.pieceBytes,
      swarms: offer.toAll && count >= leastSwarmPieces,
      random: () => parts.random(),
    });
    this.#whole.promise.catch(() => undefined);
    this.remote = new RemoteFile(this.#facts, {
      accept: (options) => this.accept(options),
      pause: () => this.#pause(null),
      resume: () => this.#resume(),
      cancel: () => this.#cancel(),
      file: () => this.#whole.promise,
    });
  }

  /** It is under way, or was. */
  get takesPart(): boolean {
    const { state } = this.#facts;
    return state !== "offered" && state !== "cancelled" && state !== "failed";
  }
  get own(): PieceSet {
    return this.#asking.own;
  }
  has(index: number): boolean {
    return this.takesPart && this.own.has(index);
  }
  /** For others. */
  get leaves(): Uint8Array | undefined {
    return this.takesPart ? this.#leaves : undefined;
  }
  /** @throws Error (as a rejection) where it cannot be read */
  async read(index: number): Promise<Uint8Array<ArrayBuffer>> {
    const { from, to } = pieceRange(this.#cut, index);
    if (this.#file !== undefined) return new Uint8Array(await this.#file.slice(from, to).arrayBuffer());
    if (this.#store === undefined) throw new Error("Nothing is kept");
    return this.#store.read(from, to - from);
  }

  accept({ largestBytes = this.#parts.largestBytes() }: AcceptOptions = {}): void {
    const { state, sizeBytes } = this.#facts;
    if (state !== "offered" && state !== "failed" && state !== "cancelled") return;
    if (sizeBytes > largestBytes) return void this.#end("failed", 54070);
    if (state !== "offered") this.#restart();
    this.#set("receiving");
    this.#goOn();
  }

  /* ---------- what others say ---------- */

  /** It can be had of who shared it. */
  sourceIs(sid: string): void {
    this.#asking.source(sid, this.#parts.nowMs());
    this.#step();
  }
  holderHas(sid: string, bits: Uint8Array): void {
    this.#asking.has(sid, new PieceSet(pieceCount(this.#cut), bits), this.#parts.nowMs());
    this.#step();
  }
  holderGained(sid: string, pieces: readonly number[]): void {
    for (const index of pieces) this.#asking.gained(sid, index);
    this.#step();
  }
  dry(sid: string): void {
    this.#asking.dry(sid, this.#parts.nowMs());
    this.#step();
  }
  lacks(sid: string, pieces: readonly number[]): void {
    this.#asking.lacks(sid, pieces);
    this.#step();
  }
  /** A piece of theirs is on its way. */
  arriving(sid: string): void {
    this.#asking.heard(sid, this.#parts.nowMs());
  }
  broken(sid: string): void {
    this.#asking.broken(sid);
    if (this.#leavesOf?.sid === sid) this.#leavesOf = undefined;
    this.#step();
  }
  gone(sid: string): void {
    this.#asking.gone(sid);
    if (this.#leavesOf?.sid === sid) this.#leavesOf = undefined;
    this.#step();
  }
  withdrawn(): void {
    if (this.#facts.state !== "received" && this.#facts.state !== "cancelled")
      void this.#end("failed", 54074);
  }

  async receiveLeaves(sid: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#leavesOf?.sid !== sid || this.#leaves !== undefined) return;
    this.#leavesOf = undefined;
    const isRight =
      bytes.length === pieceCount(this.#cut) * leafBytes &&
      (await rootOf(this.#cut, bytes)) === this.offer.root;
    if (!isRight) return this.#lied(sid);
    this.#leaves = bytes;
    await this.#lookOver(bytes);
    this.#parts.onHave();
    this.#step();
  }

  async receivePiece(sid: string, index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#facts.state !== "receiving" && this.#facts.state !== "waiting") return;
    const { from, to } = pieceRange(this.#cut, index);
    const isAnnounced = index < pieceCount(this.#cut) && bytes.length === to - from;
    if (!isAnnounced) return this.#lied(sid); // more than was said, or less
    if (this.#leaves === undefined || this.#store === undefined) return;
    if (!this.#asking.arrived(sid, index, this.#parts.nowMs())) return this.#step();
    const lengthBytes = bytes.length; // the store takes them over
    let isKept = false;
    try {
      if (!(await isPiece(bytes, this.#leaves, index))) {
        this.#asking.settled(index, false);
        return this.#lied(sid);
      }
      await this.#store.write(from, bytes);
      isKept = true;
    } catch (cause) {
      this.#asking.settled(index, false);
      return this.#cannotKeep(cause);
    }
    this.#asking.settled(index, isKept);
    if (!this.takesPart) return;
    this.#facts.receivedBytes += lengthBytes;
    this.#parts.onHas(index);
    this.remote.emit("changed");
    this.#step();
  }

  /** The room has ended. What is whole stays so for as long as the page lives. */
  close(): void {
    if (this.#facts.state === "received" || this.#facts.state === "cancelled") return;
    void this.#end("failed", 54071, false);
  }

  /* ---------- its course ---------- */

  #goOn(): void {
    this.#looks ??= setInterval(() => this.#look(), lookEveryMs);
    if (this.#store === undefined && !this.#isOpening) void this.#open();
    this.#parts.onHave();
    this.#step();
  }

  async #open(): Promise<void> {
    this.#isOpening = true;
    try {
      const store = await this.#parts.storage.open(this.offer.root, this.offer.sizeBytes);
      if (!this.takesPart) return void store.close(this.#facts.state === "cancelled");
      this.#store = store;
      if (this.#leaves !== undefined) await this.#lookOver(this.#leaves);
      this.#parts.onHave();
      this.#step();
    } catch (cause) {
      this.#cannotKeep(cause);
    } finally {
      this.#isOpening = false;
    }
  }

  /** What an earlier page, or this one before it was cancelled, has kept: every piece of it is checked anew. */
  async #lookOver(leaves: Uint8Array): Promise<void> {
    const store = this.#store;
    if (store === undefined || store.isNew || this.own.size > 0) return;
    for (let index = 0; index < pieceCount(this.#cut); index++) {
      const { from, to } = pieceRange(this.#cut, index);
      try {
        if (!(await isPiece(await store.read(from, to - from), leaves, index))) continue;
      } catch {
        continue; // it was not written that far
      }
      if (this.own.add(index)) this.#facts.receivedBytes += to - from;
    }
    this.remote.emit("changed");
  }

  #look(): void {
    const { receivedBytes, bytesPerSecond } = this.#facts;
    const latest = Math.max(0, receivedBytes - this.#countedBytes);
    this.#countedBytes = receivedBytes;
    this.#facts.bytesPerSecond = Math.round(bytesPerSecond * (1 - newestShare) + latest * newestShare);
    if (this.#facts.bytesPerSecond < 1_000) this.#facts.bytesPerSecond = latest;
    this.remote.emit("changed");
    if (this.#leavesOf !== undefined && this.#leavesOf.untilMs < this.#parts.nowMs()) {
      this.#asking.gone(this.#leavesOf.sid); // does not answer; it may tell again what it has
      this.#leavesOf = undefined;
    }
    this.#step();
  }

  /** Does what can be done now. */
  #step(): void {
    const { state } = this.#facts;
    if (state !== "receiving" && state !== "waiting") return;
    if (this.#store !== undefined && this.#leaves !== undefined && this.own.isFull)
      return void this.#finish();
    const { outlook } = this.#asking;
    const isAlone = this.#asking.holders().length === 0;
    if (outlook === "gone" && isAlone && this.#hasLied) return void this.#end("failed", 54072);
    if (outlook === "here") this.#set("receiving");
    else this.#wait(outlook === "gone" ? 54071 : null);
    if (isAlone) return;
    if (this.#store === undefined) return;
    if (this.#leaves === undefined) return this.#askForLeaves();
    for (const { of, ...question } of this.#asking.next(this.#parts.nowMs()))
      this.#parts.say(of, { id: this.offer.id, ...question });
  }

  #askForLeaves(): void {
    const [sid] = this.#asking.holders();
    if (sid === undefined || this.#leavesOf !== undefined) return;
    this.#leavesOf = { sid, untilMs: this.#parts.nowMs() + leavesPatienceMs };
    this.#parts.say(sid, { is: "wantLeaves", id: this.offer.id });
  }

  /** Who has what is missing is not here; others may still have some of it. */
  #wait(code: 54071 | null): void {
    this.#set("waiting");
    if (code === null) this.#facts.error = null;
    else if (this.#facts.error === null) void this.#explain(code);
  }

  #lied(sid: string): void {
    log("warn", "somebody gave wrong pieces of a file and is not asked again");
    this.#hasLied = true;
    if (this.#leavesOf?.sid === sid) this.#leavesOf = undefined;
    this.#asking.lied(sid);
    this.#step();
  }

  #cannotKeep(cause: unknown): void {
    if (!isStorageFull(cause)) log("warn", "a piece of a file cannot be kept", cause);
    this.#pause(54073, cause);
  }

  #pause(code: ErrorCode | null, cause?: unknown): void {
    if (this.#facts.state !== "receiving" && this.#facts.state !== "waiting") return;
    this.#rest();
    this.#set("paused");
    if (code !== null) void this.#explain(code, cause);
  }

  #resume(): void {
    if (this.#facts.state !== "paused") return;
    this.#set("receiving");
    this.#goOn();
  }

  #cancel(): void {
    if (this.#facts.state === "cancelled") return;
    const { takesPart } = this;
    void this.#end("cancelled", undefined);
    if (takesPart) this.#parts.onHave(); // nothing, from now on
  }

  async #finish(): Promise<void> {
    const store = this.#store;
    if (store === undefined) return;
    this.#facts.state = "paused"; // nothing more is asked
    this.#rest();
    try {
      const blob = await store.finish();
      this.#file = new File([blob], this.#facts.name, { type: safeType(this.offer.type) });
    } catch (cause) {
      return void this.#explain(54073, cause);
    }
    this.#set("received");
    this.#whole.resolve(this.#file);
  }

  #restart(): void {
    this.#asking.restart();
    this.#facts.receivedBytes = 0;
    this.#hasLied = false;
    this.#whole = Promise.withResolvers<File>();
    this.#whole.promise.catch(() => undefined);
  }

  /** Nothing is asked or looked for any more. */
  #rest(): void {
    clearInterval(this.#looks);
    this.#looks = undefined;
    this.#facts.bytesPerSecond = 0;
    this.#leavesOf = undefined;
    for (const sid of this.#asking.holders()) this.#parts.say(sid, { is: "stop", id: this.offer.id });
    this.#asking.pause();
  }

  async #end(state: "failed" | "cancelled", code: ErrorCode | undefined, remove = true): Promise<void> {
    if (this.takesPart) this.#rest();
    this.#set(state);
    const store = this.#store;
    this.#store = undefined;
    if (remove) this.#file = undefined;
    await store
      ?.close(remove)
      .catch((error: unknown) => log("warn", "a file's pieces stay on the disk", error));
    if (code === undefined) this.#whole.reject(new DOMException("Cancelled", "AbortError"));
    else await this.#explain(code);
  }

  async #explain(code: ErrorCode, cause?: unknown): Promise<void> {
    const { state } = this.#facts;
    const error = await errorOf(code, { cause });
    if (this.#facts.state !== state) return;
    this.#facts.error = error;
    if (state === "failed") this.#whole.reject(error);
    this.remote.emit("changed");
  }

  #set(state: RemoteFileFacts["state"]): void {
    if (this.#facts.state === state) return;
    this.#facts.state = state;
    this.#facts.error = null;
    this.remote.emit("changed");
  }
}

/** The list is 128 KiB at most. */
const leavesPatienceMs = 10_000;
