import { sframeKey, type SframeKey } from "./sframe.ts";

/** How long frames wait for a key that is on its way; browsers keep some 60 frames of a track. */
const patienceMs = 1_500;
/** How long frames may be under way after the key has changed. */
const graceMs = 2_000;
/** Keys that are waited for at a time, so that made-up KIDs fill nothing. */
const mostWanted = 16;

interface Wanted extends PromiseWithResolvers<SframeKey | undefined> {
  /** One frame has waited long enough: the others do not wait any more. */
  isLate: boolean;
}

/** The keys of one peer's sound and picture, as the kernel tells them when a frame asks for one. */
export class PeerMediaKeys {
  readonly #ask: (kid: number) => void;
  readonly #keys = new Map<number, SframeKey>();
  readonly #wanted = new Map<number, Wanted>();
  #newest = -1;

  /** @param ask the kernel answers with `told` */
  constructor(ask: (kid: number) => void) {
    this.#ask = ask;
  }

  /** @returns undefined when there is none, or it does not come in time */
  get(kid: number): SframeKey | Promise<SframeKey | undefined> | undefined {
    const known = this.#keys.get(kid);
    if (known !== undefined || kid < this.#newest) return known;
    return this.#want(kid);
  }

  /** The kernel's answer. */
  async told(kid: number, base: Uint8Array<ArrayBuffer> | "later" | "never"): Promise<void> {
    if (base === "later") return;
    const key = base === "never" ? undefined : await sframeKey(base, kid);
    this.#wanted.get(kid)?.resolve(key);
    this.#wanted.delete(kid);
    if (key === undefined) return;
    this.#keys.set(kid, key);
    if (kid < this.#newest) return;
    this.#newest = kid;
    if (this.#keys.size > 1) setTimeout(() => this.#forgetBelow(kid), graceMs);
  }

  /** The kernel knows more by now. */
  askAgain(): void {
    for (const kid of this.#wanted.keys()) this.#ask(kid);
  }

  #want(kid: number): Promise<SframeKey | undefined> | undefined {
    const known = this.#wanted.get(kid);
    if (known !== undefined) return known.isLate ? undefined : known.promise;
    const [oldest] = this.#wanted.keys();
    if (oldest !== undefined && this.#wanted.size === mostWanted) this.#wanted.delete(oldest);
    const wanted: Wanted = { ...Promise.withResolvers<SframeKey | undefined>(), isLate: false };
    this.#wanted.set(kid, wanted);
    setTimeout(() => {
      wanted.isLate = true;
      wanted.resolve(undefined);
    }, patienceMs);
    this.#ask(kid);
    return wanted.promise;
  }

  #forgetBelow(newest: number): void {
    for (const kid of this.#keys.keys()) if (kid < newest) this.#keys.delete(kid);
  }
}
