import { PieceSet } from "./pieces.ts";

/** Under way from one holder: what a path of 100 Mbit/s and 80 ms holds. */
const windowBytes = 1024 * 1024;
/** Of large pieces too: one arrives while the next is on its way. */
const leastWindow = 2;
/** Arrived and not written yet, or under way from anybody: what the page holds in its memory at most. */
const mostUnderWayBytes = 12 * 1024 * 1024;
/** Who sends nothing for so long is not waited for. */
const patienceMs = 10_000;
/** Slower than this is as good as nothing. */
const slowestBytesPerMs = 64;
/** A holder who did not answer is asked again after so long. */
const restMs = 15_000;
/** Pieces that the source has given away are told of by then. */
const tellMs = 2_000;
/** Of pieces that others have, the source is asked for one in so long: they may be slow. */
const sourceHelpMs = 1_000;

interface Holder {
  has: PieceSet;
  /** It shared the file: it has every piece, and says which ones to take. */
  readonly isSource: boolean;
  readonly asked: Map<number, number>;
  /** Pieces of its own choice that are under way. */
  anyCount: number;
  /** Of the latest piece or part of one, or of the first question after a pause. */
  heardAtMs: number;
  /** When it said that others have all it has; undefined: it has not. */
  dryAtMs: number | undefined;
  helpedAtMs: number;
  restsUntilMs: number;
  /** No path there now. */
  broken: boolean;
}

export type Question =
  | { is: "want"; of: string; pieces: number[] }
  | { is: "wantAny"; of: string; count: number }
  /** It did not answer. */
  | { is: "stop"; of: string };

export interface AskingOptions {
  count: number;
  pieceBytes: number;
  /** Others receive it too, and can be asked. */
  swarms: boolean;
  /** 0 to 1. */
  random(): number;
}

/** Which piece is asked of whom, pure: rarest first, a few under way from each. */
export class Asking {
  readonly #options: AskingOptions;
  readonly #holders = new Map<string, Holder>();
  /** Who sent what was wrong: not asked again. */
  readonly #liars = new Set<string>();
  /** How many have it, the source aside. */
  readonly #copies: Uint16Array;
  #own: PieceSet;
  /** Arrived, and being checked and written. */
  readonly #arriving = new Set<number>();
  readonly #asked = new Set<number>();
  readonly #window: number;

  constructor(options: AskingOptions) {
    this.#options = options;
    this.#own = new PieceSet(options.count);
    this.#copies = new Uint16Array(options.count);
    this.#window = Math.max(leastWindow, Math.floor(windowBytes / options.pieceBytes));
  }

