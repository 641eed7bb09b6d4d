import type { StreamKeys } from "./frames.ts";
import type { HandOver } from "./hand-over.ts";
import { KernelError } from "./kernel-error.ts";
import { generationOf, kidOfKey, mediaBase, ratchet, stepOf, trackKeys } from "./sender-key.ts";
import { wipe } from "./sha256.ts";

/** How long frames may be under way after the key has changed. */
const graceMs = 2_000;
/** How long the page may take to open a stream that was told of. As long as a link is kept without a word. */
const openingMs = 30_000;
/** Of one peer, at a time; as many leave a full room. Also how far ahead of the newest a frame may be. */
const mostGenerations = 16;
/** Tracks that a peer may ever have published on one link. */
const mostTracks = 1_024;

interface Generation {
  /** The base key is that of this step. */
  readonly step: number;
  readonly base: Uint8Array<ArrayBuffer>;
  readonly starts: ReadonlyMap<string, number>;
  readonly cameAtMs: number;
}

/** Where a stream is: an ordered one may need an old key for as long as it has not come to the start of the next. */
export interface Progress {
  readonly trackSid: string;
  readonly ordered: boolean;
  /** The counter that comes next. */
  readonly next: number;
}

/** The sender keys of one peer, as told over its link. */
export class PeerKeys {
  readonly #generations = new Map<number, Generation>();
  readonly #starts = new Map<string, number>();
  readonly #progress: () => Iterable<Progress>;
  #newest = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(progress: () => Iterable<Progress>) {
    this.#progress = progress;
  }

  /** @throws KernelError when the peer goes back to an older key, or tells of more tracks than there can be */
  take({ kid, base, starts }: HandOver): void {
    const generation = generationOf(kid);
    if (generation < this.#newest) throw new KernelError("The peer went back to an older key");
    // under a key that is known already a track is told of because it is given to us, or given again
    const given = generation === this.#newest;
    for (const [sid, start] of starts) if (given || !this.#starts.has(sid)) this.#starts.set(sid, start);
    if (this.#starts.size > mostTracks) throw new KernelError("The peer has had too many tracks");
    if (generation === this.#newest) return wipe(base); // known; only the starts are new
    this.#newest = generation;
    this.#generations.set(generation, { step: stepOf(kid), base, starts, cameAtMs: performance.now() });
    const [oldest] = this.#generations.keys();
    if (oldest !== undefined && this.#generations.size > mostGenerations) this.#forget(oldest);
    if (this.#generations.size > 1) this.#timer ??= setTimeout(() => this.#review(), graceMs);
  }

  /** The counter of a track's first frame here; undefined: not told yet. */
  startOf(trackSid: string): number | undefined {
    return this.#starts.get(trackSid);
  }

  /** The track is not received here any more. */
  forgetStart(trackSid: string): void {
    this.#starts.delete(trackSid);
  }

  /** The oldest KID that is known. */
  get firstKid(): number | undefined {
    const [first] = this.#generations;
    return first === undefined ? undefined : kidOfKey(first[0], first[1].step);
  }

  /** @returns `later` when the key is still to come, `never` when it is gone or none of ours */
  keysFor(kid: number, trackSid: string): StreamKeys | "later" | "never" {
    return this.#from(kid, (base) => trackKeys(base, kid, trackSid));
  }

  /** The same of sound and picture. */
  mediaBaseFor(kid: number): Uint8Array<ArrayBuffer> | "later" | "never" {
    return this.#from(kid, mediaBase);
  }

  #from<Made>(kid: number, make: (base: Uint8Array) => Made): Made | "later" | "never" {
    const generation = generationOf(kid);
    const known = this.#generations.get(generation);
    if (known === undefined) {
      const ahead = generation - this.#newest;
      return ahead > 0 && ahead <= mostGenerations ? "later" : "never";
    }
    const steps = stepOf(kid) - known.step;
    if (steps < 0) return "never";
    const base = ratchet(known.base, steps);
    const made = make(base);
    wipe(base);
    return made;
  }

  wipe(): void {
    clearTimeout(this.#timer);
    for (const generation of this.#generations.keys()) this.#forget(generation);
  }

  /** Forgets old keys that no frame under way can need. */
  #review(): void {
    this.#timer = undefined;
    const generations = [...this.#generations.keys()];
    for (const [index, generation] of generations.entries()) {
      const next = this.#generations.get(generations[index + 1] ?? -1);
      if (next === undefined || this.#isNeeded(next)) break; // what is needed of the older, is needed of the newer
      this.#forget(generation);
    }
    if (this.#generations.size > 1) this.#timer = setTimeout(() => this.#review(), graceMs);
  }

  /** @param newer the generation after the one in question */
  #isNeeded({ starts, cameAtMs }: Generation): boolean {
    const streams = new Map(Array.from(this.#progress(), (stream) => [stream.trackSid, stream]));
    const opening = performance.now() - cameAtMs < openingMs;
    for (const [sid, start] of starts) {
      const stream = streams.get(sid);
      const next = stream?.next ?? this.#starts.get(sid) ?? start;
      if (next < start && (stream?.ordered ?? opening)) return true;
    }
    return false;
  }

  #forget(generation: number): void {
    wipe(this.#generations.get(generation)?.base ?? new Uint8Array());
    this.#generations.delete(generation);
  }
}