  get own(): PieceSet {
    return this.#own;
  }
  /** Each piece that is missing can be had now, or as soon as there is a path again; `gone`: somebody else has to come. */
  get outlook(): "here" | "broken" | "gone" {
    const all = [...this.#holders.values()];
    if (this.#canHave(all.filter(({ broken }) => !broken))) return "here";
    return this.#canHave(all) ? "broken" : "gone";
  }
  /** For the list of hashes: the source first. */
  holders(): string[] {
    const open = [...this.#holders].filter(
      ([, { broken, has }]) => !broken && (has.size > 0 || this.#options.count === 0),
    );
    return open
      .sort(([, one], [, other]) => Number(other.isSource) - Number(one.isSource))
      .map(([sid]) => sid);
  }

  source(sid: string, nowMs: number): void {
    this.#put(sid, PieceSet.all(this.#options.count), true, nowMs);
  }
  has(sid: string, has: PieceSet, nowMs: number): void {
    if (this.#holders.get(sid)?.isSource !== true) this.#put(sid, has, false, nowMs);
  }
  gained(sid: string, index: number): void {
    const holder = this.#holders.get(sid);
    if (holder?.isSource === false && holder.has.add(index)) this.#count(index, 1);
  }
  /** It says that everything else can be had of others. */
  dry(sid: string, nowMs: number): void {
    const holder = this.#holders.get(sid);
    if (holder === undefined) return;
    holder.anyCount = 0;
    holder.dryAtMs ??= nowMs;
  }
  /** It says that it has not got them. */
  lacks(sid: string, pieces: readonly number[]): void {
    const holder = this.#holders.get(sid);
    if (holder === undefined) return;
    for (const index of pieces) {
      if (holder.asked.delete(index)) this.#asked.delete(index);
      if (holder.has.delete(index) && !holder.isSource) this.#count(index, -1);
    }
  }
  broken(sid: string): void {
    const holder = this.#holders.get(sid);
    if (holder === undefined) return;
    this.#forget(holder);
    holder.broken = true;
  }
  gone(sid: string): void {
    const holder = this.#holders.get(sid);
    if (holder === undefined) return;
    this.#forget(holder);
    if (!holder.isSource)
      for (let index = 0; index < this.#options.count; index++)
        if (holder.has.has(index)) this.#count(index, -1);
    this.#holders.delete(sid);
  }
  lied(sid: string): void {
    this.gone(sid);
    this.#liars.add(sid);
  }

  /** A piece of it is on its way, which may take long. */
  heard(sid: string, nowMs: number): void {
    const holder = this.#holders.get(sid);
    if (holder !== undefined) holder.heardAtMs = nowMs;
  }

  /** @returns whether it is worth a look: it is missing */
  arrived(sid: string, index: number, nowMs: number): boolean {
    const holder = this.#holders.get(sid);
    if (holder === undefined) return false;
    const wasAsked = holder.asked.delete(index);
    if (wasAsked) this.#asked.delete(index);
    else if (holder.anyCount > 0) holder.anyCount -= 1; // else it is late, and welcome
    holder.heardAtMs = nowMs;
    if (this.#own.has(index) || this.#arriving.has(index)) return false;
    this.#arriving.add(index);
    return true;
  }
  /** Checked and written, or not. */
  settled(index: number, isKept: boolean): void {
    this.#arriving.delete(index);
    if (isKept) this.#own.add(index);
  }
  /** What was kept is gone. */
  restart(): void {
    this.pause();
    this.#own = new PieceSet(this.#options.count);
  }
  /** Nothing is under way any more. */
  pause(): void {
    for (const holder of this.#holders.values()) this.#forget(holder);
  }

  /** What to say now: gives up whom it has waited for too long, and fills what has room. */
  next(nowMs: number): Question[] {
    const questions: Question[] = [];
    for (const [sid, holder] of this.#holders) {
      if (this.#underWay(holder) === 0 || nowMs - holder.heardAtMs < this.#patienceMs) continue;
      this.#forget(holder);
      holder.restsUntilMs = nowMs + restMs;
      questions.push({ is: "stop", of: sid });
    }
    for (const [sid, holder] of this.#shuffled()) {
      if (holder.broken || holder.restsUntilMs > nowMs) continue;
      const room = Math.min(this.#window - this.#underWay(holder), this.#room);
      if (room <= 0) continue;
      if (this.#underWay(holder) === 0) holder.heardAtMs = nowMs;
      const chooses = holder.isSource && this.#options.swarms;
      if (chooses && holder.dryAtMs === undefined) {
        if (this.#missing === 0) continue;
        const count = Math.min(room, this.#missing);
        holder.anyCount += count;
        questions.push({ is: "wantAny", of: sid, count });
        continue;
      }
      const pieces = chooses ? this.#ofSource(holder, room, nowMs) : this.#rarest(holder, room, () => true);
      for (const index of pieces) {
        holder.asked.set(index, nowMs);
        this.#asked.add(index);
      }
      if (pieces.length > 0) questions.push({ is: "want", of: sid, pieces });
    }
    return questions;
  }

  #put(sid: string, has: PieceSet, isSource: boolean, nowMs: number): void {
    if (this.#liars.has(sid)) return;
    this.gone(sid);
    this.#holders.set(sid, {
      has,
      isSource,
      asked: new Map(),
      anyCount: 0,
      heardAtMs: nowMs,
      dryAtMs: undefined,
      helpedAtMs: nowMs,
      restsUntilMs: 0,
      broken: false,
    });
    if (!isSource)
      for (let index = 0; index < this.#options.count; index++) if (has.has(index)) this.#count(index, 1);
  }

  #count(index: number, more: 1 | -1): void {
    this.#copies[index] = (this.#copies[index] ?? 0) + more;
  }

  #forget(holder: Holder): void {
    for (const index of holder.asked.keys()) this.#asked.delete(index);
    holder.asked.clear();
    holder.anyCount = 0;
  }

  /** The source when it has given everything away once: what nobody tells of, and a little help beside slow ones. */
  #ofSource(holder: Holder, room: number, nowMs: number): number[] {
    if (nowMs - (holder.dryAtMs ?? nowMs) < tellMs) return [];
    const untold = this.#rarest(holder, room, (index) => this.#copies[index] === 0);
    if (untold.length > 0) return untold;
    if (nowMs - holder.helpedAtMs < sourceHelpMs) return [];
    holder.helpedAtMs = nowMs;
    return this.#rarest(holder, 1, () => true);
  }

  #rarest({ has }: Holder, room: number, fits: (index: number) => boolean): number[] {
    const found: { index: number; rank: number }[] = [];
    for (let index = 0; index < this.#options.count; index++) {
      if (!has.has(index) || this.#own.has(index) || this.#asked.has(index)) continue;
      if (this.#arriving.has(index) || !fits(index)) continue;
      found.push({ index, rank: (this.#copies[index] ?? 0) + this.#options.random() });
    }
    return found
      .sort((one, other) => one.rank - other.rank)
      .slice(0, room)
      .map(({ index }) => index);
  }

  #canHave(holders: readonly Holder[]): boolean {
    if (holders.some(({ has }) => has.isFull)) return true;
    for (let index = 0; index < this.#options.count; index++)
      if (!this.#own.has(index) && !holders.some(({ has }) => has.has(index))) return false;
    return true;
  }

  #underWay({ asked, anyCount }: Holder): number {
    return asked.size + anyCount;
  }
  get #anyUnderWay(): number {
    let count = 0;
    for (const { anyCount } of this.#holders.values()) count += anyCount;
    return count;
  }
  get #missing(): number {
    const { count } = this.#options;
    return count - this.#own.size - this.#arriving.size - this.#asked.size - this.#anyUnderWay;
  }
  get #room(): number {
    const most = Math.max(leastWindow, Math.floor(mostUnderWayBytes / this.#options.pieceBytes));
    return most - this.#asked.size - this.#arriving.size - this.#anyUnderWay;
  }
  get #patienceMs(): number {
    return patienceMs + this.#options.pieceBytes / slowestBytesPerMs;
  }
  #shuffled(): [string, Holder][] {
    return [...this.#holders]
      .map((entry) => ({ entry, rank: this.#options.random() }))
      .sort((one, other) => one.rank - other.rank)
      .map(({ entry }) => entry);
  }
}
